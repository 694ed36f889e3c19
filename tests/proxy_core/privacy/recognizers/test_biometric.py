"""BIOMETRIC: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("Patient fingerprint ID: FP-448812-A12", "FP-448812-A12"),
    ("voiceprint id: VPR448812007 for the patient in clinic", "VPR448812007"),
    ("Fingerprint ID: FP-88213-A7", "FP-88213-A7"),
    ("voiceprint VP-88213-7F of the patient in the study", "VP-88213-7F"),
    ("retina scan ID: RT-771203", "RT-771203"),
)
MUST_NOT = (
    "fingerprint: sha256",
    "face id: enabled",
    "retina: true",
    "iris: dataset",
    "key fingerprint is SHA256:abc",
    "biometric login for patients",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("BIOMETRIC", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "BIOMETRIC"] == []
