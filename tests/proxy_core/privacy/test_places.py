"""Places in sentences."""

from __future__ import annotations

import pytest

from proxy_core.privacy import places
from proxy_core.privacy.document import Document


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("He drove in from Saginaw, for dialysis", "Saginaw"),
        ("She lives in Quexville with her son", "Quexville"),
        ("moved to Chippewa Falls last year", "Chippewa Falls"),
        ("struck at the corner of Cherry Street and", "Cherry Street"),
        ("their trailer off County Road 19 near", "County Road 19"),
        ("after the Yuma clinic merge", "Yuma"),
        ("a welder from St. Louis who", "St. Louis"),
    ],
)
def test_a_place_is_known_by_its_name_or_by_who_lives_there(text: str, place: str) -> None:
    doc = Document(text)
    found = places.at(doc, text.index(place))
    assert found is not None
    assert text[found.start : found.end] == place


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("admitted to Boston Medical Center", "Boston"),
        ("written in Quexlang by", "Quexlang"),
        ("Saginaw is a word here", "Saginaw"),
        ("transferred to Cardiology", "Cardiology"),
    ],
)
def test_institutions_products_and_wards_are_none(text: str, word: str) -> None:
    assert places.at(Document(text), text.index(word)) is None
