"""Which item an event is about, whatever it names of it."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.translate.responses.items import Item, Items, Kind, Part
from tests.proxy_core.translate.responses.making import added, call, delta, done, message, reasoning

TEXT, ARGUMENTS = (Part.TEXT, 0), (Part.ARGUMENTS, 0)


def said(item: Item) -> str:
    return "".join(text for _, text in item.waiting)


def announced(*listed: dict[str, Any]) -> tuple[Items, list[Item]]:
    items = Items()
    return items, [items.added(added(index, data), data) for index, data in enumerate(listed)]


def test_an_event_names_its_item_by_place_and_id() -> None:
    items, (first, second) = announced(message(id="a"), call(id="b"))
    assert items.of(delta("output_text", 0, "a", "x"), TEXT) is first
    assert items.of(delta("function_call_arguments", 1, "b", "{"), ARGUMENTS) is second


def test_an_id_that_changes_with_each_event_is_no_new_item() -> None:
    items, (one,) = announced(call("", id="first"))
    assert items.of(delta("function_call_arguments", 0, "second", "{"), ARGUMENTS) is one
    assert items.ended(done(0, call(id="third")), call(id="third")) is one


def test_one_place_for_all_items_keeps_them_apart_by_their_ids() -> None:
    items = Items()
    words, one, two = message(id="a"), call(id="b", call_id="1"), call(id="c", call_id="2")
    made = [items.added(added(0, data), data) for data in (words, one, two)]
    assert len({id(item) for item in made}) == 3
    assert items.of(delta("function_call_arguments", 0, "b", "{"), ARGUMENTS) is made[1]
    assert items.of(delta("output_text", 0, "a", "x"), TEXT) is made[0]
    assert items.ended(done(0, two), two) is made[2]


def test_a_piece_that_names_nothing_is_of_the_newest_item_of_its_kind() -> None:
    items, (_, second) = announced(call(id="a", call_id="1"), call(id="b", call_id="2"))
    assert items.of({"delta": "{"}, ARGUMENTS) is second
    fresh = items.of({"delta": "x"}, TEXT)
    assert fresh is not None
    assert (fresh.kind, fresh.announced) == (Kind.MESSAGE, False)
    assert items.of({"delta": "y"}, TEXT) is fresh


def test_what_repeats_a_part_that_is_over_is_dropped_and_another_part_is_new() -> None:
    items, (one,) = announced(message(id="a"))
    one.say(TEXT, "x")
    one.close()
    assert items.of(delta("output_text", 0, "a", "x"), TEXT) is None
    assert items.ended(done(0, message("x", id="a")), message("x", id="a")) is None
    more = items.of(delta("refusal", 0, "a", "no"), (Part.REFUSAL, 1))
    assert more is not None
    assert more is not one
    more.complete(message("x", "y", id="a"))
    assert said(more) == "y", "the first part was over before"


def test_an_item_that_is_announced_twice_is_one_and_another_call_is_another() -> None:
    items, (one,) = announced(call("", call_id="1"))
    again = {**call(call_id="1"), "id": "fc_2"}
    assert items.added(added(0, again), again) is one
    other = call(call_id="2", id="fc_3")
    assert items.added(added(0, other), other) is not one


@pytest.mark.parametrize(
    ("come", "whole", "missing"),
    [
        ([], "all of it", "all of it"),
        (["all "], "all of it", "all of it"),
        (["all ", "of it"], "all of it", "all of it"),
        (["something else"], "all of it", "something else"),
    ],
)
def test_a_whole_part_adds_what_has_not_come(come: list[str], whole: str, missing: str) -> None:
    item = Item(Kind.MESSAGE)
    for text in come:
        item.say(TEXT, text)
    item.whole(TEXT, whole)
    assert said(item) == missing


def test_a_whole_item_completes_all_its_parts() -> None:
    item = Item(Kind.REASONING)
    data = reasoning("one", "two") | {"content": [{"type": "reasoning_text", "text": "three"}]}
    item.complete(data)
    assert [(place, text) for place, text in item.waiting] == [
        ((Part.SUMMARY, 0), "one"),
        ((Part.SUMMARY, 1), "two"),
        ((Part.THOUGHT, 0), "three"),
    ]
    assert (item.done, item.cut_off) == (True, False)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (message("a", "b"), "ab"),
        ({**message(), "content": "plain"}, "plain"),
        ({**message(), "content": [{"type": "odd", "text": "x"}, 7]}, ""),
        ({**call(), "arguments": {"a": 1}}, '{"a":1}'),
        ({**call(), "arguments": None}, ""),
        ({"type": "image_generation_call", "id": "i", "result": "aGk="}, ""),
    ],
)
def test_content_in_any_form_is_read(data: dict[str, Any], text: str) -> None:
    items = Items()
    item = items.ended({}, data)
    assert item is not None
    item.complete(data)
    assert said(item) == text


def test_a_whole_response_completes_what_is_open_and_adds_what_was_never_heard_of() -> None:
    items, (open_one,) = announced(call("", call_id="1"))
    extra = call(call_id="2", id="fc_2")
    found = list(items.left_out([call(call_id="1"), extra, 7]))
    assert [data for _, data in found] == [call(call_id="1"), extra]
    assert found[0][0] is open_one
    assert found[1][0] is not open_one


def test_a_whole_response_does_not_repeat_what_only_its_ids_make_new() -> None:
    items, (one,) = announced(message(id="a"))
    one.close()
    assert list(items.left_out([reasoning("late", id="r"), message("x", id="b")])) == [
        (items.all[1], reasoning("late", id="r"))
    ]
    assert list(items.left_out(None)) == []
