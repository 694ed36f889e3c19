"""URL: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    (
        "patient portal: https://portal.stlukes.org/patient/8842119",
        "https://portal.stlukes.org/patient/8842119",
    ),
    (
        "her chart, MRN 8842119, is at https://mychart.valley.net/p/88421",
        "https://mychart.valley.net/p/88421",
    ),
)
MUST_NOT = (
    "https://hl7.org/fhir/R4/patient.html",
    "https://github.com/acme/patients/pull/12",
    "https://api.example.com/v1/patients/{id}",
    "see https://docs.python.org/3/library/re.html",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("URL", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "URL"] == []
