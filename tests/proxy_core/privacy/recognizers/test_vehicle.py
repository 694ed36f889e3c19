"""VEHICLE: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("VIN 1HGCM82633A004352", "1HGCM82633A004352"),
    ("license plate: ABC 1234", "ABC 1234"),
    ("Pt drives a 2011 Ranger, plate GHT 4471", "GHT 4471"),
    ("license plate: BKR-5521", "BKR-5521"),
    ("Vehicle plate: 8MCA245", "8MCA245"),
)
MUST_NOT = (
    "1HGCM82643A004352",
    "SHA ABCDEFGH123456789",
    "vehicle: car",
    "plate: steel",
    "plate: dinner",
    "1HGCM82633A004353 in the patient's file",
    "the back plate of the patient's implant",
    "template: A12",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("VEHICLE", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "VEHICLE"] == []
