"""Identifiers that no label announces."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Mrs. Okafor called: the MPI made a second chart (4418823 and 9771200) for her.", "9771200"),
        (
            "The lab result of Greta Lindqvist was resent under X141457334 last night by the nurse.",
            "X141457334",
        ),
        ("Dr. Adeyemi says the patient has two coverages, FNW311962185 and one more.", "FNW311962185"),
        ("Patient Maria Okafor moved, her zip is now 85281 and the chart is wrong.", "85281"),
        ("Spoke with Mr. Dombrowski, his badge from the shelter is 4471 he says; he takes insulin.", "4471"),
        ("Patient Maria Okafor, SSN ends in 7731, has a copay.", "7731"),
        (
            "Police report 21-167244 was filed after Mr. Okafor was admitted to the ICU with a fracture.",
            "21-167244",
        ),
    ],
)
def test_a_number_in_a_sentence_about_somebody_is_found(text: str, value: str, found: Find) -> None:
    assert value in [found_value for _, found_value in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Mrs. Okafor has essential hypertension, SNOMED 59621000, and diabetes, ICD-10 E11.65.",
        "Patient Maria Okafor was billed with CPT 99213 and LOINC 2345-7 for glucose.",
        "The job for Mr. Okafor and other patients took 1200345 ms and read 4400123 rows.",
        "Mr. Okafor had 120000 units of penicillin and platelets of 150000/uL in the clinic.",
        "Fixed for the patient Mrs. Okafor in build 20240311 and release 118822.",
        "Mr. Okafor's tracker entry is CVE-2024-118822 and JIRA-11882 says the patient waits.",
        "The run 21228447367 of job 54658651382 looked up each patient by id.",
    ],
)
def test_codes_amounts_and_runs_are_none(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind in ("OTHER_ID", "ACCOUNT", "GEO")] == []
