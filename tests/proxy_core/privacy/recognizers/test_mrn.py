"""MRN: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("MRN: 8842119", "8842119"),
    ("MRN 8842119 seen", "8842119"),
    ("Medical Record #: MR-99221", "MR-99221"),
    ('patient_id = "P00123"', "P00123"),
    ("Chart No. 44-21-77 (patient)", "44-21-77"),
    ("MRN# 00418823", "00418823"),
    ("Pt ID: QR-220914", "QR-220914"),
    ("Medical record no.: 7970336", "7970336"),
    ("Chart # 88-21-04 of the patient, DOB 3/4/60", "88-21-04"),
    ("(MRN 7734120) was transferred", "7734120"),
    ("her MRN is 2209417", "2209417"),
    ("Unit No: 4418823, patient of Dr. Hale", "4418823"),
)
MUST_NOT = (
    "mrn: str",
    "MRN: Optional[int]",
    "if patient.mrn == mrn:",
    "mrn 1.4.2",
    "patient_id: 550e8400-e29b-41d4-a716-446655440000",
    '"mrn": "Medical record number"',
    "MRN: <mrn>",
    "MRN must have eight digits",
    "mrn = row[3]",
    "chart: bar",
    "medical record number",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("MRN", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "MRN"] == []
