"""The PHI Guard that the settings, the keyring and a repository's file ask for.

Owns when a new guard takes the old one's place. A value that must always be replaced and cannot be read
closes the guard: nothing is sent until it can.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from app.always_phi import AlwaysPhi
from app.keyring_store import KeyringStore
from proxy_core.core import Core
from proxy_core.privacy.closed import ClosedGuard
from proxy_core.privacy.engine import Engine
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.phiallow import PhiAllow
from proxy_core.privacy.rules import engine_for, same_rules

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
        self._engine = engine_for(settings, self.always.values, passing)
        return Guard(self._key, engine=self._engine)

    def allowing(self, usual: Guard, repository: PhiAllow) -> Guard:
        """The usual guard, which `guard` made last, with what a repository says is public."""
        if self._engine is None:
            return usual
        made = Guard(self._key, engine=self._engine.allowing(repository))
        made.store = usual.store
        return made

    async def apply(self, core: Core, settings: Mapping[str, Any]) -> None:
        """A new guard for the next request, if the rules are others by now or could not be kept before."""
        same = self._settings is not None and same_rules(self._settings, settings)
        if same and not self.problem and self._passing == tuple(self.always.passing):
            return
        core.guard = await self.guard(settings)
