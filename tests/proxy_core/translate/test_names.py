"""Names and ids, there and back."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.translate.names import (
    UNNAMED,
    ToolNames,
    client_id,
    ids_of_calls,
    upstream_id,
    upstream_name,
)


def test_a_good_name_stays_as_it_is() -> None:
    assert upstream_name("mcp__chart__find-1") == "mcp__chart__find-1"
    assert upstream_name("x" * 64) == "x" * 64


def test_a_longer_name_keeps_55_characters_and_gets_8_of_its_hash() -> None:
    name = "n" * 65
    assert upstream_name(name) == "n" * 55 + "_" + hashlib.sha256(name.encode()).hexdigest()[:8]


@given(st.text(min_size=1, max_size=90))
def test_every_name_becomes_one_that_chat_completions_take_and_comes_back(name: str) -> None:
    short = upstream_name(name)
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", short)
    assert ToolNames([name]).to_client(short) == name


def test_two_long_names_with_the_same_beginning_stay_two() -> None:
    names = ToolNames(["x" * 70 + "a", "x" * 70 + "b"])
    assert len(names.offered) == 2


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("Read", "Read"),
        ("functions.Read", "Read"),
        ("Read<|channel|>commentary", "Read"),
        ("Unknown", "Unknown"),
        ("", UNNAMED),
    ],
)
def test_a_models_decoration_of_a_name_is_taken_off(called: str, name: str) -> None:
    assert ToolNames(["Read"]).to_client(called) == name


def test_the_names_are_those_of_the_requests_tools() -> None:
    assert ToolNames.of({"tools": [{"name": "a"}, {"type": "x"}]}).offered == {"a"}
    assert ToolNames.of({}).offered == frozenset()


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=40))
def test_an_id_fits_anthropics_pattern_and_the_way_back_finds_it(id: str) -> None:
    told = client_id(id)
    assert re.fullmatch(r"[a-zA-Z0-9_-]+", told)
    if "_x" not in id:
        assert upstream_id(told, "any") == id


def test_kimis_ids_go_back_as_they_came() -> None:
    assert client_id("functions.Read:0") == "functions_x2eRead_x3a0"
    assert upstream_id("functions_x2eRead_x3a0", "any") == "functions.Read:0"


@pytest.mark.parametrize("id", ["toolu_01A", "call_" + "y" * 60, "functions_x2eRead_x3a0", "abcDEF123"])
def test_an_id_is_never_longer_than_the_provider_takes_and_always_the_same(id: str) -> None:
    assert len(upstream_id(id, "forty")) <= 40
    assert re.fullmatch(r"[a-zA-Z0-9]{9}", upstream_id(id, "nine"))
    assert upstream_id(id, "nine") == upstream_id(id, "nine")


def test_an_id_that_fits_is_kept() -> None:
    assert upstream_id("abcDEF123", "nine") == "abcDEF123"
    assert upstream_id("toolu_01A", "forty") == "toolu_01A"
    assert upstream_id("call_" + "y" * 60, "any") == "call_" + "y" * 60


def test_the_ids_of_all_calls_in_the_history_are_known() -> None:
    calls: list[Any] = [{"type": "tool_use", "id": id, "name": "Read", "input": {}} for id in ("a", "b")]
    messages = [
        {"role": "user", "content": "Read."},
        {"role": "assistant", "content": "I read."},
        {"role": "assistant", "content": [{"type": "text", "text": "Now."}, *calls]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c"}]},
    ]
    assert ids_of_calls({"messages": messages}) == {"a", "b"}
