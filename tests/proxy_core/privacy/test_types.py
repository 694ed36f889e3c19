"""The words that all of the privacy folder speaks."""

from __future__ import annotations

import pytest

from proxy_core.privacy.types import PHI_TYPES, TOKEN, Span


def test_the_types_are_those_of_the_public_interface() -> None:
    assert " ".join(PHI_TYPES) == (
        "NAME GEO DATE AGE PHONE FAX EMAIL SSN MRN HEALTH_PLAN ACCOUNT LICENSE VEHICLE DEVICE URL IP "
        "BIOMETRIC PHOTO OTHER_ID"
    )
    assert TOKEN not in PHI_TYPES


def test_spans_sort_by_place_and_nobody_changes_one() -> None:
    assert sorted([Span(5, 9, "SSN"), Span(1, 3, "NAME")])[0].type == "NAME"
    with pytest.raises(AttributeError):
        Span(5, 9, "SSN").end = 10  # type: ignore[misc]
