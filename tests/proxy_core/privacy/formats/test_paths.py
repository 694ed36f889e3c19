"""Identifiers in paths and keys of stores."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"GET /api/v2/patient/226891/summary HTTP/1.1" 200', ("MRN", "226891")), ("HGETALL patient:MRN0449277", ("MRN", "MRN0449277")),
        ('<form action="/patients/86-54-40">', ("MRN", "86-54-40")), ("PUT /members/W8812399?x=1", ("HEALTH_PLAN", "W8812399")),
        ("/encounters/V0091827/notes", ("OTHER_ID", "V0091827")), ("del account:448812", ("ACCOUNT", "448812")),
    ],
)  # fmt: skip
def test_what_stands_before_tells_whose_it_is(text: str, wanted: tuple[str, str], found: Find) -> None:
    assert wanted in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "GET /patients/123", "GET /patients/550e8400-e29b-41d4-a716-446655440000", "patients/20240101.csv", "src/patients/v2/index.ts",
        "image: registry/patients:1.22.333", "patient:{id}",
    ],
)  # fmt: skip
def test_short_numbers_uuids_and_files_stay(text: str, found: Find) -> None:
    assert found(text) == []
