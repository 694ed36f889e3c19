"""PHONE: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Phone: (217) 555-0134", "(217) 555-0134"),
    ("call 217-555-0134", "217-555-0134"),
    ("Cell: +44 20 7946 0958", "+44 20 7946 0958"),
    ('{"homePhone": "2175550134"}', "2175550134"),
    ("patient's mobile 217.555.0134", "217.555.0134"),
    ("Patient's cell: 312.555.0147", "312.555.0147"),
    ("Call the patient's son at (312) 555-0147 ext. 22", "(312) 555-0147 ext. 22"),
    ("Office: 218-555-0100 x4412 for patient records", "218-555-0100 x4412"),
    ("The patient can be reached at +1 415 555 0166.", "+1 415 555 0166"),
    ("Home ph: 719 555 0191", "719 555 0191"),
    ("Pt phone 8145550199", "8145550199"),
    ("Patient's mobile is +44 20 7946 0958", "+44 20 7946 0958"),
    ("Spoke with the daughter of the patient at (312)555-0147.", "(312)555-0147"),
)
MUST_NOT = (
    "version 1.217.555",
    "id 4175550134",
    "2024-03-12",
    "phone: string",
    "111-111-1111",
    "PHONE_RE = r'\\d{3}-\\d{4}'",
    "port 5432-5433",
    "Call Poison Control at 1-800-222-1222 for any patient.",
    "patient build 2.13.4567",
    "patient rows 312-555",
    "The patient took 100-1500 units",
    "version 212.555.0147.3 of the patient API",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("PHONE", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "PHONE"] == []
