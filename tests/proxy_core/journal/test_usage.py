"""Sums over the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from proxy_core.journal.database import Database
from proxy_core.journal.entry import DOLLAR, Entry, Outcome, Usage
from proxy_core.journal.rows import write_exchange
from proxy_core.journal.usage import counted_since, last_used, usage
from tests.fakes.clock import START
from tests.fakes.requests import config

TODAY = START.astimezone().date()
DONE = Entry("1", START, outcome=Outcome.DONE, counted=True, provider="far", model="gpt-5.2")
ENTRIES = (
    replace(DONE, key="laptop", usage=Usage(100, 20, 3, 4), cost=DOLLAR, phi=MappingProxyType({"NAME": 2})),
    replace(DONE, request_id="2", key="laptop", phi=MappingProxyType({"NAME": 1, "SSN": 1})),
    replace(DONE, request_id="3", outcome=Outcome.BLOCKED, provider="", model=""),
    replace(DONE, request_id="4", at=START - timedelta(days=1), usage=Usage(7), key="ci"),
    replace(DONE, request_id="5", outcome=Outcome.FAILED, counted=False, provider="", model=""),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "journal.sqlite")
    with made.transaction() as run:
        for entry in ENTRIES:
            write_exchange(run, entry, config())
    yield made
    made.close()


def test_the_total_of_a_day(database: Database) -> None:
    with database.transaction() as run:
        found = usage(run, TODAY, TODAY)
    assert found["period"] == {"start": TODAY.isoformat(), "end": TODAY.isoformat()}
    assert found["requests"] == {
        "total": 4, "done": 2, "blocked": 1, "failed": 1, "cancelled": 0, "with_phi": 2,
    }  # fmt: skip
    assert found["tokens"] == {"input": 100, "output": 20, "cache_read": 3, "cache_write": 4}
    assert found["cost_usd"] == 1.0
    assert found["phi_types"] == {"NAME": 3, "SSN": 1}


def test_by_day_model_and_key(database: Database) -> None:
    with database.transaction() as run:
        found = usage(run, TODAY - timedelta(days=7), TODAY)
    assert [(row["day"], row["requests"]["total"]) for row in found["by_day"]] == [
        ((TODAY - timedelta(days=1)).isoformat(), 1),
        (TODAY.isoformat(), 4),
    ]
    assert [(row["provider"], row["model"], row["requests"]["total"]) for row in found["by_model"]] == [
        ("", "", 2),
        ("far", "gpt-5.2", 3),
    ]
    assert {row["key"]: row["requests"]["total"] for row in found["by_key"]} == {"": 2, "ci": 1, "laptop": 2}


def test_nothing_sums_to_nothing(tmp_path: Path) -> None:
    empty = Database(tmp_path / "empty.sqlite")
    with empty.transaction() as run:
        found = usage(run, TODAY, TODAY)
    assert found["requests"]["total"] == 0
    assert found["cost_usd"] == 0
    assert found["by_day"] == []
    empty.close()


def test_what_counts_against_a_day(database: Database) -> None:
    with database.transaction() as run:
        assert counted_since(run, TODAY) == {"": 3, "laptop": 2}
        assert counted_since(run, TODAY - timedelta(days=1)) == {"": 4, "laptop": 2, "ci": 1}
        assert counted_since(run, TODAY + timedelta(days=1)) == {"": 0}


def test_when_a_key_was_used_last(database: Database) -> None:
    with database.transaction() as run:
        assert last_used(run)["laptop"] == "2026-03-14T09:26:53+00:00"
