"""The flags of a dialect and their overriding."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from proxy_core.translate.dialect import CHOICES, EFFORTS, Dialect, option_problem, override


def test_every_flag_has_a_value_that_its_own_rules_allow() -> None:
    for field in fields(Dialect):
        assert option_problem(field.name, getattr(Dialect(), field.name)) is None
    words = {field.name for field in fields(Dialect) if field.type == "str"}
    assert words == set(CHOICES)


def test_options_override_flags_and_auto_leaves_them() -> None:
    options = {
        "images": "no",
        "pdf": True,
        "max_output_tokens": 5,
        "reasoning": "effort",
        "efforts": ["high", "low"],
        "think_tags": "auto",
        "call_ids": "",
        "top_k": None,
        "organization": "org",
    }
    made = override(Dialect(), options)
    assert (made.images, made.pdf, made.max_output_tokens) == (False, True, 5)
    assert (made.reasoning, made.efforts, made.think_tags) == ("effort", ("low", "high"), "off")
    unchanged = Dialect()
    assert override(unchanged, {"organization": "org"}) is unchanged


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("images", "maybe"),
        ("images", 1),
        ("max_output_tokens", -1),
        ("max_output_tokens", True),
        ("max_output_tokens", "many"),
        ("reasoning", "hard"),
        ("efforts", ["huge"]),
        ("efforts", "high"),
    ],
)
def test_a_value_that_a_flag_cannot_have_is_named(key: str, value: Any) -> None:
    assert option_problem(key, value) is not None
    with pytest.raises(ValueError, match=key):
        override(Dialect(), {key: value})


def test_an_option_that_is_no_flag_has_no_problem() -> None:
    assert option_problem("base_url", 7) is None


@pytest.mark.parametrize("wanted", EFFORTS)
def test_the_effort_is_the_nearest_that_is_known(wanted: str) -> None:
    assert Dialect(efforts=EFFORTS).effort(wanted) == ("minimal" if wanted == "none" else wanted)
    assert Dialect(efforts=()).effort(wanted) == ""
