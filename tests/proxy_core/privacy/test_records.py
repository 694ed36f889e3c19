"""Dates that an identifier nearby makes a patient's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize("day", ["March 3, 2024", "3/3/2024", "2024-03-03", "03 Mar 2024", "March 3"])
def test_a_date_in_a_record_is_found(day: str, found: Find) -> None:
    text = f"Patient: Maria Okafor, MRN 8842119. Symptoms began on {day} after surgery."
    assert ("DATE", day) in found(text)


@pytest.mark.parametrize(
    "text", ["Symptoms began on March 3, 2024.", "Version of 2024-03-03.", "Ratio 3/4 in patients"]
)
def test_a_date_alone_is_nobodys(text: str, found: Find) -> None:
    assert found(text) == []


def test_the_clock_of_a_log_stays_beside_a_patient(found: Find) -> None:
    text = "2024-03-01 10:22:11,482 INFO lookup of patient MRN 8842119"
    assert found(text) == [("MRN", "8842119")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mrs. Okafor, a patient, fell on 3/14 at home.", "3/14"),
        ("Mr. Okafor's next appointment, Tuesday, May 7, is with the nurse.", "Tuesday, May 7"),
        ("Mrs. Okafor can't come until June, the patient's son says.", "June"),
        ("The patient Mr. Okafor has been in the ICU since the 9th, his wife says.", "the 9th"),
        ("Work note for the patient Mr. Okafor for 8/14-8/16, knee pain.", "8/14"),
    ],
)
def test_days_and_months_of_everyday_writing_are_found(text: str, day: str, found: Find) -> None:
    assert ("DATE", day) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mrs. Okafor scored 8/12, strength 4/5, pain 7/10 at the clinic visit.",
        "Mr. Okafor, the patient, may leave. He marches on.",
        "The patient Mr. Okafor is in the 95th percentile.",
    ],
)
def test_scores_and_words_are_no_days(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "DATE"] == []
