"""An entry is metadata, and each column shows it in words."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from proxy_core.journal.entry import COLUMNS, Attempt, Entry, Outcome, Usage

AT = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
SHOWN = {column.key: column.text for column in COLUMNS}


def shown(column: str, **fields: Any) -> str:
    return SHOWN[column](Entry("req_1", AT, **fields))


def test_an_entry_has_no_field_that_could_hold_content() -> None:
    fields = {field.name for field in dataclasses.fields(Entry)}
    assert fields == {
        "request_id", "at", "surface", "outcome", "client", "session", "key", "requested_model", "provider",
        "model", "stream", "status", "code", "message", "attempts", "notes", "usage", "cost", "counted",
        "request_bytes", "response_bytes", "first_byte_ms", "total_ms", "phi", "phi_scanned", "phi_exempt",
        "phi_ms", "phi_unresolved",
    }  # fmt: skip


def test_an_entry_cannot_be_changed() -> None:
    entry = Entry("req_1", AT)
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.status = 200  # type: ignore[misc]
    with pytest.raises(TypeError):
        entry.phi["NAME"] = 1  # type: ignore[index]


def test_columns_are_named_once_and_explained() -> None:
    assert len(SHOWN) == len(COLUMNS)
    assert len({column.title for column in COLUMNS}) == len(COLUMNS)
    assert all(column.width > 0 and column.help.endswith(".") for column in COLUMNS)


def test_an_entry_of_which_nothing_is_known_yet_shows_no_numbers() -> None:
    empty = {key: text(Entry("req_1", AT)) for key, text in SHOWN.items()}
    assert {key for key, text in empty.items() if text} == {"at", "outcome"}
    assert empty["outcome"] == "running"


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_word(outcome: Outcome) -> None:
    assert shown("outcome", outcome=outcome) == outcome.value


@pytest.mark.parametrize(
    ("column", "fields", "text"),
    [
        ("status", {"status": 402}, "402"),
        ("requested_model", {"requested_model": "claude-opus-4-8"}, "claude-opus-4-8"),
        ("route", {"provider": "azure", "model": "gpt-5.2"}, "azure · gpt-5.2"),
        ("route", {"provider": "azure"}, "azure"),
        ("route", {"model": "gpt-5.2"}, ""),
        ("phi", {"phi": MappingProxyType({"NAME": 2, "SSN": 1})}, "NAME 2, SSN 1"),
        ("tokens", {"usage": Usage(1000, 20, 300, 4)}, "1,304 → 20"),
        ("tokens", {"usage": Usage(output=7)}, "0 → 7"),
        ("first_byte", {"first_byte_ms": 0.0}, "0 ms"),
        ("first_byte", {"first_byte_ms": 999.4}, "999 ms"),
        ("first_byte", {"first_byte_ms": 999.6}, "1.0 s"),
        ("total", {"total_ms": 1000.0}, "1.0 s"),
        ("total", {"total_ms": 83_250.0}, "83.2 s"),
        ("size", {"request_bytes": 0}, ""),
        ("size", {"request_bytes": 1023}, "1023 B"),
        ("size", {"request_bytes": 1024}, "1 KB"),
        ("size", {"request_bytes": 1024 * 1024 - 1}, "1.0 MB"),
        ("size", {"request_bytes": 5 * 1024 * 1024}, "5.0 MB"),
        ("key", {"key": "laptop"}, "laptop"),
        ("code", {"code": "PHI_BLOCKED"}, "PHI_BLOCKED"),
        ("phi_scanned", {"phi_scanned": 1214, "phi_exempt": 3, "phi_ms": 11.0}, "1,214"),
        ("phi_exempt", {"phi_scanned": 214, "phi_exempt": 3, "phi_ms": 11.0}, "3"),
        ("phi_exempt", {"phi_scanned": 214, "phi_ms": 11.0}, "0"),
        ("phi_exempt", {}, ""),
        ("phi_ms", {"phi_scanned": 214, "phi_ms": 0.43}, "0.4 ms"),
        ("phi_ms", {"phi_scanned": 214, "phi_ms": 9.96}, "10 ms"),
        ("phi_ms", {"phi_scanned": 214, "phi_ms": 1840.0}, "1.8 s"),
        ("phi_unresolved", {"phi_unresolved": 2}, "2"),
    ],
)
def test_a_column_shows(column: str, fields: dict[str, Any], text: str) -> None:
    assert shown(column, **fields) == text


def test_the_time_is_that_of_the_place() -> None:
    assert shown("at") == AT.astimezone().strftime("%H:%M:%S")


def test_an_attempt_tells_where_and_why() -> None:
    attempt = Attempt("azure", "gpt-5.2", "429")
    assert (attempt.provider, attempt.model, attempt.outcome, attempt.ms) == ("azure", "gpt-5.2", "429", 0.0)
