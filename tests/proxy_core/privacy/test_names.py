"""Names that only the sentence tells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mrs. Thibodeaux was seen in clinic.", "Thibodeaux"),
        ("Greta Lindqvist is a 54-year-old woman with asthma.", "Greta Lindqvist"),
        ("The patient came with his daughter Zephyrine to the clinic.", "Zephyrine"),
        ("Spoke with Bohdan's sister about the surgery.", "Bohdan"),
        ("Interpreted by Tom Garcia, MD after the CT.", "Tom Garcia"),
        ("Dear Xiomara,\nyour lab results and medications are ready.", "Xiomara"),
        ("Pt Winterbourne denies fever and nausea.", "Winterbourne"),
        ("Priya Iyengar\n12 Oak Street\nYour insurance claim was denied, member.", "Priya Iyengar"),
    ],
)
def test_a_name_is_found_by_what_stands_around_it(text: str, name: str, found: Find) -> None:
    assert ("NAME", name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Parkinson's disease and Hodgkin lymphoma were diagnosed in patients.",
        "The Apgar score is noted by the nurse. A Foley catheter was placed.",
        "Stevens-Johnson syndrome occurred in patients on treatment.",
        "Author: Maria Lopez <maria@users.noreply.github.com>\nFix the patient lookup",
        "You are Claude Code. Ask the user before the exam of patient files.",
        "Lisinopril was prescribed. Blue Cross denied the claim.",
    ],
)
def test_eponyms_makers_and_products_are_no_names(text: str, found: Find) -> None:
    assert found(text) == []
