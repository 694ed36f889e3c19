"""FAX: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Fax: (217) 555-0135", "(217) 555-0135"),
    ("patient results to fax 217-555-0135", "217-555-0135"),
    ("Phone/Fax: 217-555-0135", "217-555-0135"),
    ("Fax results to the clinic at fax 603-555-0178", "603-555-0178"),
    ("Fax: (603) 555-0178", "(603) 555-0178"),
    ("FAX# 603.555.0178", "603.555.0178"),
    ("fax no. 603-555-0178", "603-555-0178"),
)
MUST_NOT = (
    "fax: true",
    "faxes sent: 12",
    "The fax of the patient did not arrive.",
    "Fax machine model 603-555",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("FAX", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "FAX"] == []
