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
    ("Accession: ACC71745952", "ACC71745952"),
    ("Specimen ID: S69008252", "S69008252"),
    ("Encounter # 24-118830, patient in the clinic", "24-118830"),
    ("Rx #7718823-02 for the patient", "7718823-02"),
    ("Case number: 2024-00881, patient", "2024-00881"),
    ("Confirmation #: WPBTCQEZ\nfor the patient's appointment", "WPBTCQEZ"),
    ("Police report 21-167244 of the patient", "21-167244"),
)
MUST_NOT = (
    "case: upper",
    "order: asc",
    "encounter: string",
    "visit: true",
    "specimen: blood",
    "order: 12",
    "case: insensitive",
    "visit: https",
    "Run ID: 21228447367 of the patient job",
    "reference: main",
    "Encounter",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("OTHER_ID", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "OTHER_ID"] == []
