"""HEALTH_PLAN: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Member ID: W123456789", "W123456789"),
    ("Medicare number 1EG4-TE5-MK73", "1EG4-TE5-MK73"),
    ("patient MBI 1EG4TE5MK73", "1EG4TE5MK73"),
    ("Patient insured, Group #: 448812", "448812"),
    ("Medicare # 1EG4-TE5-MK73", "1EG4-TE5-MK73"),
    ("her member number is XQJ884120937", "XQJ884120937"),
    ("Subscriber ID: W884120331", "W884120331"),
    ("Policy No. 70-88120", "70-88120"),
    ("Grp: 00371-A   Insurance: Anthem, patient", "00371-A"),
    ("Medicaid ID 88120445", "88120445"),
)
MUST_NOT = (
    "member id: string",
    "policy: allow",
    "group: admins",
    "plan: 2024",
    "policy: strict",
    "Group: admins",
    "member_id: int",
    "insurance number",
    "plan: free",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("HEALTH_PLAN", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "HEALTH_PLAN"] == []
