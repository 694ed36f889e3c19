"""NAME: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Patient: Maria Okafor", "Maria Okafor"),
    ('{"patientName": "joan doe"}', "joan doe"),
    ("PATIENT NAME: LINDQVIST, GRETA", "LINDQVIST, GRETA"),
    ("seen by Dr. Abernathy today", "Abernathy"),
    ("Last Name: Quackenbush", "Quackenbush"),
)
MUST_NOT = (
    "name: str",
    "Parkinson's disease is diagnosed in patients",
    "patient: Patient",
    '"name": "patient-api"',
    "Patient Name",
    "Foley catheter for the patient",
    "Author: Ada Karlsson <ada@corp.io>",
    "patient: Unknown",
    "file_name = 'Maria'",
    "the patient denies pain",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("NAME", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "NAME"] == []
