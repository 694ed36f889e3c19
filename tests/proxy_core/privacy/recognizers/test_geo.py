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
    (
        "Home address: 1182 Tamarack Ct, Apt 4B, Holland, MI 49423",
        "1182 Tamarack Ct, Apt 4B, Holland, MI 49423",
    ),
    ("the patient lives in Ypsilanti with her son", "Ypsilanti"),
    ("Ship to the patient at PO Box 771", "PO Box 771"),
    ("Patient resides at 88 Sycamore Drive.", "88 Sycamore Drive"),
    ("Patient Maria Okafor from Saginaw, MI seen in clinic for pain", "Saginaw, MI"),
    ("City: Pueblo   Zip: 81001\nPatient: Maria Okafor, MRN 4418823", "81001"),
    ("Mrs. Okafor, a patient, was struck at the corner of Cherry Street and Quail Avenue.", "Cherry Street"),
    ("Patient Maria Okafor moved to Chippewa Falls last year.", "Chippewa Falls"),
)
MUST_NOT = (
    "mac_address: 00:11:22",
    "address: Address",
    "0x12 St",
    "city: str",
    "3 Way merge of branches",
    "memory address 12",
    "location: us-east-1",
    "address: 0x7fff",
    "the patient was seen in Clinic",
    "12 patients per Drive",
    "Patient is in Room 12",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("GEO", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "GEO"] == []
