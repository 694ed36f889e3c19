"""What may stand between a key and its value."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    "text",
    [
        "MRN: 8842119", "MRN 8842119", "MRN #: 8842119", "MRN=8842119", "**MRN:** 8842119", "mrn := 8842119", "'mrn' => '8842119'",
        '"mrn": "8842119"', '"mrn": 8842119', '{\\"mrn\\": \\"8842119\\"}', "<mrn>8842119</mrn>", '<Patient mrn="8842119">', "MRN (hospital): 8842119",
        'builder.mrn("8842119")', 'patient["mrn"] = "8842119"', 'put("mrn", "8842119")', "mrn | 8842119", "MRN\t: 8842119", "--mrn=8842119", "?mrn=8842119&x=1",
    ],
)  # fmt: skip
def test_the_value_is_reached_over(text: str, found: Find) -> None:
    assert ("MRN", "8842119") in found(text)


def test_a_list_of_values_is_read_to_its_end(found: Find) -> None:
    assert found('patient = {"given": ["Maria", "Chidi"], "family": "Okafor"}') == [
        ("NAME", "Maria"), ("NAME", "Chidi"), ("NAME", "Okafor"),
    ]  # fmt: skip


def test_a_caption_is_not_a_value(found: Find) -> None:
    assert found('LABELS = {"patient_name": "Patient Name", "dob": "Date of Birth"}') == []


def test_a_weak_key_needs_a_patient_nearby(found: Find) -> None:
    assert found('{"name": "Maria Okafor"}') == []
    assert ("NAME", "Maria Okafor") in found('{"mrn": "8842119", "name": "Maria Okafor"}')


def test_the_words_after_a_name_stay(found: Find) -> None:
    assert found("Patient: Maria Okafor SSN 219-09-4821 DOB: 3/4/60")[0] == ("NAME", "Maria Okafor")
