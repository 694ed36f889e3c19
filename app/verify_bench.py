"""One request of `scrubroom verify` through the real pipeline, and what of it can be seen from outside.

Owns the bench: the configured settings and one provider, with both ends of the pipeline in memory. Must not
know where patients are planted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.local_keys import create_key
from app.verify_capture import Capture, Client, Ear, NoCredentials, Respond
from app.verify_patients import Value, wanted
from app.verify_positions import MODEL, request
from app.verify_wires import WIRES, Wire, tagged
from proxy_core.clock import SystemClock
from proxy_core.config import Baa, Config, LocalKey, ModelMapping, Provider, Route
from proxy_core.core import Core
from proxy_core.errors import ProxyError
from proxy_core.exchange import Received, Surface
from proxy_core.faults import describe
from proxy_core.ids import request_id
from proxy_core.journal.entry import Entry
from proxy_core.journal.ring import Ring
from proxy_core.pipeline import count, exchange
from proxy_core.privacy.guard import Guard
from proxy_core.providers.base import Call, UpstreamRequest
from proxy_core.providers.openai_kind import dialect_of
from proxy_core.wire import json
from proxy_core.wire.collect import BrokenStream

log = logging.getLogger("scrubroom.verify")


@dataclass(frozen=True, slots=True)
class Target:
    """One wire to verify. label: as the table names it."""

    label: str
    provider: Provider
    route: Route

    @property
    def wire(self) -> Wire:
        """How it answers."""
        wire = WIRES[self.provider.kind]
        if self.provider.kind in ("openai", "openai_responses"):
            model = self.route.model or MODEL
            dialect = dialect_of(Call(self.provider, model, {}, stream=False, options=self.route.options))
            if dialect.think_tags == "open":
                return tagged(wire)
        return wire


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request. message: None where there was no answer, or one that no client can read."""

    sent: tuple[UpstreamRequest, ...] = field(repr=False)
    message: Mapping[str, Any] | None = field(repr=False)
    error: ProxyError | None
    heard: str = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)

    @property
    def code(self) -> str:
        """The code of the refusal; empty if there was none."""
        return self.error.code if self.error is not None else ""

    def traces(self, values: Iterable[Value]) -> Iterator[tuple[str, str]]:
        """(type, where) of every planted value that can be seen from outside."""
        seen = tuple(self._seen())
        for value in values:
            forms = value.traces()
            for where, data in seen:
                if any(form in data for form in forms):
                    yield value.type, where

    def _seen(self) -> Iterator[tuple[str, bytes]]:
        for each in self.sent:
            yield "reached the provider", each.body
            yield "reached the provider in the address", each.url.encode()
            head = "\n".join(f"{name}: {value}" for name, value in each.headers.items())
            yield "reached the provider in a header", head.encode("utf-8", "surrogatepass")
            yield "stands in a note on the request", "\n".join(each.notes).encode()
        yield "stands in the program's log", self.heard.encode("utf-8", "surrogatepass")
        yield "stands in the log of requests", repr(self.entries).encode("utf-8", "surrogatepass")
        if self.error is not None:
            body = json.dumps(json.without_lone_surrogates(self.error.body("req_verify")))
            yield "stands in an error", body + repr(self.error).encode("utf-8", "surrogatepass")


class Bench:
    """The pipeline with the configured settings and one provider, in memory."""

    def __init__(self, target: Target, config: Config, guard: Guard, ear: Ear) -> None:
        key, kept = create_key("verify")
        #: of this run alone; it must not leave either
        self.local_key = Value("local key", key)
        self.target = target
        self.wire = target.wire
        self.wanted = wanted(config.settings)
        self.capture = Capture()
        self._ear = ear
        self.core = Core(
            config_for(target, config, kept),
            guard=guard,
            credentials=NoCredentials(),
            upstream=self.capture,
            ring=Ring(2),
            clock=SystemClock(),
        )

    def setting(self, key: str) -> Any:
        return self.core.config[key]

    async def ask(self, fields: Mapping[str, Any], respond: Respond, *, header: str = "") -> Outcome:
        """Send a request for a message. respond: the provider's side."""
        client = Client()
        self.capture.respond = respond
        await exchange(self._received(fields, Surface.MESSAGES, header), self.core, client)
        message = None
        if client.error is None:
            try:
                message = client.message()
            except (BrokenStream, json.InvalidJson) as error:
                log.info("an answer cannot be read: %s", describe(error))
        return self._outcome(message, client.error)

    async def count(self, fields: Mapping[str, Any]) -> Outcome:
        """Ask for the number of a request's tokens."""
        refusal: ProxyError | None = None
        try:
            await count(self._received(fields, Surface.COUNT_TOKENS, ""), self.core)
        except ProxyError as error:
            refusal = error
        except Exception as error:
            log.error("a count failed: %s", describe(error))
            refusal = ProxyError("INTERNAL_ERROR")
        return self._outcome(None, refusal)

    def _received(self, fields: Mapping[str, Any], surface: Surface, header: str) -> Received:
        self.capture.sent = []
        self.core.ring = Ring(2)
        self._ear.take()
        now = self.core.clock.now()
        headers = {"x-api-key": self.local_key.text, "user-agent": "scrubroom-verify"}
        headers["anthropic-beta"] = "scrubroom-verify"  # so that fields nobody knows are sent on, not refused
        if header:
            headers |= {"x-note": header, "referer": header}
        body = json.dumps(request(fields))
        return Received(request_id(now), surface, headers, body, now, self.core.clock.monotonic())

    def _outcome(self, message: Mapping[str, Any] | None, error: ProxyError | None) -> Outcome:
        entries = tuple(self.core.ring.entries())
        return Outcome(tuple(self.capture.sent), message, error, self._ear.take(), entries)


def config_for(target: Target, config: Config, key: LocalKey) -> Config:
    """The configuration with one provider that answers to every name. Its agreement is taken for granted:
    what is verified here is what would be sent to it."""
    provider = replace(target.provider, baa=Baa("local"))
    route = replace(target.route, provider=provider.name)
    return replace(config, providers=(provider,), models=(ModelMapping("*", (route,)),), keys=(key,))


def targets(config: Config) -> list[Target]:
    """Every configured provider, as its first route asks for it, and each of the wires that none speaks."""
    routes = {route.provider: route for mapping in reversed(config.models) for route in mapping.routes[::-1]}
    found = [
        Target(f"{each.kind} ({each.name})", each, routes.get(each.name) or Route(each.name, MODEL))
        for each in config.providers
    ]
    kinds = {each.kind for each in config.providers}
    for kind in ("anthropic", "openai", "openai_responses"):
        if kind not in kinds:
            provider = Provider(kind, kind, f"https://{kind.replace('_', '-')}.invalid/v1")
            found.append(Target(kind, provider, Route(kind, MODEL)))
    return found
