"""Which words prove that a text speaks of care."""

from __future__ import annotations

import pytest

from proxy_core.privacy.context import anchors, pattern
from proxy_core.privacy.matcher import Matcher

_CONTEXT = Matcher(pattern(), pure=True)


def found(text: str) -> list[str]:
    hits = list(_CONTEXT.finditer(text.encode("latin-1")))
    starts = set(anchors(text, hits))
    return [text[start:end] for start, end in hits if start in starts]


def test_a_word_of_care_counts_by_itself() -> None:
    assert found("Look up the patient by name.") == ["patient"]


@pytest.mark.parametrize(
    "text",
    [
        "THE AUTHORS ARE NOT LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY. No claims are made.",
        "The session expires after a day. Sessions are kept by the provider.",
        "MS DOS and its MD command",
    ],
)
def test_a_doubtful_word_alone_does_not(text: str) -> None:
    assert [word for word in found(text) if word.lower() not in ("provider", "session")] == []


def test_a_doubtful_word_counts_beside_another_word_of_care() -> None:
    assert found("The claim of this patient was denied.") == ["claim", "patient"]
