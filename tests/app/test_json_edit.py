"""Edits of a JSON text that keep everything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.json_edit import JsonProblem, parse_object, raw_value, remove_member, set_members

TEXT = """{
    "model":  "opus" ,
    "env": {
        "A": "1",
        "B": "two \\"x\\", }"
    },
    "list": [1, {"deep": [2]}, "]"]
}
"""


def test_a_member_changes_in_place() -> None:
    assert set_members(TEXT, ("env",), {"A": '"9"'}) == TEXT.replace('"1"', '"9"')
    assert set_members(TEXT, (), {"model": "null"}) == TEXT.replace('"opus"', "null")


def test_a_new_member_is_written_like_its_neighbours() -> None:
    assert set_members(TEXT, ("env",), {"C": '"3"', "D": '"4"'}) == TEXT.replace(
        ' }"\n', ' }",\n        "C": "3",\n        "D": "4"\n'
    )


def test_a_new_object_is_written_in_the_texts_manner() -> None:
    assert set_members(TEXT, ("new",), {"C": "3"}) == TEXT.replace(
        '"]"]\n', '"]"],\n    "new": {\n        "C": 3\n    }\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '{\n  "env": {\n    "A": 1\n  }\n}'),
        ("{}", '{\n  "env": {\n    "A": 1\n  }\n}'),
        ('{"env":{}}', '{"env":{\n    "A": 1\n  }}'),
        ('{"env":{"Z":1,"Y":2}}', '{"env":{"Z":1,"Y":2,"A": 1}}'),
        ('{"env": {"Z": 1}}', '{"env": {"Z": 1, "A": 1}}'),
        ('{\n\t"x": 1\n}', '{\n\t"x": 1,\n\t"env": {\n\t\t"A": 1\n\t}\n}'),
        ('{\r\n  "x": 1\r\n}\r\n', '{\r\n  "x": 1,\r\n  "env": {\r\n    "A": 1\r\n  }\r\n}\r\n'),
    ],
)
def test_every_manner_is_kept(before: str, after: str) -> None:
    assert set_members(before, ("env",), {"A": "1"}) == after


def test_what_was_added_goes_without_a_trace() -> None:
    added = set_members(TEXT, ("env",), {"C": '"3"'})
    assert remove_member(added, ("env", "C")) == TEXT
    added = set_members(TEXT, ("new",), {"C": '"3"'})
    assert remove_member(added, ("new",)) == TEXT


def test_any_member_can_go() -> None:
    for path in (("model",), ("env",), ("list",), ("env", "A"), ("env", "B")):
        expected: Any = json.loads(TEXT)
        inner = expected
        for key in path[:-1]:
            inner = inner[key]
        del inner[path[-1]]
        assert json.loads(remove_member(TEXT, path)) == expected
    assert remove_member('{"a": 1}', ("a",)) == "{}"
    assert remove_member(TEXT, ("nothing", "here")) == TEXT


def test_of_repeated_keys_the_last_counts_and_all_go() -> None:
    text = '{"a": 1, "b": 0, "a": 2}'
    assert raw_value(text, ("a",)) == "2"
    assert set_members(text, (), {"a": "3"}) == '{"a": 1, "b": 0, "a": 3}'
    assert remove_member(text, ("a",)) == '{"b": 0}'


def test_values_are_found_as_they_are_written() -> None:
    assert raw_value(TEXT, ("env", "B")) == r'"two \"x\", }"'
    assert raw_value(TEXT, ("list",)) == '[1, {"deep": [2]}, "]"]'
    assert raw_value(TEXT, ("env", "X")) is None
    assert raw_value(TEXT, ("model", "X")) is None
    assert raw_value(" ", ("x",)) is None
    assert raw_value('{"\\u0061": 1}', ("a",)) == "1"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": 1,}', "line 1 is not strict JSON"),
        ('{\n// words\n"a": 1}', "line 2 is not strict JSON"),
        ("[1]", "does not hold an object"),
        ('{"a": NaN}', "holds NaN"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_not_strict_is_refused_without_quoting_it(text: str, problem: str) -> None:
    with pytest.raises(JsonProblem, match=problem):
        parse_object(text)


def test_an_object_is_not_put_where_something_else_is() -> None:
    with pytest.raises(JsonProblem, match="'model' is not an object"):
        set_members(TEXT, ("model",), {"x": "1"})
    assert parse_object(" \n") == {}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(max_size=4), JSON, max_size=4),
    st.sampled_from([None, 1, 2, "\t"]),
    st.booleans(),
    st.text(max_size=4),
    JSON,
)
def test_in_any_text_a_member_comes_and_goes(
    data: dict[str, Any], indent: int | str | None, plain: bool, key: str, value: Any
) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=plain)
    there = set_members(text, (), {key: json.dumps(value)})
    assert json.loads(there) == {**data, key: value}
    gone = {name: item for name, item in data.items() if name != key}
    assert json.loads(remove_member(there, (key,))) == gone
    if key not in data and data:
        assert remove_member(there, (key,)) == text
