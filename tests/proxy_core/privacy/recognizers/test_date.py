"""DATE: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("DOB: 03/04/1960", "03/04/1960"),
    ("Date of Birth: March 4, 1960", "March 4, 1960"),
    ('{"birthDate": "1960-03-04"}', "1960-03-04"),
    ("Patient: Maria Okafor was admitted on 3/4/24.", "3/4/24"),
    ("admission_date=20240304", "20240304"),
)
MUST_NOT = (
    "## [2.1.0] - 2024-03-12",
    "2024-03-12T10:00:00Z INFO started",
    "dob: date",
    "Copyright 2021-2024",
    "released 2024-02-11",
    "ratio 3/4",
    "date: YYYY-MM-DD",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("DATE", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "DATE"] == []
