"""The fragments of the name patterns."""

from __future__ import annotations

import re

import pytest

from proxy_core.privacy import cues

_FRAGMENTS = {name: value for name, value in vars(cues).items() if name.isupper() and isinstance(value, str)}


@pytest.mark.parametrize("name", sorted(set(_FRAGMENTS) - {"CAPS", "INITIAL", "WORD"}))
def test_fragments_hold_no_group_of_their_own(name: str) -> None:
    assert re.compile(_FRAGMENTS[name]).groups == 0


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        (cues.TITLE, "Mrs"), (cues.TITLE, "Deputy"), (cues.CREDENTIAL, "PA-C"), (cues.CREDENTIAL, "RHIT"),
        (cues.RELATION, "daughter-in-law"), (cues.ROLE, "charge nurse"), (cues.HUMAN, "is a 54"),
        (cues.BY, "Accompanied by"), (cues.WITH_PEOPLE, "spoke with"), (cues.CLOSING, "Kind regards"),
        (cues.POSSESSED, "chart"), (cues.EPONYM, "'s disease"), (cues.AGE, "54-year"),
    ],
)  # fmt: skip
def test_the_vocabulary(fragment: str, text: str) -> None:
    assert re.match(rf"(?:{fragment})", text)


def test_a_drug_is_nobody() -> None:
    assert re.match(cues.HUMAN, "was started on") is None
