"""The journal of a running program: opened, followed, closed.

Owns the order of these and what a person is told of it. What the journal holds is `proxy_core.journal`'s.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from app.journal_place import Owner, journal_file
from proxy_core.config import Config
from proxy_core.core import Core
from proxy_core.journal.changes import Digest, no_digest
from proxy_core.journal.database import JournalError
from proxy_core.journal.store import Journal
from proxy_core.journal.usage import counted_since
from proxy_core.policy.baa import ending, ending_sentence
from proxy_core.policy.budget import Alert
from proxy_core.policy.limits import Limits

log = logging.getLogger("scrubroom.journal")

#: How long the start waits for a journal that does not open, in seconds.
PATIENCE_S = 6.0


class Journaling:
    """journal: of this configuration file. key: kept in the keyring, for digests; None where it is not."""

    def __init__(self, core: Core, config_path: Path, key: bytes | None) -> None:
        path = journal_file(config_path)
        self._core = core
        self._owner = Owner(path)
        self._reminded = date.min
        self._looked: Config | None = None
        self._told: set[str] = set()
        self._end: Callable[[], None] | None = None
        self.journal = Journal(
            path,
            core.config,
            core.clock,
            owner=self._owner.name,
            alive=self._owner.alive,
            digest=no_digest if key is None else _digest(key),
        )

    async def open(self) -> None:
        """Begin to write; what was asked earlier today counts. Raises nothing: see `journal.problem`."""
        core, journal = self._core, self.journal
        journal.start()
        core.journal = journal
        self._end = core.ring.subscribe(journal.note)
        today = core.clock.now().astimezone().date()
        asked = asyncio.wrap_future(journal.ask(lambda run: counted_since(run, today)))
        try:
            core.limits = Limits(core.clock, await asyncio.wait_for(asked, PATIENCE_S))
        except (JournalError, TimeoutError):
            log.info("What was asked earlier today is not known, and does not count against the limits.")

    @property
    def refusal(self) -> str:
        """Why requests that cost something are refused; empty while none is for that."""
        return self.journal.problem if _has_budget(self._core.config) else ""

    def notice(self) -> str:
        """What is to be mended although requests are answered, as sentences: the journal, and agreements
        that end soon. Cheap enough for once a second; the log is told of each agreement once a day."""
        self._remind()
        return " ".join(filter(None, (self.journal.problem, *sorted(self._told))))

    def _remind(self) -> None:
        today, config = self._core.today(), self._core.config
        if self._reminded == today and self._looked is config:
            return
        told = self._told if self._reminded == today else set()
        self._reminded, self._looked = today, config
        self._told = {ending_sentence(provider, days) for provider, days in ending(config, today)}
        for sentence in sorted(self._told - told):
            log.warning("%s", sentence)

    def subscribe_alerts(self, listener: Callable[[Alert], None]) -> Callable[[], None]:
        """Calls the listener, on the event loop, when a budget passes a threshold. Returns what ends that."""
        loop = asyncio.get_running_loop()
        return self.journal.subscribe_alerts(lambda alert: _soon(loop, partial(listener, alert)))

    async def close(self) -> None:
        """Write what is there. After the last exchange."""
        if self._end is not None:
            self._end()
        await asyncio.to_thread(self.journal.close)
        self._owner.release()


def _soon(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile: nobody is there to hear of it
        loop.call_soon_threadsafe(work)


def _has_budget(config: Config) -> bool:
    return bool(config["policy.budget_usd"]) or any(key.budget_usd is not None for key in config.keys)


def _digest(key: bytes) -> Digest:
    return lambda content: hmac.digest(key, b"journal:" + content, "sha256").hex()[:16]
