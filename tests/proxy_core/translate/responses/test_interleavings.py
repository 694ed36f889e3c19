"""Items of a response in every way in which providers stream them, cut and mixed at random."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.golden.replay import call as a_call
from tests.golden.replay import check, message_of, read, sse
from tests.proxy_core.translate.responses.making import (
    REQUEST,
    added,
    call,
    created,
    delta,
    done,
    ended,
    event,
    message,
    reasoning,
)

WORDS = st.text('ab \n"\\{é😀', min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
#: item -> the name of its deltas, of its number, and what streams of it
_STREAMS: dict[str, tuple[str, str, Callable[[dict[str, Any]], str]]] = {
    "message": ("output_text", "content_index", lambda item: item["content"][0]["text"]),
    "reasoning": ("reasoning_summary_text", "summary_index", lambda item: item["summary"][0]["text"]),
    "function_call": ("function_call_arguments", "", lambda item: item["arguments"]),
}


@st.composite
def items(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A response's output: each kind may come, calls several times."""
    made = []
    for place in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["message", "reasoning", "call", "call"]))
        if kind == "message":
            made.append(message(draw(WORDS), id=f"msg_{place}"))
        elif kind == "reasoning":
            made.append(reasoning(draw(WORDS), id=f"rs_{place}"))
        else:
            arguments = json.dumps(draw(st.dictionaries(st.sampled_from("pq"), WORDS, max_size=2)))
            made.append(call(arguments, id=f"fc_{place}", call_id=f"call_{place}"))
    return made


def fragments(draw: st.DrawFn, text: str) -> list[str]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    return [text[a:b] for a, b in pairwise([0, *cuts, len(text)]) if a < b]


def events_of(draw: st.DrawFn, place: int, item: dict[str, Any]) -> list[dict[str, Any]]:
    """What a provider may send of one item: with or without deltas, with or without the events at the end."""
    name, number, text_of = _STREAMS[item["type"]]
    text = text_of(item)
    fields: dict[str, Any] = {number: 0} if number else {}
    empty: dict[str, Any] = {
        key: type(item[key])() for key in ("content", "summary", "arguments") if key in item
    }
    bare = {**item, **empty}
    made = [added(place, {**bare, "encrypted_content": None} if item["type"] == "reasoning" else bare)]
    if draw(st.booleans()):
        made += [delta(name, place, item["id"], piece, **fields) for piece in fragments(draw, text)]
    if draw(st.booleans()):
        whole = {"arguments" if item["type"] == "function_call" else "text": text}
        made.append(event(f"{name}.done", output_index=place, item_id=item["id"], **fields, **whole))
    if draw(st.booleans()):
        made.append(done(place, item))
    return made


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Items and a stream of them: mixed, each item's own events in order, the first of each in order."""
    output = draw(items())
    queues = [events_of(draw, place, item) for place, item in enumerate(output)]
    mixed: list[dict[str, Any]] = []
    begun = 0
    while any(queues):
        ready = [place for place in range(begun) if queues[place]]
        if begun < len(queues):
            ready.append(begun)
        place = draw(st.sampled_from(ready))
        begun = max(begun, place + 1)
        mixed.append(queues[place].pop(0))
    return output, [created(), *mixed, ended(*output)]


def forget(change: str, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same without something that a provider may leave out, or with it made up."""
    if change == "places":
        return [{key: value for key, value in each.items() if key != "output_index"} for each in events]
    if change == "ids":
        return [
            {**each, "item_id": f"{number}"} if "item_id" in each else each
            for number, each in enumerate(events)
        ]
    return events


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(streams(), st.sampled_from(["nothing", "places", "ids"]), st.booleans())
def test_however_items_come_the_answer_says_them_in_order(
    made: tuple[list[dict[str, Any]], list[dict[str, Any]]], change: str, stream: bool
) -> None:
    output, events = made
    asked = a_call({**REQUEST, "stream": stream}, model="gpt-5.2", kind="openai_responses")
    got = read(asked, [sse(*forget(change, events))])
    check(got)
    said = [
        {"message": "text", "reasoning": "thinking", "function_call": "tool_use"}[item["type"]]
        for item in output
    ]
    content = message_of(got)["content"]
    assert [block["type"] for block in content] == said
    for block, item in zip(content, output, strict=True):
        if block["type"] == "tool_use":
            assert (block["id"], block["input"]) == (item["call_id"], json.loads(item["arguments"]))
        elif block["type"] == "text":
            assert block["text"] == item["content"][0]["text"]
        else:
            assert block["thinking"] == item["summary"][0]["text"]
            assert block["signature"]
