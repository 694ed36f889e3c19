"""One pair of a table, changed as text."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.toml_pairs import (
    change_inline,
    has_dotted,
    inline_value,
    key_text,
    literal,
    names_in,
    pair_at,
    remove_pairs,
    set_pair,
    update_inline,
)

CORE = """\
# words
[a]
one = 1   # first
baa = { status = "signed", on = 2026-01-31 } # second
"odd key" = '''x
'''
more.deep = true # third
# after
"""


def test_a_pair_changes_and_every_other_byte_stays() -> None:
    assert set_pair(CORE, ("one",), 2) == CORE.replace("one = 1", "one = 2")
    assert set_pair(CORE, ("odd key",), "y") == CORE.replace("'''x\n'''", '"y"')
    assert set_pair(CORE, ("more", "deep"), False) == CORE.replace("true", "false")


def test_a_new_pair_is_added_at_the_end() -> None:
    assert set_pair(CORE, ("new key",), [1, "b"]) == CORE + '"new key" = [1, "b"]\n'
    assert set_pair("[a]", ("x",), 1) == "[a]\nx = 1\n"


def test_a_table_in_braces_changes_where_it_differs() -> None:
    text = set_pair(CORE, ("baa",), {"status": "none", "on": date(2026, 1, 31)})
    assert text == CORE.replace('"signed"', '"none"')
    assert change_inline("{a=1,b=2}", {"b": 2}) == "{b=2}"
    assert update_inline("{ a = 1 }", {"b": {"c": "d"}}) == '{ a = 1, b = { c = "d" } }'
    assert update_inline("{ a = 1, b = 2 }", {"a": None, "b": None}) in ("{}", "{ }")


def test_true_is_not_one() -> None:
    assert update_inline("{ a = 1 }", {"a": True}) == "{ a = true }"


def test_pairs_go_by_the_beginning_of_their_keys() -> None:
    assert remove_pairs(CORE, ("more",)) == CORE.replace("more.deep = true # third\n", "")
    assert remove_pairs(CORE, ("nothing",)) == CORE


def test_a_block_is_asked_for_its_pairs() -> None:
    assert names_in(CORE) == ["one", "baa", "odd key", "more"]
    assert has_dotted(CORE, ("more",))
    assert not has_dotted(CORE, ("one",))
    assert pair_at(CORE, ("more",)) is None
    assert pair_at(CORE, ("more", "deep")) is not None
    assert inline_value("{ a = [ 1, 2 ] }", "a") == "[ 1, 2 ]"
    assert key_text("a b") == '"a b"'


def test_what_toml_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="NoneType"):
        literal({"a": None})


VALUES = st.recursive(
    st.text()
    | st.integers(-(2**63), 2**63 - 1)
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.dates(min_value=date(1000, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(VALUES)
def test_a_literal_means_what_was_given(value: Any) -> None:
    assert tomllib.loads(f"x = {literal(value)}\n")["x"] == value
