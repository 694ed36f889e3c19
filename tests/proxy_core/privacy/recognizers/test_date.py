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
    ("Patient Maria Okafor was seen on March 3rd.", "March 3rd"),
    ("Patient Maria Okafor, last seen 02-11-24 in clinic", "02-11-24"),
    ("Mr. Okafor was seen on Tuesday the 5th of May 2023 in clinic.", "Tuesday the 5th of May 2023"),
    ("Mrs. Okafor fell on 3/14 and was admitted.", "3/14"),
    ("Mrs. Okafor was diagnosed in November of 2022.", "November of 2022"),
    ("Dates of service: 03/03/2021", "03/03/2021"),
    ("Subject Maria Okafor withdrew consent on 14Feb2024; the patient was told.", "14Feb2024"),
    ("Mrs. Okafor stays with her sister until the 18th, the patient says.", "the 18th"),
    ("Admitted: 2024-03-14 08:15, patient Maria Okafor", "2024-03-14 08:15"),
)
MUST_NOT = (
    "## [2.1.0] - 2024-03-12",
    "2024-03-12T10:00:00Z INFO started",
    "dob: date",
    "Copyright 2021-2024",
    "released 2024-02-11",
    "ratio 3/4",
    "date: YYYY-MM-DD",
    "Mr. Okafor has 4/5 strength and pain 3/10 in clinic.",
    "Mr. Okafor's BP is 120/80, vision 20/40.",
    "Patient API 4.2.0 (2024-05-14)",
    "npm warn deprecated chai@1.15.10 for the patient Mr. Okafor",
    "Mrs. Okafor was given 1/2 tab by the nurse.",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("DATE", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "DATE"] == []
