"""Arguments of a tool call, from fragments."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.translate.arguments import RAW, Arguments, Phase, normalised


def fed(*fragments: str) -> tuple[str, Arguments]:
    arguments = Arguments()
    return "".join(arguments.feed(fragment) for fragment in fragments), arguments


@given(
    st.dictionaries(
        st.text(max_size=4),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=6),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
            ),
            max_leaves=4,
        ),
        min_size=1,
        max_size=3,
    ),
    st.booleans(),
    st.integers(1, 4),
)
def test_an_object_streams_as_it_is_and_its_end_is_known(value: Any, ascii: bool, step: int) -> None:
    text = json.dumps(value, ensure_ascii=ascii)
    streamed, arguments = fed(*(text[place : place + step] for place in range(0, len(text), step)))
    assert streamed == text
    assert arguments.phase is Phase.DONE
    assert arguments.extra == ""
    assert json.loads(arguments.whole()) == value


def test_what_follows_the_object_does_not_stream() -> None:
    streamed, arguments = fed(' {"a":', '"}"}}', "\n", '{"b":1}')
    assert streamed == '{"a":"}"}'
    assert arguments.extra == '}\n{"b":1}'


def test_an_empty_object_waits_for_the_real_one() -> None:
    assert fed("{}")[0] == ""
    assert fed("{}")[1].phase is Phase.EMPTY
    streamed, arguments = fed("{", "}", " ", '{"a":1}')
    assert streamed == '{"a":1}'
    assert arguments.phase is Phase.DONE
    assert fed("{ }", "noise")[1].whole() == "{}"


def test_raw_control_characters_in_strings_are_escaped_on_the_way() -> None:
    streamed, _ = fed('{\n"a": "one\ntwo\t', "\x01", "\\", '\n"}')
    assert json.loads(streamed) == {"a": "one\ntwo\t\x01\n"}


@pytest.mark.parametrize("text", ["[1]", '"{\\"a\\":1}"', "null", "{'a': 1}", "{a: 1}", "Read", "12"])
def test_what_is_no_json_object_does_not_stream(text: str) -> None:
    for fragments in ([text], list(text)):
        streamed, arguments = fed(*fragments)
        assert streamed == ""
        assert arguments.phase is Phase.OTHER
        assert arguments.raw == text


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("", {}),
        ("  ", {}),
        ("null", {}),
        ('""', {}),
        ('{"a": 1}', {"a": 1}),
        ('"{\\"a\\": 1}"', {"a": 1}),
        ('{"a": "x\ny"}', {"a": "x\ny"}),
        ('{"a": 1}}', {"a": 1}),
        ('{"a": 1}\n```', {"a": 1}),
        ("{'a': True, 'b': None}", {"a": True, "b": None}),
        ("[1, 2]", {RAW: "[1, 2]"}),
        ("12", {RAW: "12"}),
        ('"words"', {RAW: '"words"'}),
        ('{"a": "rm -rf /tmp/x', {RAW: '{"a": "rm -rf /tmp/x'}),
        ("{'a': 'C:\\new'}", {RAW: "{'a': 'C:\\new'}"}),
        ("{1: 2}", {RAW: "{1: 2}"}),
        ("{1, 2}", {RAW: "{1, 2}"}),
        ("{", {RAW: "{"}),
        ('{"a": 1} and more', {RAW: '{"a": 1} and more'}),
    ],
)
def test_arguments_of_any_form_become_an_object(raw: str, value: dict[str, Any]) -> None:
    assert json.loads(normalised(raw)) == value


@given(st.text(max_size=40))
def test_whatever_comes_is_an_object_in_the_end(raw: str) -> None:
    assert isinstance(json.loads(normalised(raw)), dict)


def test_whether_anything_has_come_is_known() -> None:
    assert not fed()[1].begun
    assert not fed(" \n")[1].begun
    assert fed("{")[1].begun
    assert fed("x")[1].begun


def test_deep_nesting_does_no_harm() -> None:
    deep = "{'a':" * 3000
    assert json.loads(normalised(deep)) == {RAW: deep}
    assert json.loads(normalised('{"a":' * 3000)) == {RAW: '{"a":' * 3000}


def test_many_raw_line_ends_take_no_longer_than_they_must() -> None:
    text = '{"text":"' + "a line\n" * 200_000 + '"}'
    streamed, arguments = fed(text)
    assert arguments.phase is Phase.DONE
    assert json.loads(streamed)["text"] == "a line\n" * 200_000
