"""OTHER_ID: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Accession #: S21-44881", "S21-44881"),
    ("Patient encounter number: 88421177", "88421177"),
    ("CSN: 448812", "448812"),
    ("Patient study subject id: 004-1177", "004-1177"),
)
MUST_NOT = (
    "case: upper",
    "order: asc",
    "encounter: string",
    "visit: true",
    "specimen: blood",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("OTHER_ID", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "OTHER_ID"] == []
