"""The hour beside a date and the age behind a date of birth."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Patient: Orla Benavidez  MRN: 8812204  Collected: 05/27/2023 23:54", "05/27/2023 23:54"),
        (
            "Patient: Orla Benavidez  MRN: 8812204\nADM DT/TM......: 10/26/24 1554      DISCH:",
            "10/26/24 1554",
        ),
        ("MRN: 8812204. Follow up with Dr. Chiu on January 23 at 3:35 PM.", "January 23 at 3:35 PM"),
        ("Patient Orla Benavidez, appt w/ Dr. Cai Mon Sep 01 @ 11:01PM", "Mon Sep 01 @ 11:01PM"),
        ("Patient: Orla Benavidez  MRN: 8812204\nDate of death: October 30, 2022   Time: 12:51", "12:51"),
        ("Patient: Orla Benavidez  MRN: 8812204\nDOB / AGE......: 05/15/1929 / 92\n", "92"),
        ("Patient: Orla Benavidez  MRN: 8812204\nDOB: 05/15/1929 (Age: 95)\n", "95"),
    ],
)
def test_what_stands_beside_a_date_goes_with_it(text: str, value: str, found: Find) -> None:
    assert value in [each for _, each in found(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Patient: Orla Benavidez  MRN: 8812204  DOB: 05/15/1989 / 34\n", "34"),
        ("Patient: Orla Benavidez  MRN: 8812204  Seen on: 05/15/2023 / 92\n", "92"),
        ("Patient: Orla Benavidez  MRN: 8812204  Seen on: 05/15/2023 9921 units\n", "9921"),
    ],
)
def test_other_numbers_beside_a_date_stay(text: str, value: str, found: Find) -> None:
    assert not [each for _, each in found(text) if value in each]
