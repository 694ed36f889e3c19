"""AGE: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("a 93-year-old woman", "93"),
    ("Patient is 101 yo", "101"),
    ("Patient age: 94", "94"),
    ("Patient is a 92 y/o male with COPD.", "92"),
    ("The patient, a 101-year-old woman, was admitted.", "101"),
    ("Pt is 94yo F s/p fall, seen in the ED.", "94"),
    ("Hospice visit: wife of the ninety-four-year-old patient.", "ninety-four"),
    ("Age: 97  Sex: F  MRN: 4418823", "97"),
    ("The patient turned 90 in clinic.", "90"),
    ("She is 93 and lives alone; the nurse visits.", "93"),
)
MUST_NOT = (
    "a 54-year-old man",
    "age: 89",
    "aged 45-75",
    "97% of patients",
    "page 93",
    "age: 120ms",
    "A 54-year-old woman with asthma and a patient of 89 years.",
    "SpO2 is 94 and HR is 98, the patient was stable.",
    "BP 142/92, glucose 101 in the clinic",
    "NAME   READY  STATUS  RESTARTS  AGE\npatient-api  1/1  Running  0  106d",
    "Patients aged 18 to 65",
    "max_age: 95",
    "The patient was given 90 mg of prednisone.",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("AGE", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "AGE"] == []
