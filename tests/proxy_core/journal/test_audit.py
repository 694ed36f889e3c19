"""The audit trail: every tampering that is done to the file alone is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from proxy_core.journal import audit
from proxy_core.journal.audit import GENESIS, Verdict
from proxy_core.journal.database import Database, Run
from tests.fakes.clock import START


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "journal.sqlite")
    with made.transaction() as run:
        for number in range(1, 6):
            audit.append(
                run, START, "key.created" if number % 2 else "policy.changed", f"s{number}", {"n": number}
            )
    yield made
    made.close()


def verdict(database: Database, noted: dict[int, str] | None = None) -> Verdict:
    with database.transaction() as run:
        return audit.verify(run, noted)


def test_a_whole_trail_is_whole(database: Database) -> None:
    found = verdict(database)
    assert (found.rows, found.problem) == (5, "")
    with database.transaction() as run:
        rows = audit.newest(run, 10)
    assert [row.number for row in rows] == [5, 4, 3, 2, 1]
    assert rows[0].hash == found.head
    assert rows[0].details == {"n": 5}


def test_an_empty_trail_is_whole(tmp_path: Path) -> None:
    database = Database(tmp_path / "empty.sqlite")
    assert verdict(database) == Verdict(0, GENESIS)
    database.close()


TAMPERING: dict[str, Callable[[Run], object]] = {
    "details edited": lambda run: run.execute("UPDATE audit SET details = '{}' WHERE number = 3"),
    "time edited": lambda run: run.execute("UPDATE audit SET at = '2020' WHERE number = 1"),
    "kind edited": lambda run: run.execute("UPDATE audit SET kind = 'other' WHERE number = 5"),
    "hash edited": lambda run: run.execute("UPDATE audit SET hash = 'beef' WHERE number = 2"),
    "taken out": lambda run: run.execute("DELETE FROM audit WHERE number = 2"),
    "first taken out": lambda run: run.execute("DELETE FROM audit WHERE number = 1"),
    "cut at the end": lambda run: run.execute("DELETE FROM audit WHERE number > 3"),
    "emptied": lambda run: run.execute("DELETE FROM audit"),
    "two exchanged": lambda run: [
        run.execute("UPDATE audit SET number = 9 WHERE number = 2"),
        run.execute("UPDATE audit SET number = 2 WHERE number = 3"),
        run.execute("UPDATE audit SET number = 3 WHERE number = 9"),
    ],
    "taken out and closed up": lambda run: [
        run.execute("DELETE FROM audit WHERE number = 2"),
        run.execute("UPDATE audit SET number = number - 1 WHERE number > 2"),
    ],
    "one put in": lambda run: run.execute("INSERT INTO audit VALUES (6, '', 'k', 's', '{}', 'beef')"),
    "head moved back": lambda run: run.execute("UPDATE audit_head SET number = 4"),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found(database: Database, how: str) -> None:
    with database.transaction() as run:
        TAMPERING[how](run)
    assert verdict(database).problem


def test_a_trail_that_was_made_anew_is_found_by_what_was_noted(database: Database) -> None:
    noted = {3: verdict(database).head and rows(database)[2].hash[:16]}
    assert verdict(database, noted).problem == ""
    with database.transaction() as run:
        run.execute("DELETE FROM audit")
        run.execute("DELETE FROM audit_head")
        for number in range(1, 6):
            audit.append(run, START, "key.created", f"s{number}", {"n": number})
    assert verdict(database).problem == ""
    assert "noted" in verdict(database, noted).problem
    assert "missing" in verdict(database, {9: "beef"}).problem


def rows(database: Database) -> list[audit.Sealed]:
    with database.transaction() as run:
        return audit.newest(run, 100)[::-1]


def test_the_trail_is_read_in_pages_and_by_kind(database: Database) -> None:
    with database.transaction() as run:
        assert [row.number for row in audit.newest(run, 2)] == [5, 4]
        assert [row.number for row in audit.newest(run, 2, before=4)] == [3, 2]
        assert [row.number for row in audit.newest(run, 9, kind="policy.changed")] == [4, 2]
        assert [row.number for row in audit.newest(run, 9, kind="key")] == [5, 3, 1]


def test_two_programs_write_one_trail(database: Database, tmp_path: Path) -> None:
    other = Database(tmp_path / "journal.sqlite")
    for each in (other, database, other):
        with each.transaction() as run:
            audit.append(run, START, "k", "s", {})
    assert verdict(database) == verdict(other)
    assert verdict(database).rows == 8
    other.close()
