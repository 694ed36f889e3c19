"""What reaches the disk: never a client's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from proxy_core.config import Config
from proxy_core.journal.database import Database
from proxy_core.journal.entry import Attempt, Entry, Outcome, Usage
from proxy_core.journal.rows import vouched_model, write_exchange
from tests.fakes.clock import START
from tests.fakes.requests import config

CANARY = "Maria-Gonzalez-536-22-8741"
ENTRY = Entry("req_1", START, outcome=Outcome.DONE)
SOME = config(
    providers=[{"name": "far", "kind": "anthropic", "base_url": "https://a.example", "auth": "none"}],
    models=[
        {"alias": "house", "routes": [{"provider": "far", "model": "in-house-1"}]},
        {"alias": "qwen*", "routes": [{"provider": "far"}]},
        {"alias": "*", "routes": [{"provider": "far"}]},
    ],
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "journal.sqlite")
    yield made
    made.close()


def written(database: Database, entry: Entry, using: Config = SOME) -> dict[str, Any]:
    with database.transaction() as run:
        write_exchange(run, entry, using)
        cursor = run.execute("SELECT * FROM exchanges")
        names = [column[0] for column in cursor.description]
        (row,) = cursor.fetchall()
        return dict(zip(names, row, strict=True))


def test_all_that_is_known_is_written(database: Database) -> None:
    entry = replace(
        ENTRY,
        client="claude-cli/2.1.197",
        session="0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
        key="laptop",
        requested_model="claude-sonnet-5-20260101",
        provider="far",
        model="in-house-1",
        status=200,
        attempts=(Attempt("far", "in-house-1", "ok"),),
        usage=Usage(1, 2, 3, 4),
        cost=5,
        counted=True,
        phi=MappingProxyType({"NAME": 2}),
        total_ms=7.5,
    )
    row = written(database, entry)
    assert row["client"] == "claude-cli/2.1.197"
    assert row["session"] == entry.session
    assert (row["requested_model"], row["model"]) == ("claude-sonnet-5", "in-house-1")
    assert (row["input"], row["output"], row["cache_read"], row["cache_write"]) == (1, 2, 3, 4)
    assert (row["cost"], row["counted"], row["attempts"], row["outcome"]) == (5, 1, 1, "done")
    assert row["phi"] == '{"NAME":2}'
    assert row["day"] == START.astimezone().date().isoformat()
    assert database.rows("SELECT * FROM last_used") == [("laptop", "2026-03-14T09:26:53+00:00")]


@pytest.mark.parametrize(
    "field", ["client", "session", "requested_model", "model", "message", "notes", "attempts"]
)
def test_no_word_of_a_client_reaches_the_disk(database: Database, tmp_path: Path, field: str) -> None:
    value: Any = CANARY
    if field == "notes":
        value = (CANARY,)
    if field == "attempts":
        value = (Attempt(CANARY, CANARY, CANARY),)
    written(database, replace(ENTRY, **{field: value}))
    database.close()
    for path in tmp_path.iterdir():
        assert b"Gonzalez" not in path.read_bytes()
        assert b"8741" not in path.read_bytes()


@pytest.mark.parametrize("client", ["Maria/1", "curl/8.5.0", "curl", "a" * 60, "curl/536228741"])
def test_a_client_is_a_known_name_and_its_version(database: Database, client: str) -> None:
    expected = client if client == "curl/8.5.0" else ""
    assert written(database, replace(ENTRY, client=client))["client"] == expected


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("claude-opus-4-8", "claude-opus-4-8"),
        ("CLAUDE-OPUS-4-8[1m]", "claude-opus-4-8"),
        (f"{CANARY}/claude-opus-4-8", "claude-opus-4-8"),
        ("house", "house"),
        (f"qwen-{CANARY}", "qwen*"),
        (CANARY, "*"),
    ],
)
def test_a_model_is_known_by_the_configurations_or_the_catalogues_name(name: str, kept: str) -> None:
    assert vouched_model(name, SOME) == kept


def test_a_model_that_nothing_answers_to_has_no_name() -> None:
    assert vouched_model(CANARY, config(models=[])) == ""


def test_the_same_request_again_takes_the_rows_place(database: Database) -> None:
    written(database, ENTRY)
    assert written(database, replace(ENTRY, status=500))["status"] == 500
