"""The real proxy on a free loopback port, in the test's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp

from proxy_core.clock import Clock, SystemClock
from proxy_core.config import Provider, parse_config
from proxy_core.core import Core
from proxy_core.errors import ProxyError
from proxy_core.journal.entry import Entry, Outcome
from proxy_core.journal.ring import Ring
from proxy_core.journal.store import Journal
from proxy_core.privacy.guard import Guard
from proxy_core.secrets import Secret
from proxy_core.server.app import ProxyServer
from proxy_core.upstream.http import HttpUpstream
from proxy_core.upstream.in_process import DemoUpstream

INSTALL_KEY = bytes(range(32))
#: A patient who does not exist; every value is one that the PHI Guard must find.
PATIENT = "Patient: Maria Gonzalez, SSN 536-22-8741, MRN: 00482913"
PATIENT_VALUES = ("Maria", "Gonzalez", "536-22-8741", "00482913")


class Credentials:
    """Provider keys by name. forgotten: the providers whose key was refused."""

    def __init__(self, keys: Mapping[str, str] | None = None) -> None:
        self.keys = dict(keys or {})
        self.forgotten: list[str] = []

    async def get(self, provider: Provider) -> Secret | None:
        if provider.auth.kind in ("none", "client"):
            return None
        if provider.name not in self.keys:
            raise ProxyError("PROVIDER_KEY_MISSING", f"The provider '{provider.name}' has no key.")
        return Secret(self.keys[provider.name])

    def invalidate(self, name: str) -> None:
        self.forgotten.append(name)


class Proxy:
    """url: its address. entries: the journal, oldest first."""

    def __init__(self, url: str, core: Core, client: aiohttp.ClientSession) -> None:
        self.url = url
        self.core = core
        self.client = client

    @property
    def entries(self) -> list[Entry]:
        return self.core.ring.entries()

    async def post(self, body: Any, path: str = "/v1/messages", **options: Any) -> tuple[int, Any, Any]:
        """Status, headers and decoded JSON of the answer."""
        data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        async with self.client.post(self.url + path, data=data, **options) as answer:
            return answer.status, answer.headers, await answer.json()

    async def stream(self, body: Mapping[str, Any], **options: Any) -> bytes:
        """The whole event stream of a request."""
        async with self.client.post(
            self.url + "/v1/messages", json={**body, "stream": True}, **options
        ) as answer:
            assert answer.status == 200, await answer.text()
            assert answer.content_type == "text/event-stream"
            return await answer.read()

    async def last_entry(self) -> Entry:
        """The last exchange's entry, once it is over."""
        loop = asyncio.get_running_loop()
        over: asyncio.Future[Entry] = loop.create_future()

        def note(entry: Entry) -> None:
            if entry.outcome is not Outcome.RUNNING and not over.done():
                over.set_result(entry)

        if self.entries and self.entries[-1].outcome is not Outcome.RUNNING:
            return self.entries[-1]
        end = self.core.ring.subscribe(note)
        try:
            return await asyncio.wait_for(over, 30)
        finally:
            end()


def ask(text: str = "Hello", **fields: Any) -> dict[str, Any]:
    """The smallest request."""
    return {
        "model": "claude-test",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": text}],
        **fields,
    }


def one_provider(url: str, kind: str = "anthropic", **sections: Any) -> dict[str, Any]:
    """A configuration in which one provider answers to every model."""
    return {
        "providers": [{"name": "far", "kind": kind, "base_url": url, "auth": "none"}],
        "models": [{"alias": "*", "routes": [{"provider": "far", "model": "far-1"}]}],
        **sections,
    }


@contextlib.asynccontextmanager
async def proxy(
    config: Mapping[str, Any] | None = None,
    *,
    keys: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    host: str = "127.0.0.1",
    journal: Path | None = None,
) -> AsyncIterator[Proxy]:
    """config: as in the file, but `policy.retries` is 0 unless it says otherwise. keys: provider -> key.
    host: the IPv4 address to listen on. journal: the file of one; None for none."""
    http = HttpUpstream(connect_timeout=5)
    config = config or {}
    parsed = parse_config({**config, "policy": {"retries": 0, **config.get("policy", {})}})
    core = Core(
        parsed,
        guard=Guard(INSTALL_KEY),
        credentials=Credentials(keys),
        upstream=DemoUpstream(http, pace=0),
        ring=Ring(1000),
        clock=clock or SystemClock(),
    )
    if journal is not None:
        core.journal = Journal(journal, parsed, core.clock, owner=f"proxy {id(core)}", alive=bool)
        core.journal.start()
        core.ring.subscribe(core.journal.note)
    server = ProxyServer(core)
    url = (await server.start(host, 0)).replace("0.0.0.0", "127.0.0.1")
    try:
        async with aiohttp.ClientSession() as client:
            yield Proxy(url, core, client)
    finally:
        await server.stop()
        if core.journal is not None:
            await asyncio.to_thread(core.journal.close)
        await http.close()
