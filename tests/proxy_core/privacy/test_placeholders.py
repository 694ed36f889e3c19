"""The shape of a placeholder."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.privacy.placeholders import TOLERANT, Placeholders, canonical, held_back
from proxy_core.privacy.types import PHI_TYPES

MAKE = Placeholders(b"a synthetic install key")


@given(st.sampled_from(PHI_TYPES), st.text())
def test_it_survives_shells_sql_urls_and_file_names(type_: str, value: str) -> None:
    token = MAKE.make(type_, value)
    assert token.replace("_", "").isalnum()
    assert token.isupper()
    assert len(token) == len(f"PHI_{type_}_") + 8
    assert MAKE.fits(token)
    match = TOLERANT.fullmatch(token)
    assert match is not None
    assert canonical(match) == token


def test_it_depends_on_key_type_and_value_alone() -> None:
    assert MAKE.make("NAME", "x") == Placeholders(b"a synthetic install key").make("NAME", "x")
    assert MAKE.make("NAME", "x") != MAKE.make("MRN", "x")[:4] + "x"
    assert MAKE.make("NAME", "x") != Placeholders(b"another install key").make("NAME", "x")
    assert MAKE.make("NAME", "x") != MAKE.make("NAME", "x", 1)


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda t: t.replace("_", "-"),
        lambda t: t.replace("_", " "),
        lambda t: t.replace("_", r"\_"),
    ],
)
def test_what_models_do_to_it_is_understood(change: Callable[[str], str]) -> None:
    token = MAKE.make("HEALTH_PLAN", "W123")
    match = TOLERANT.fullmatch(change(token))
    assert match is not None
    assert canonical(match) == token


def test_a_changed_character_does_not_fit() -> None:
    token = MAKE.make("NAME", "Okafor")
    others = [token[:-1] + letter for letter in "0123456789ABCDEF" if letter != token[-1]]
    assert not any(MAKE.fits(other) for other in others)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a P", 1),
        ("a PHI_NA", 6),
        ("PHI_NAME_7K3Q9X2C", 0),
        ("PHI_NAME_7K3Q9X2P", 0),
        ("PHI_NAME_7K3Q9X2PPH", 2),
        ("PHI_NAME_7P3", 12),
        ("Phila", 0),
        ("x", 0),
        ("phi-", 4),
        ("PHI\\", 4),
    ],
)
def test_only_what_may_begin_one_is_held_back(text: str, held: int) -> None:
    assert held_back(text) == held


def test_a_short_key_is_refused_and_the_key_not_shown() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Placeholders(b"short")
    assert "synthetic" not in repr(MAKE)
