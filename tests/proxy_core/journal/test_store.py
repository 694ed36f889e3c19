"""The journal's thread: what it writes, what it survives, what it never holds up."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from proxy_core.config import Config
from proxy_core.errors import ProxyError
from proxy_core.journal import store
from proxy_core.journal.database import MIGRATIONS, Database, JournalError, Run
from proxy_core.journal.entry import DOLLAR, Entry, Outcome, Usage
from proxy_core.journal.store import Journal
from proxy_core.policy.budget import EVERYBODY, Alert, Limit
from tests.fakes.clock import START, FakeClock
from tests.fakes.requests import config

DONE = Entry("req_1", START, outcome=Outcome.DONE, counted=True, usage=Usage(10, 20))
WAIT_S = 30


@contextmanager
def journal(folder: Path, using: Config | None = None, **options: Any) -> Iterator[Journal]:
    made = Journal(folder / "journal.sqlite", using or config(), FakeClock(), **options)
    made.start()
    try:
        yield made
    finally:
        made.close()


def asked(made: Journal, query: str) -> list[Any]:
    return made.ask(lambda run: run.execute(query).fetchall()).result(WAIT_S)


def count(run: Run) -> int:
    return int(run.execute("SELECT count(*) FROM exchanges").fetchone()[0])


def test_what_is_over_is_written_and_what_runs_is_not(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        made.note(replace(DONE, outcome=Outcome.RUNNING))
        made.note(DONE)
        made.note(replace(DONE, request_id="req_2", outcome=Outcome.FAILED))
        assert asked(made, "SELECT request_id, outcome FROM exchanges ORDER BY 1") == [
            ("req_1", "done"),
            ("req_2", "failed"),
        ]


def test_all_that_was_noted_is_there_after_the_end(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        for number in range(500):
            made.note(replace(DONE, request_id=f"req_{number}"))
    with journal(tmp_path) as made:
        assert made.ask(count).result(WAIT_S) == 500


def test_many_entries_are_one_transaction(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        made.ask(count).result(WAIT_S)
        changes = made.ask(lambda run: run.total_changes).result(WAIT_S)
        statements: list[str] = []
        made.ask(lambda run: run.set_trace_callback(statements.append)).result(WAIT_S)
        for number in range(100):
            made.note(replace(DONE, request_id=f"req_{number}"))
        assert made.ask(count).result(WAIT_S) == 100
        assert made.ask(lambda run: run.total_changes).result(WAIT_S) >= changes + 100
        made.ask(lambda run: run.set_trace_callback(None)).result(WAIT_S)
    assert sum(line.startswith("BEGIN") for line in statements) <= 5


def test_a_refusal_is_for_the_one_who_asked_alone(tmp_path: Path) -> None:
    limit = Limit(EVERYBODY, DOLLAR)
    with journal(tmp_path) as made:
        answers = [made.reserve(f"req_{number}", "", DOLLAR // 4, [limit]) for number in range(5)]
        wait(answers, WAIT_S)
        errors = [answer.exception() for answer in answers]
        assert [getattr(error, "code", None) for error in errors] == [None] * 4 + ["AI_CREDITS_EXHAUSTED"]
        made.note(replace(DONE, request_id="req_0", cost=7))
        made.reserve("req_9", "", DOLLAR // 5, [limit]).result(WAIT_S)
        assert asked(made, "SELECT key, cost FROM spent") == [("", 7)]
        assert len(asked(made, "SELECT * FROM reserved")) == 4


@pytest.mark.allow_logs("a job of the journal failed")
def test_a_job_that_fails_takes_nobody_with_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def broken(run: Run) -> None:
        run.execute("INSERT INTO last_used VALUES ('half', 'done')")
        raise RuntimeError("Maria Gonzalez")

    with journal(tmp_path) as made:
        made.note(DONE)
        failed = made.ask(broken)
        assert isinstance(failed.exception(WAIT_S), RuntimeError)
        assert made.ask(count).result(WAIT_S) == 1
        assert asked(made, "SELECT * FROM last_used") == []
    assert "Gonzalez" not in caplog.text


def test_what_a_dead_program_had_reserved_is_let_go_at_the_start(tmp_path: Path) -> None:
    with journal(tmp_path, owner="killed") as made:
        made.reserve("req_1", "", 5, []).result(WAIT_S)
    with journal(tmp_path, owner="next", alive=lambda name: name == "killed") as made:
        assert asked(made, "SELECT owner FROM reserved") == [("killed",)]
    with journal(tmp_path, owner="next") as made:
        assert asked(made, "SELECT * FROM reserved") == []


def test_a_block_is_in_the_audit_trail(tmp_path: Path) -> None:
    blocked = replace(DONE, outcome=Outcome.BLOCKED, code="BAA_REQUIRED", key="laptop", message="Maria")
    with journal(tmp_path) as made:
        made.note(blocked)
        (row,) = asked(made, "SELECT subject, details FROM audit WHERE kind = 'request.blocked'")
    assert row[0] == "req_1"
    assert "BAA_REQUIRED" in row[1]
    assert "Maria" not in row[1]


def test_a_changed_configuration_is_in_the_audit_trail(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        made.configure(config(policy={"require_baa": "always"}))
        assert asked(made, "SELECT subject FROM audit WHERE kind = 'policy.changed'") == [
            ("policy.require_baa",)
        ]
        made.record("baa.acknowledged", "policy.require_baa", {"by": "window"})
        assert asked(made, "SELECT kind FROM audit ORDER BY number DESC LIMIT 1") == [("baa.acknowledged",)]


def test_the_log_is_a_witness_of_the_trail(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "scrubroom.journal")
    with journal(tmp_path) as made:
        made.record("k", "s", {})
        ((number, seal),) = asked(made, "SELECT number, hash FROM audit_head")
    assert f"The audit trail ends with row {number}, {seal[:16]}." in caplog.text


@pytest.mark.allow_logs("is 50 % used", "is 95 % used")
def test_a_threshold_is_told_once(tmp_path: Path) -> None:
    told: list[Alert] = []
    with journal(tmp_path, config(policy={"budget_usd": 1})) as made:
        leave = made.subscribe_alerts(told.append)
        for number, cost in enumerate((DOLLAR // 2, 1, DOLLAR * 45 // 100)):
            made.note(replace(DONE, request_id=f"req_{number}", cost=cost))
            made.ask(count).result(WAIT_S)
        leave()
        leave()
    assert [alert.percent for alert in told] == [50, 95]


def test_what_is_too_old_is_forgotten_but_not_the_trail(tmp_path: Path) -> None:
    old = replace(DONE, request_id="old", at=START - timedelta(days=31), outcome=Outcome.BLOCKED, cost=1)
    with journal(tmp_path) as made:
        made.note(old)
        made.note(replace(DONE, at=START - timedelta(days=29)))
    with journal(tmp_path, config(log={"keep_days": 30})) as made:
        assert asked(made, "SELECT request_id FROM exchanges") == [("req_1",)]
        assert asked(made, "SELECT count(*) FROM audit WHERE kind = 'request.blocked'") == [(1,)]
        assert asked(made, "SELECT cost FROM spent") == [(1,)]


def newer(path: Path) -> None:
    Database(path).close()
    with sqlite3.connect(path) as plain:
        plain.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def foreign(path: Path) -> None:
    path.write_bytes(b"somebody else's" * 100)


def folder_in_its_place(path: Path) -> None:
    path.mkdir()


@pytest.mark.allow_logs("journal")
@pytest.mark.parametrize("spoil", [newer, foreign, folder_in_its_place])
def test_a_journal_that_cannot_be_used_is_told_once_and_disturbs_nobody(
    tmp_path: Path, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    spoil(tmp_path / "journal.sqlite")
    with journal(tmp_path) as made:
        for number in range(3):
            made.note(replace(DONE, request_id=f"req_{number}"))
            answer = made.reserve(f"req_{number}", "", 1, [])
            assert isinstance(answer.exception(WAIT_S), JournalError)
        assert made.problem
    assert sum("kept in memory" in record.message for record in caplog.records) == 1


@pytest.mark.allow_logs("journal")
def test_once_it_can_be_opened_what_was_kept_is_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.mkdir()
    with journal(tmp_path) as made:
        made.note(DONE)
        assert isinstance(made.ask(count).exception(WAIT_S), JournalError)
        path.rmdir()
        assert made.ask(count).result(WAIT_S) == 1
        assert made.problem == ""


@pytest.mark.allow_logs("disk is full")
def test_a_full_disk_loses_nothing_that_fits_later(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        pages = asked(made, "PRAGMA page_count")[0][0]
        asked(made, f"PRAGMA max_page_count = {pages + 2}")
        for number in range(200):
            made.note(replace(DONE, request_id=f"req_{number}"))
        error = made.ask(count).exception(WAIT_S)
        assert isinstance(error, JournalError)
        assert "disk is full" in made.problem
        assert made._database is not None
        made._database._connection.execute("PRAGMA max_page_count = 1000000")
        assert made.ask(count).result(WAIT_S) == 200
        assert made.problem == ""


def test_two_programs_write_one_journal(tmp_path: Path) -> None:
    with journal(tmp_path, owner="a", alive=bool) as one, journal(tmp_path, owner="b", alive=bool) as two:
        limit = Limit(EVERYBODY, DOLLAR)
        answers = [
            made.reserve(f"req_{name}_{number}", "", DOLLAR // 10, [limit])
            for number in range(50)
            for name, made in (("a", one), ("b", two))
        ]
        wait(answers, WAIT_S)
        assert sum(answer.exception() is None for answer in answers) == 10
        for name, made in (("a", one), ("b", two)):
            for number in range(50):
                made.note(replace(DONE, request_id=f"req_{name}_{number}"))
        one.ask(count).result(WAIT_S)
        assert two.ask(count).result(WAIT_S) == 100
        assert asked(one, "SELECT * FROM reserved") == []


def test_after_the_end_nobody_waits_for_ever(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        pass
    made.note(DONE)
    assert isinstance(made.ask(count).exception(WAIT_S), JournalError)


def test_whoever_no_longer_waits_reserves_nothing(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        made.ask(count).result(WAIT_S)
        gone = made.ask(lambda run: run.execute("INSERT INTO last_used VALUES ('a', 'b')"))
        if gone.cancel():
            assert asked(made, "SELECT * FROM last_used") == []


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        made.note(DONE)
    if os.name == "posix":
        assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def test_a_refused_reservation_is_the_budgets_own_error(tmp_path: Path) -> None:
    with journal(tmp_path) as made:
        error = made.reserve("req_1", "", 2, [Limit(EVERYBODY, 1)]).exception(WAIT_S)
    assert isinstance(error, ProxyError)
    assert error.details["cycle_reset_at"] == "2026-04-01"


@pytest.mark.allow_logs("the journal failed")
def test_whoever_waits_is_told_even_of_a_fault_of_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with journal(tmp_path) as made:
        made.ask(count).result(WAIT_S)
        with monkeypatch.context() as patch:
            patch.setattr(made, "_succeeded", lambda done: 1 / 0)
            assert isinstance(made.ask(count).exception(WAIT_S), JournalError)
        assert made.ask(count).result(WAIT_S) == 0


@pytest.mark.allow_logs("journal")
def test_of_too_much_that_waits_the_oldest_entries_are_lost_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_WAITING", 10)
    path = tmp_path / "journal.sqlite"
    path.mkdir()
    with journal(tmp_path) as made:
        assert made.ask(count).exception(WAIT_S)
        made.record("key.created", "laptop", {})
        assert made.ask(count).exception(WAIT_S)
        for number in range(50):
            made.note(replace(DONE, request_id=f"req_{number:02}"))
        path.rmdir()
        last = asked(made, "SELECT max(request_id), count(*) <= 10 FROM exchanges")
        assert last == [("req_49", 1)]
        assert asked(made, "SELECT count(*) FROM audit WHERE subject = 'laptop'") == [(1,)]
