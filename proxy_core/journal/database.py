"""The journal's SQLite file: schema, versions, transactions. Synchronous; never on the event loop.

Write-ahead logging, so that two programs (the tray and a `scrubroom serve`) share one file and a process
that is killed leaves it whole. A file of a newer version, or one that is not a journal, is left as it is.
Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_user_version
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import RLock

#: "SCRB" as the file's application id: `file` and others can tell whose it is.
APPLICATION_ID = 0x53435242
#: How long a transaction waits for another program's, in seconds.
BUSY_S = 5.0

#: One page free in so many is worth writing the file anew.
_WORTH_VACUUMING = 4
#: What a transaction is made with.
Run = sqlite3.Connection

#: What leads from each version to the next. Money is in billionths of a US dollar; `at` is UTC in ISO 8601,
#: `day` the day where this computer is. `spent` outlives the exchanges whose cost it sums.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE exchanges (
        request_id TEXT PRIMARY KEY, at TEXT NOT NULL, day TEXT NOT NULL, surface TEXT NOT NULL,
        outcome TEXT NOT NULL, status INTEGER NOT NULL, code TEXT NOT NULL, client TEXT NOT NULL,
        session TEXT NOT NULL, key TEXT NOT NULL, requested_model TEXT NOT NULL, provider TEXT NOT NULL,
        model TEXT NOT NULL, stream INTEGER NOT NULL, attempts INTEGER NOT NULL, counted INTEGER NOT NULL,
        input INTEGER NOT NULL, output INTEGER NOT NULL, cache_read INTEGER NOT NULL,
        cache_write INTEGER NOT NULL, cost INTEGER NOT NULL, phi TEXT NOT NULL, phi_scanned INTEGER NOT NULL,
        phi_exempt INTEGER NOT NULL, request_bytes INTEGER NOT NULL, response_bytes INTEGER NOT NULL,
        first_byte_ms REAL, total_ms REAL
    ) STRICT;
    CREATE INDEX exchanges_day ON exchanges (day, key);
    CREATE TABLE spent (
        day TEXT NOT NULL, key TEXT NOT NULL, cost INTEGER NOT NULL, PRIMARY KEY (day, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE reserved (
        request_id TEXT PRIMARY KEY, owner TEXT NOT NULL, key TEXT NOT NULL, cost INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE alerted (
        cycle TEXT NOT NULL, key TEXT NOT NULL, budget INTEGER NOT NULL, percent INTEGER NOT NULL,
        PRIMARY KEY (cycle, key, budget, percent)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE last_used (key TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        details TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    CREATE TABLE audit_head (
        only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    CREATE TABLE policy_seen (subject TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID
    """,
)


class JournalError(Exception):
    """The journal cannot be used. The text is for a person and names no content."""


class Database:
    """One connection, shared by threads, one transaction at a time."""

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes it readable to its owner alone. Raises `JournalError`."""
        self._lock = RLock()
        self._path = path
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch(0o600)
            # isolation_level=None: transactions begin and end where this module says so.
            self._connection = sqlite3.connect(
                path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from None
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._connection.close()
            raise self._unusable(error) from None
        except JournalError:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        self._recognise()
        self._connection.execute("PRAGMA journal_mode = WAL")
        # Every commit outlives the process. The last ones may not outlive a power cut; the file does.
        self._connection.execute("PRAGMA synchronous = NORMAL")
        with self.transaction() as run:
            (version,) = run.execute("PRAGMA user_version").fetchone()
            for step in range(version, len(MIGRATIONS)):
                for statement in MIGRATIONS[step].split(";"):
                    run.execute(statement)
            run.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            run.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def _recognise(self) -> None:
        """Look before anything is changed. Raises `JournalError` for a newer file and for one of others."""
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application != APPLICATION_ID and (version or tables):
            raise JournalError(f"The file {self._path} is not a journal of Scrubroom. Move it away.")
        if version > len(MIGRATIONS):
            raise JournalError(
                f"The journal {self._path} was made by a newer Scrubroom (version {version}; this one reads "
                f"up to {len(MIGRATIONS)}). Update Scrubroom, or move the file away."
            )

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Run]:
        """All that is done inside, or nothing; other programs wait. Raises `JournalError`."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise self._unusable(error) from None
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                self._undo()
                raise self._unusable(error) from None
            except BaseException:
                self._undo()
                raise

    def _undo(self) -> None:
        # A full disk has undone it already.
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("ROLLBACK")

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """The rows of a query that changes nothing. Raises `JournalError`."""
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise self._unusable(error) from None

    def vacuum(self) -> None:
        """Gives the room of what was deleted back to the disk, if that is much. Raises `JournalError`."""
        with self._lock:
            (free,), (pages,) = *self.rows("PRAGMA freelist_count"), *self.rows("PRAGMA page_count")
            if int(str(free)) * _WORTH_VACUUMING < int(str(pages)):
                return
            try:
                self._connection.execute("VACUUM")
            except sqlite3.Error as error:
                raise self._unusable(error) from None

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _unusable(self, error: Exception) -> JournalError:
        if isinstance(error, sqlite3.Error) and "full" in str(error):
            return JournalError(f"The journal {self._path} cannot grow: the disk is full. Make room.")
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            return JournalError(f"The journal {self._path} is held by another program. Try again.")
        if isinstance(error, sqlite3.DatabaseError) and "not a database" in str(error):
            return JournalError(f"The file {self._path} is not a journal of Scrubroom. Move it away.")
        return JournalError(f"The journal {self._path} cannot be used ({type(error).__name__}).")
