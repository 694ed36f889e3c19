"""AGE: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("a 93-year-old woman", "93"),
    ("Patient is 101 yo", "101"),
    ("Patient age: 94", "94"),
)
MUST_NOT = (
    "a 54-year-old man",
    "age: 89",
    "aged 45-75",
    "97% of patients",
    "page 93",
    "age: 120ms",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("AGE", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "AGE"] == []
