"""Which call a delta belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.translate.calls import CallTable, ToolCall

OFFERED = frozenset({"Read", "ReadFile", "Bash"})


def delta(index: Any = None, id: Any = None, name: Any = None, arguments: Any = None) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    whole = {
        "index": index,
        "id": id,
        "function": {key: item for key, item in function.items() if item is not None},
    }
    return {key: item for key, item in whole.items() if item is not None}


def calls(*deltas: dict[str, Any], offered: frozenset[str] = OFFERED) -> list[ToolCall]:
    table = CallTable(offered)
    found: list[ToolCall] = []
    for each in deltas:
        found += [call for call in table.take(each) if call not in found]
    return found


def told(*deltas: dict[str, Any], offered: frozenset[str] = OFFERED) -> list[tuple[str, str, str]]:
    return [(call.id, call.name, call.arguments.raw) for call in calls(*deltas, offered=offered)]


def test_calls_are_told_apart_by_their_index() -> None:
    deltas = [
        delta(0, "a", "Read"),
        delta(1, "b", "Bash"),
        delta(1, arguments='{"x'),
        delta(0, arguments='{"y'),
    ]
    assert told(*deltas) == [("a", "Read", '{"y'), ("b", "Bash", '{"x')]


def test_without_an_index_calls_are_told_apart_by_their_id() -> None:
    deltas = [delta(id="a", name="Read"), delta(id="b", name="Read"), delta(id="a", arguments='{"y')]
    assert told(*deltas) == [("a", "Read", '{"y'), ("b", "Read", "")]


def test_a_new_id_with_a_name_on_a_known_index_is_a_new_call() -> None:
    deltas = [delta(0, "a", "Read", '{"x":1}'), delta(0, "b", "Read"), delta(0, arguments='{"y":2}')]
    assert told(*deltas) == [("a", "Read", '{"x":1}'), ("b", "Read", '{"y":2}')]


def test_on_a_constant_index_the_id_still_tells_which_call_goes_on() -> None:
    deltas = [
        delta(0, "a", "Read"),
        delta(0, "b", "Bash"),
        delta(0, "a", arguments='{"x'),
        delta(0, "b", arguments='{"y'),
    ]
    assert told(*deltas) == [("a", "Read", '{"x'), ("b", "Bash", '{"y')]


def test_an_id_that_changes_with_each_delta_is_no_new_call() -> None:
    deltas = [delta(0, "a", "Read"), delta(0, "b", arguments='{"x":'), delta(0, "c", "Read", "1}")]
    assert told(*deltas) == [("a", "Read", '{"x":1}')]
    bare = [delta(id="a", name="Read", arguments='{"x":'), delta(id="b", arguments="1}")]
    assert told(*bare) == [("a", "Read", '{"x":1}')]


def test_an_id_may_come_late() -> None:
    assert told(delta(0, name="Read"), delta(0, "late", arguments='{"x')) == [("late", "Read", '{"x')]


def test_a_name_that_comes_again_is_not_appended() -> None:
    assert told(delta(0, "a", "Read"), delta(0, "a", "Read", '{"x'), delta(0, name="Read")) == [
        ("a", "Read", '{"x')
    ]


def test_a_fragment_of_a_name_is_appended_before_any_argument_is() -> None:
    assert told(delta(0, "a", "Ba"), delta(0, name="sh")) == [("a", "Bash", "")]
    assert told(delta(0, "a", "Read"), delta(0, name="File")) == [("a", "ReadFile", "")]
    assert told(delta(0, "a", "Re"), delta(0, name="Read")) == [("a", "Read", "")]
    assert told(delta(0, "a", "foo"), delta(0, name="_bar"), offered=frozenset()) == [("a", "foo_bar", "")]


def test_two_tools_names_in_a_row_are_two_calls() -> None:
    assert told(delta(name="Read"), delta(name="Bash")) == [("", "Read", ""), ("", "Bash", "")]


def test_without_index_and_id_a_name_after_complete_arguments_begins_a_call() -> None:
    deltas = [
        delta(name="Read", arguments='{"x":1}'),
        delta(name="Read", arguments='{"x":1}'),
        delta(arguments=""),
    ]
    assert told(*deltas) == [("", "Read", '{"x":1}'), ("", "Read", '{"x":1}')]


def test_a_name_that_comes_again_after_complete_arguments_is_no_call_by_itself() -> None:
    assert len(calls(delta(name="Read", arguments='{"x":1}'), delta(name="Read", arguments=""))) == 1
    again = calls(delta(0, name="Read", arguments='{"x":1}'), delta(0, name="Read", arguments='{"x":1}'))
    assert [call.is_noise() for call in again] == [False, True]
    later = calls(delta(name="Read", arguments='{"x":1}'), delta(name="Read"), delta(arguments='{"x":2}'))
    assert [call.arguments.raw for call in later] == ['{"x":1}', '{"x":2}']


def test_another_name_after_arguments_have_begun_is_another_call() -> None:
    assert len(calls(delta(0, name="Read", arguments='{"x'), delta(0, name="Bash"))) == 2


def test_a_fragment_that_names_nothing_goes_to_the_newest_call() -> None:
    assert told(delta(0, "a", "Read"), delta(arguments='{"x'), delta(7, arguments='":1}')) == [
        ("a", "Read", '{"x":1}')
    ]
    assert told(delta(arguments='{"x')) == [("", "", '{"x')]


def test_an_index_that_is_none_counts_for_nothing() -> None:
    for odd in ("x", True, 1.5):
        assert len(calls(delta(odd, "a", "Read"), delta(odd, arguments="{"))) == 1


def test_an_index_may_be_a_text() -> None:
    mixed = [
        delta("0", "a", "Read"),
        delta("1", "b", "Bash"),
        delta("0", arguments='{"x'),
        delta("1", arguments='{"y'),
    ]
    assert told(*mixed) == [("a", "Read", '{"x'), ("b", "Bash", '{"y')]


def test_a_name_may_come_after_the_arguments_have_begun() -> None:
    assert told(delta(0, "a", None, '{"x":'), delta(0, name="Read", arguments="1}")) == [
        ("a", "Read", '{"x":1}')
    ]
    assert told(delta(0, "a", None, '{"x":1}'), delta(0, name="Read")) == [("a", "Read", '{"x":1}')]


def test_arguments_may_come_as_an_object() -> None:
    assert told(delta(0, "a", "Read", {"x": 1})) == [("a", "Read", '{"x":1}')]


def test_arguments_after_the_end_of_others_are_a_call_of_the_same_tool_unless_they_repeat_them() -> None:
    one, two, three = calls(delta(0, "a", "Read", '{"x":1}{"x":'), delta(0, arguments='2}{"x":1}'))
    assert [call.name for call in (one, two, three)] == ["Read"] * 3
    assert (one.is_noise(), two.is_noise(), three.is_noise()) == (False, False, False)
    again = calls(delta(0, "a", "Read", '{"x":1}'), delta(0, arguments='{ "x": 1 }'))
    assert [call.is_noise() for call in again] == [False, True]
    broken = calls(delta(0, "a", "Read", '{"x":1}'), delta(0, arguments='{"y'))
    assert [call.is_noise() for call in broken] == [False, True]


@pytest.mark.parametrize("vendor", ["google", "vertex"])
def test_geminis_signature_is_kept_with_the_call(vendor: str) -> None:
    signed = {**delta(0, "a", "Read"), "extra_content": {vendor: {"thought_signature": "S"}}}
    assert calls(signed)[0].signature == "S"
    assert calls({**delta(0, "a", "Read"), "extra_content": None})[0].signature == ""
