"""LICENSE: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Driver's License: D1234567", "D1234567"),
    ("NPI: 1234567893", "1234567893"),
    ("Patient passport number: 483920117", "483920117"),
    ("Dr. Vance, patient of DEA AB1234563", "AB1234563"),
)
MUST_NOT = (
    '"license": "Apache-2.0"',
    "license: MIT",
    "License: BSD-3-Clause",
    "npi: string",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("LICENSE", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "LICENSE"] == []
