"""Builds everything, in this order, and takes it down in the other:

1. the log, 2. the configuration, 3. the secrets, 4. the PHI Guard, 5. the upstream side, 6. the core,
7. the journal, 8. the proxy's lifecycle, and for the tray 9. the window's ports, tray icon and window.

Owns the order and nothing else. Qt is imported by `tray` alone: `serve` runs without it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from app import paths
from app.config_store import ConfigStore, Serving
from app.credentials import CredentialSource
from app.guard_rules import GuardRules
from app.journaling import Journaling
from app.keyring_store import KeyringStore
from app.lifecycle import Lifecycle
from app.logging_setup import setup_logging
from app.phiallow_trust import TrustStore
from app.repositories import Repositories
from app.stamp import Stamp
from proxy_core.clock import SystemClock
from proxy_core.config import Config
from proxy_core.core import Core
from proxy_core.journal.ring import Ring
from proxy_core.providers import OPTION_CHECKS
from proxy_core.upstream.http import HttpUpstream
from proxy_core.upstream.in_process import DemoUpstream
from ui.ports import ProxyStatus

log = logging.getLogger("scrubroom.startup")

#: How often the configuration file is looked at, in seconds.
POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class Program:
    """Everything but the window, built and running."""

    store: ConfigStore
    keyring: KeyringStore
    credentials: CredentialSource
    upstream: HttpUpstream
    core: Core
    lifecycle: Lifecycle
    rules: GuardRules
    repositories: Repositories
    journaling: Journaling
    install_key: bytes = field(repr=False)


@contextlib.asynccontextmanager
async def program(
    config_path: Path | None, *, host: str | None = None, port: int | None = None
) -> AsyncIterator[Program]:
    """Steps 2 to 8. The proxy does not listen yet: `lifecycle.start()` makes it."""
    store = ConfigStore(config_path or paths.config_file(), OPTION_CHECKS)
    config = store.load()
    keyring = KeyringStore(stamp=Stamp(paths.secrets_stamp()))
    credentials = CredentialSource(keyring)
    key = await keyring.install_key()
    rules = GuardRules(key, keyring)
    upstream = HttpUpstream(config["server.connect_timeout_s"])
    core = Core(
        config,
        guard=await rules.guard(config.settings),
        credentials=credentials,
        upstream=DemoUpstream(upstream),
        ring=Ring(config["log.rows"]),
        clock=SystemClock(),
    )
    core.repositories = repositories = Repositories(TrustStore(paths.phiallow_file()), rules.allowing)
    journaling = Journaling(core, store.path, None if keyring.install_key_note else key)
    await journaling.open()
    lifecycle = Lifecycle(core, host=host, port=port)
    built = Program(
        store, keyring, credentials, upstream, core, lifecycle, rules, repositories, journaling, key
    )
    if keyring.install_key_note:
        log.warning("%s", keyring.install_key_note)
    watcher = asyncio.create_task(_watch_config(built))
    try:
        yield built
    finally:
        watcher.cancel()
        await asyncio.wait((watcher,))
        await rules.close()
        await lifecycle.stop()
        await journaling.close()
        await repositories.close()
        await upstream.close()


async def _watch_config(built: Program) -> None:
    """Hand every change of the configuration and of the keys on, whoever made it."""
    changed = asyncio.Event()

    def note(config: Config) -> None:
        changed.set()

    built.store.subscribe(note)
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), POLL_S)
        built.store.poll()
        if changed.is_set():
            changed.clear()
            config = built.store.config
            await built.rules.apply(built.core, config.settings)
            built.upstream.set_connect_timeout(config["server.connect_timeout_s"])
            await built.lifecycle.apply(config)
            built.journaling.journal.configure(config)
        built.lifecycle.noting(built.journaling.notice())
        built.lifecycle.refusing(built.rules.refusal or built.journaling.refusal)
        await built.repositories.poll()
        # last: a locked keyring may take its time, and a new policy must not wait for it
        await built.rules.apply(built.core, built.store.config.settings)
        await built.keyring.poll()


def serve(config_path: Path | None, host: str | None, port: int | None) -> int:
    """Run the proxy without a window until SIGTERM or SIGINT. Returns the exit code."""
    if config_path is not None and not config_path.exists():
        # A mistyped path must not quietly become the built-in defaults.
        print(
            f"scrubroom: There is no configuration file {config_path}. "
            "Check the path, or leave --config out for this user's own file.",
            file=sys.stderr,
        )
        return 2
    setup_logging(paths.log_dir())
    return asyncio.run(_serve(config_path, host, port))


async def _serve(config_path: Path | None, host: str | None, port: int | None) -> int:
    stop = asyncio.Event()
    _on_signals(stop)
    async with program(config_path, host=host, port=port) as built:
        if built.store.problem:
            if built.store.serving is Serving.BUILT_IN:
                # Whoever runs a server means their own configuration, not the demo that would answer instead.
                print(f"scrubroom: {built.store.fault} Mend it, then start again.", file=sys.stderr)
                return 2
            print(f"scrubroom: {built.store.problem}", file=sys.stderr, flush=True)
        await built.lifecycle.start()
        status = built.lifecycle.status()
        if not status.url:
            print(f"scrubroom: {status.message}", file=sys.stderr, flush=True)
            return 2
        print(f"listening on {status.url}", flush=True)
        built.lifecycle.subscribe(_Announcer(status.url))
        await stop.wait()
    return 0


class _Announcer:
    """Says where the proxy listens whenever that changes."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self, status: ProxyStatus) -> None:
        if status.url and status.url != self._url:
            self._url = status.url
            print(f"listening on {status.url}", flush=True)


def _on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


@contextlib.asynccontextmanager
async def embedded(config_path: Path | None) -> AsyncIterator[str]:
    """A proxy of one's own on a free port, for as long as the `with` lasts. Yields its base URL."""
    async with program(config_path, port=0) as built:
        await built.lifecycle.start()
        status = built.lifecycle.status()
        if not status.url:
            raise RuntimeError(status.message)
        yield status.url


def tray(config_path: Path | None, *, hidden: bool = False) -> int:
    """Run the proxy with its window; without a display say so and run without. Returns the exit code."""
    from app.display import missing_display

    reason = missing_display()
    if reason is not None:
        print(f"scrubroom: {reason} Running without a window.", file=sys.stderr, flush=True)
        return serve(config_path, None, None)
    from app.tray_app import run_tray

    setup_logging(paths.log_dir())
    return run_tray(config_path, hidden=hidden)
