"""The PHI Guard that the settings, the keyring and a repository's file ask for.

Owns when a new guard takes the old one's place, and has its plug-ins loaded in a thread. A value that must
always be replaced and cannot be read closes the guard: nothing is sent until it can. A plug-in that is
switched on and cannot be loaded refuses every request as well.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from app.always_phi import AlwaysPhi
from app.keyring_store import KeyringStore
from proxy_core.core import Core
from proxy_core.faults import describe
from proxy_core.privacy.closed import ClosedGuard
from proxy_core.privacy.engine import Engine
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.phiallow import PhiAllow
from proxy_core.privacy.plugins.base import PluginError
from proxy_core.privacy.plugins.detector import Detector
from proxy_core.privacy.rules import engine_for, same_rules
from proxy_core.privacy.warmup import warm_up

_log = logging.getLogger("scrubroom.privacy")


class GuardRules:
    """always: the values that a person calls PHI. problem: why the guard is closed; empty while it is not."""

    def __init__(self, install_key: bytes, keyring: KeyringStore) -> None:
        self._key = install_key
        self.always = AlwaysPhi(keyring)
        self.problem = ""
        self._settings: Mapping[str, Any] | None = None
        self._passing: tuple[str, ...] = ()
        self._engine: Engine | None = None
        self._detectors: Sequence[Detector] = ()
        self._loading: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._missing = ""

    @property
    def refusal(self) -> str:
        """Why every request is refused, for a person; empty while none is for that."""
        return self.problem or self._missing

    async def guard(self, settings: Mapping[str, Any]) -> Guard:
        """The guard for valid settings. Raises nothing."""
        passing = tuple(self.always.passing)
        problem = await self.always.read(settings["privacy.deny"])
        if problem and problem != self.problem:
            _log.warning("%s", problem)
        self._settings, self._passing, self.problem = settings, passing, problem
        if problem:
            self._engine = None
            return ClosedGuard(self._key, problem)
        self._engine = engine_for(settings, self.always.values, passing, open_detectors=self._detectors)
        self._load(self._engine.detectors)
        self._warming = asyncio.create_task(asyncio.to_thread(self._warm_up, self._engine))
        return Guard(self._key, engine=self._engine)

    def allowing(self, usual: Guard, repository: PhiAllow) -> Guard:
        """The usual guard, which `guard` made last, with what a repository says is public."""
        if self._engine is None:
            return usual
        made = Guard(self._key, engine=self._engine.allowing(repository))
        made.store = usual.store
        return made

    def _load(self, detectors: Sequence[Detector]) -> None:
        """Have plug-ins loaded before the first request asks for them."""
        if detectors != self._detectors:
            self._detectors, self._missing = detectors, ""
            self._loading = asyncio.create_task(self._open(detectors)) if detectors else None

    @staticmethod
    def _warm_up(engine: Engine) -> None:
        """So that the first request need not wait for it, nor the loop."""
        try:
            warm_up(engine)
        except Exception as error:
            _log.warning("the PHI check could not be warmed up: %s", describe(error))

    async def _open(self, detectors: Sequence[Detector]) -> None:
        for detector in detectors:
            try:
                await asyncio.to_thread(detector.load)
            except PluginError as error:
                if detectors is self._detectors:
                    self._missing = str(error)
                _log.warning("%s", error)

    async def loaded(self) -> None:
        """Waits until all plug-ins are loaded, or known not to be."""
        if self._loading is not None:
            await self._loading

    async def close(self) -> None:
        """Wait no longer for what is being loaded or warmed up."""
        for task in (self._loading, self._warming):
            if task is not None:
                task.cancel()
                await asyncio.wait((task,))

    async def apply(self, core: Core, settings: Mapping[str, Any]) -> None:
        """A new guard for the next request, if the rules are others by now or could not be kept before."""
        same = self._settings is not None and same_rules(self._settings, settings)
        if same and not self.problem and self._passing == tuple(self.always.passing):
            return
        core.guard = await self.guard(settings)
