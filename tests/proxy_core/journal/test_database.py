"""The journal's file: what it survives, and what it is not touched for."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from proxy_core.journal.database import APPLICATION_ID, MIGRATIONS, Database, JournalError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite"


def add(database: Database, key: str, cost: int) -> None:
    with database.transaction() as run:
        run.execute(
            "INSERT INTO spent VALUES ('2026', ?, ?) ON CONFLICT DO UPDATE SET cost = cost + excluded.cost",
            (key, cost),
        )


def test_a_new_file_is_the_owners_alone_and_of_the_newest_version(path: Path) -> None:
    Database(path).close()
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
    with sqlite3.connect(path) as plain:
        assert plain.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert plain.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_was_committed_is_there_the_next_time(path: Path) -> None:
    first = Database(path)
    add(first, "laptop", 7)
    first.close()
    second = Database(path)
    assert second.rows("SELECT key, cost FROM spent") == [("laptop", 7)]
    second.close()


def test_a_transaction_that_fails_leaves_nothing(path: Path) -> None:
    database = Database(path)
    with pytest.raises(RuntimeError), database.transaction() as run:
        run.execute("INSERT INTO spent VALUES ('c', 'k', 1)")
        raise RuntimeError
    with pytest.raises(JournalError), database.transaction() as run:
        run.execute("INSERT INTO spent VALUES ('c', 'k', 1)")
        run.execute("INSERT INTO nowhere VALUES (1)")
    assert database.rows("SELECT * FROM spent") == []
    add(database, "k", 1)
    database.close()


def test_threads_take_turns(path: Path) -> None:
    database = Database(path)

    def work() -> None:
        for _ in range(50):
            add(database, "k", 1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.rows("SELECT cost FROM spent") == [(400,)]
    database.close()


def test_two_programs_share_one_file(path: Path) -> None:
    one, two = Database(path), Database(path)
    for database in (one, two, one):
        add(database, "k", 1)
    assert two.rows("SELECT cost FROM spent") == [(3,)]
    one.close()
    two.close()


def test_a_newer_journal_is_left_as_it_is(path: Path) -> None:
    Database(path).close()
    with sqlite3.connect(path) as plain:
        plain.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = path.read_bytes()
    with pytest.raises(JournalError, match="newer Scrubroom"):
        Database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"\0" * 4096])
def test_what_is_no_journal_is_left_as_it_is(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(JournalError, match="Move it away"):
        Database(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("version", [0, 1])
def test_another_programs_database_is_left_as_it_is(path: Path, version: int) -> None:
    path.parent.mkdir()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE theirs (a)")
    plain.execute(f"PRAGMA user_version = {version}")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(JournalError, match="not a journal"):
        Database(path)
    assert path.read_bytes() == before


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(JournalError, match="cannot be used"):
        Database(path)


def test_a_full_disk_is_told_and_what_was_there_stays(path: Path) -> None:
    database = Database(path)
    add(database, "k", 1)
    database._connection.execute("PRAGMA max_page_count = 20")
    with pytest.raises(JournalError, match="disk is full"):
        for number in range(10_000):
            add(database, f"key {number}", 1)
    database._connection.execute("PRAGMA max_page_count = 100000")
    add(database, "k", 1)
    assert database.rows("SELECT cost FROM spent WHERE key = 'k'") == [(2,)]
    database.close()


_WRITER = """
import sys
from pathlib import Path
from proxy_core.journal.database import Database
database = Database(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    with database.transaction() as run:
        run.execute("INSERT INTO spent VALUES (?, 'k', 1)", (str(number),))
        run.execute("INSERT INTO audit VALUES (?, '', '', '', '', '')", (number,))
    print(number, flush=True)
"""


@pytest.mark.parametrize("count", [1, 7, 40])
def test_a_killed_program_loses_nothing_that_was_committed(path: Path, count: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(count):
            told = int(writer.stdout.readline())
        writer.kill()
    database = Database(path)
    (spent,) = database.rows("SELECT count(*) FROM spent")
    (audit,) = database.rows("SELECT count(*) FROM audit")
    assert spent == audit, "half of a transaction"
    assert int(str(spent[0])) >= told
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    database.close()
