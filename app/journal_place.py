"""Where the journal of a configuration lies, and which programs share it.

Each configuration file has a journal of its own, so that a `scrubroom serve --config` of another project
spends no budget of this one. Programs on the same file share it: each holds a lock for as long as it runs, by
which the others see whose reservations are still somebody's. A process id would not do: it is given anew.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from app.files import HeldLock, fingerprint, is_held
from app.paths import journal_dir
from proxy_core.journal.database import Database, Run

T = TypeVar("T")
_LEFT = ".running"
_FRESH_S = 60.0


def journal_file(config: Path) -> Path:
    """The journal of a configuration file."""
    return journal_dir() / f"{fingerprint(config)}.sqlite"


def read_journal(path: Path, work: Callable[[Run], T]) -> T:
    """What is read of a journal in one transaction, beside whoever writes it. Raises `JournalError`."""
    database = Database(path)
    try:
        with database.transaction() as run:
            return work(run)
    finally:
        database.close()


class Owner:
    """This program among those that share a journal. name: what it is called in there."""

    def __init__(self, journal: Path) -> None:
        """A folder in which nothing can be locked makes an owner that the others take for dead."""
        self.name = secrets.token_hex(8)
        self._journal = journal
        self._lock: HeldLock | None = None
        with contextlib.suppress(OSError):
            self._clear()
            self._lock = HeldLock(self._file(self.name))

    def alive(self, name: str) -> bool:
        """Whether the program of that name runs."""
        return name == self.name or is_held(self._file(name))

    def release(self) -> None:
        """This program shares it no more."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self._lock.release()
            self._lock = None

    def _file(self, name: str) -> Path:
        return self._journal.with_name(f"{self._journal.stem}.{name}{_LEFT}")

    def _clear(self) -> None:
        """Remove what programs that were killed have left."""
        for path in self._journal.parent.glob(f"{self._journal.stem}.*{_LEFT}"):
            # a fresh one may be about to be locked
            if time.time() - path.stat().st_mtime > _FRESH_S and not is_held(path):
                path.unlink(missing_ok=True)
