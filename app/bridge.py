"""Implements `ui.ports.Ports` over the running program.

Window intents that take time become tasks, whose references are kept until they end; whatever such a task
raises becomes a sentence for the one who asked. Everything happens on the one thread of loop and window.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from app.bridge_usage import standing, used
from app.local_keys import create_key
from app.marks import Change, Marks, Undo
from app.own_program import typed_program
from app.phiallow_trust import Decision
from app.probe import probe
from app.startup import Program
from proxy_core.config import Config, ConfigError, LocalKey, ModelMapping, Provider
from proxy_core.faults import describe
from proxy_core.inspector.compare import view_of
from proxy_core.inspector.view import View
from proxy_core.journal.entry import Entry
from proxy_core.privacy.lists import kept_id
from proxy_core.routing.health import Breaker
from proxy_core.secrets import Secret, SecretState, SecretsUnavailable
from ui.ports import (
    Health,
    Marked,
    NewKey,
    ProbeResult,
    ProxyStatus,
    Repository,
    Standing,
    Trust,
    Unsubscribe,
    Usage,
)

log = logging.getLogger("scrubroom.bridge")
Done = Callable[[str | None], None]
_TRUST = {None: Trust.NEW, Decision.TRUSTED: Trust.TRUSTED, Decision.IGNORED: Trust.IGNORED}


class Bridge:
    """on_quit: called when the person wants the program to end."""

    def __init__(self, program: Program, on_quit: Callable[[], None]) -> None:
        self._program = program
        self._on_quit = on_quit
        self._marks = Marks(program.store, program.rules, program.core)
        self._tasks: set[asyncio.Task[None]] = set()
        self._on_forgotten: list[Callable[[], None]] = []
        # Only from here on is anything kept: without a window nobody could look at it.
        self._end = program.store.subscribe(self._keep)
        self._keep(program.store.config)

    # the proxy

    def status(self) -> ProxyStatus:
        return self._program.lifecycle.status()

    def subscribe_status(self, listener: Callable[[ProxyStatus], None]) -> Unsubscribe:
        return self._program.lifecycle.subscribe(listener)

    def start(self) -> None:
        self._run(self._program.lifecycle.start())

    def stop(self) -> None:
        self._run(self._stop())

    # the log

    def entries(self) -> Sequence[Entry]:
        return self._program.core.ring.entries()

    def subscribe_entries(self, listener: Callable[[Entry], None]) -> Unsubscribe:
        return self._program.core.ring.subscribe(listener)

    # the inspector

    def inspectable(self, request_id: str) -> bool:
        return self._program.core.keep.get(request_id) is not None

    def inspect(self, request_id: str, done: Callable[[View | None], None]) -> None:
        async def run() -> None:
            kept = self._program.core.keep.get(request_id)
            done(await asyncio.to_thread(view_of, kept) if kept is not None else None)

        self._run(run())

    def forget_requests(self) -> None:
        self._program.core.keep.clear()
        for listener in tuple(self._on_forgotten):
            listener()

    def subscribe_forgotten(self, listener: Callable[[], None]) -> Unsubscribe:
        self._on_forgotten.append(listener)
        return lambda: self._on_forgotten.remove(listener)

    def not_phi(self, value: str, done: Callable[[Marked], None]) -> None:
        self._mark(self._marks.not_phi(value), done)

    def always_phi(self, type_: str, value: str, done: Callable[[Marked], None]) -> None:
        self._mark(self._marks.always_phi(type_, value), done)

    # the repositories

    def repositories(self) -> Sequence[Repository]:
        return [
            Repository(
                str(path),
                file.digest,
                Trust.BROKEN if file.allow is None else _TRUST[decision],
                tuple(sorted(file.allow.exact)) if file.allow is not None else (),
                file.allow.expressions if file.allow is not None else (),
                file.problem,
            )
            for path, (file, decision) in self._program.repositories.files().items()
        ]

    def subscribe_repositories(self, listener: Callable[[], None]) -> Unsubscribe:
        return self._program.repositories.subscribe(listener)

    def decide_repository(self, path: str, digest: str, trusted: bool | None) -> str | None:
        wanted = {True: Decision.TRUSTED, False: Decision.IGNORED, None: None}[trusted]
        try:
            self._program.repositories.decide(Path(path), digest, wanted)
        except OSError as error:
            return f"The decision could not be kept: {error.strerror or type(error).__name__}."
        return None

    # the configuration

    def config(self) -> Config:
        return self._program.store.config

    def problem(self) -> str | None:
        return self._program.store.problem

    def subscribe_config(self, listener: Callable[[Config], None]) -> Unsubscribe:
        return self._program.store.subscribe(listener)

    def save_models(self, models: Sequence[ModelMapping]) -> str | None:
        return _saved(lambda: self._program.store.save_models(models))

    def save_provider(self, provider: Provider, replaces: str | None) -> str | None:
        problem = _saved(lambda: self._program.store.save_provider(provider, replaces))
        if problem is None and replaces is not None and replaces != provider.name:
            self._run(self._move_key(replaces, provider.name))
        return problem

    def remove_provider(self, name: str) -> str | None:
        problem = _saved(lambda: self._program.store.remove_provider(name))
        if problem is None:
            self._run(self._forget_key(name))
        return problem

    def save_settings(self, values: Mapping[str, Any]) -> str | None:
        before = self.config()["privacy.deny"]
        problem = _saved(lambda: self._program.store.save_settings(values))
        gone = [entry for entry in before if kept_id(entry) and entry not in self.config()["privacy.deny"]]
        if gone:
            self._run(self._forget_values(gone))
        return problem

    def config_path(self) -> str:
        return str(self._program.store.path)

    # local keys, usage and audit

    def create_key(self, wanted: LocalKey) -> NewKey:
        try:
            key, kept = create_key(
                wanted.name,
                scopes=wanted.scopes,
                rpm=wanted.rpm,
                daily=wanted.daily,
                budget_usd=wanted.budget_usd,
            )
            self._program.store.add_key(kept)
        except ConfigError as error:
            return NewKey(problem=str(error))
        return NewKey(key)

    def change_key(self, key: LocalKey) -> str | None:
        return _saved(lambda: self._program.store.change_key(key))

    def revoke_key(self, name: str) -> str | None:
        return _saved(lambda: self._program.store.revoke_key(name))

    def standing(self, done: Callable[[Standing], None]) -> None:
        async def run() -> None:
            done(await standing(self._program.core, self.config()))

        self._run(run())

    def usage(self, days: int, done: Callable[[Usage], None]) -> None:
        async def run() -> None:
            done(await used(self._program.core, days))

        self._run(run())

    def acknowledge(self, subject: str, text: str) -> None:
        if (journal := self._program.core.journal) is not None:
            journal.record("policy.acknowledged", subject, {"text": text})

    # the keys

    def secret_state(self, provider: str) -> SecretState:
        try:
            kind = self._program.store.config.provider(provider).auth.kind
        except KeyError:
            return SecretState.MISSING
        return self._program.keyring.state(provider) if kind == "keyring" else SecretState.NOT_NEEDED

    def secret_hint(self, provider: str) -> str:
        return self._program.keyring.hint(provider)

    def subscribe_secrets(self, listener: Callable[[], None]) -> Unsubscribe:
        return self._program.keyring.subscribe(listener)

    def set_secret(self, provider: str, value: str, done: Done) -> None:
        self._run(_told(self._program.keyring.set(provider, Secret(value)), done))

    def delete_secret(self, provider: str, done: Done) -> None:
        self._run(_told(self._program.keyring.delete(provider), done))

    def retry_keyring(self) -> None:
        self._run(self._program.keyring.retry())

    # the providers

    def health(self, provider: str) -> Health:
        standing = self._program.core.health.standing(provider)
        passed_over = standing.breaker is not Breaker.CLOSED
        return Health(passed_over, standing.failures, standing.code, standing.again_s)

    def subscribe_health(self, listener: Callable[[], None]) -> Unsubscribe:
        return self._program.core.health.subscribe(listener)

    def probe(self, provider: Provider, key: str | None, done: Callable[[ProbeResult], None]) -> None:
        async def run() -> None:
            done(await probe(self._program, provider, Secret(key) if key else None))

        self._run(run())

    def program(self) -> str:
        return typed_program()

    def quit(self) -> None:
        self._on_quit()

    def woke(self) -> None:
        """The computer has slept: old connections are dead, and who sits there now may be another."""
        self.forget_requests()
        self._run(self._program.upstream.after_sleep())

    def locked(self) -> None:
        """The screen was locked: who comes next may be another."""
        self.forget_requests()

    async def close(self) -> None:
        """Cancel what the window still waits for, and keep nothing more."""
        self._end()
        self._program.core.keep.resize(0, 0)
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _keep(self, config: Config) -> None:
        count = config["log.inspector_exchanges"] if config["log.inspector"] else 0
        self._program.core.keep.resize(count, config["log.inspector_mb"] * 1024 * 1024)
        if not count:
            self.forget_requests()

    async def _stop(self) -> None:
        await self._program.lifecycle.stop()
        self.forget_requests()

    def _mark(self, work: Coroutine[Any, Any, Change], done: Callable[[Marked], None]) -> None:
        async def run() -> None:
            change = await work
            undo = None if change.undo is None else partial(self._undo, change.undo)
            done(Marked(change.ok, change.text, undo))

        self._run(run())

    def _undo(self, undo: Undo, done: Done) -> None:
        async def run() -> None:
            done(await undo())

        self._run(run())

    async def _move_key(self, old: str, new: str) -> None:
        keyring = self._program.keyring
        try:
            secret = await keyring.get(old)
            if secret is not None:
                await keyring.set(new, secret)
                await keyring.delete(old)
        except SecretsUnavailable as error:
            log.warning("The key of '%s' could not be moved to '%s': %s", old, new, error.state.value)

    async def _forget_values(self, entries: Sequence[str]) -> None:
        """What a person took out of the list of what is always PHI leaves the keyring, too."""
        for entry in entries:
            try:
                await self._program.rules.always.remove(entry)
            except SecretsUnavailable as error:
                log.warning(
                    "A value that is no longer always PHI stays in the keyring: %s", error.state.value
                )

    async def _forget_key(self, name: str) -> None:
        try:
            await self._program.keyring.delete(name)
        except SecretsUnavailable as error:
            log.warning("The key of '%s' could not be removed: %s", name, error.state.value)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("What the window asked for failed: %s", describe(error))


def _saved(save: Callable[[], None]) -> str | None:
    try:
        save()
    except ConfigError as error:
        return str(error)
    return None


async def _told(work: Coroutine[Any, Any, None], done: Done) -> None:
    """Carry out a change of a key and say how it went."""
    try:
        await work
    except SecretsUnavailable as error:
        done(str(error))
    else:
        done(None)
