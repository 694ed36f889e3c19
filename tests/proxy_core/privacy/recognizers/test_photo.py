"""PHOTO: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Patient photo: IMG_44881.jpg", "IMG_44881.jpg"),
    ("headshot: /photos/patients/okafor_4481.png for patient in clinic", "/photos/patients/okafor_4481.png"),
    ("Photo of the patient's face in the chart: photos/face_88213.jpg", "photos/face_88213.jpg"),
    ("Patient photo: IMG_20240512_price.jpg", "IMG_20240512_price.jpg"),
)
MUST_NOT = (
    "icon.png",
    "docs/logo.svg",
    "photo: true",
    "avatar: string",
    "photo: logo.png",
    "images/patient-icon.svg",
    "screenshot.png of the patient list",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("PHOTO", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "PHOTO"] == []
