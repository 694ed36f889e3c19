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
