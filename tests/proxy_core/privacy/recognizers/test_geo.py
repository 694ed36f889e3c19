"""GEO: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Patient address: 12 Oak St, Springfield, IL 62704", "12 Oak St, Springfield, IL 62704"),
    ("patient lives at 447 Maple Ave, Boise.", "447 Maple Ave, Boise"),
    ("patient P.O. Box 4481", "P.O. Box 4481"),
    ("Patient, MRN 8842119, is from Cedar Rapids, Iowa", "Cedar Rapids, Iowa"),
)
MUST_NOT = (
    "mac_address: 00:11:22",
    "address: Address",
    "0x12 St",
    "city: str",
    "3 Way merge of branches",
    "memory address 12",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("GEO", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "GEO"] == []
