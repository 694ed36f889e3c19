"""Tool calls in every way in which providers stream them, cut and mixed at random."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.golden.replay import call, check, chunk, message_of, read, sse

TOOLS = ("Read", "Bash", "mcp__chart__find", "Edit")
_REQUEST = {
    "model": "claude",
    "max_tokens": 100,
    "stream": True,
    "messages": [{"role": "user", "content": "go"}],
    "tools": [{"name": name, "input_schema": {"type": "object"}} for name in TOOLS],
}

_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('ab"\\{}[]\n:é😀 ,', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text('ab"{', max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
_inputs = st.dictionaries(st.text('pq"}', min_size=1, max_size=3), _values, max_size=3)
Call = tuple[str, dict[str, Any], str]


@st.composite
def calls(draw: st.DrawFn) -> list[Call]:
    number = draw(st.integers(1, 4))
    return [(draw(st.sampled_from(TOOLS)), draw(_inputs), f"call_{place}") for place in range(number)]


def fragments(draw: st.DrawFn, text: str) -> list[str]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=5)))
    edges = [0, *cuts, len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def interleaved(draw: st.DrawFn, queues: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The deltas of several calls mixed, each call's own in order and the first of each in order."""
    mixed = []
    begun = 0
    while any(queues):
        ready = [place for place in range(begun) if queues[place]]
        if begun < len(queues):
            ready.append(begun)
        place = draw(st.sampled_from(ready))
        begun = max(begun, place + 1)
        mixed.append(queues[place].pop(0))
    return mixed


def function(name: str | None, arguments: Any) -> dict[str, Any]:
    return {"arguments": arguments} if name is None else {"name": name, "arguments": arguments}


def indexed(draw: st.DrawFn, wanted: list[Call]) -> list[dict[str, Any]]:
    """As OpenAI does it, but mixed: an index on each, id and name on the first."""
    queues = []
    for place, (name, value, id) in enumerate(wanted):
        parts = fragments(draw, json.dumps(value))
        head = {"index": place, "id": id, "type": "function", "function": function(name, "")}
        queues.append([head, *({"index": place, "function": function(None, part)} for part in parts)])
    return interleaved(draw, queues)


def by_id(draw: st.DrawFn, wanted: list[Call]) -> list[dict[str, Any]]:
    """No index, or the same for all; the id on each."""
    same = draw(st.booleans())
    queues = []
    for name, value, id in wanted:
        parts = fragments(draw, json.dumps(value))
        deltas: list[dict[str, Any]] = [{"id": id, "function": function(name, parts[0])}]
        deltas += [{"id": id, "function": function(None, part)} for part in parts[1:]]
        queues.append([{"index": 0, **delta} for delta in deltas] if same else deltas)
    return interleaved(draw, queues)


def in_turn(draw: st.DrawFn, wanted: list[Call]) -> list[dict[str, Any]]:
    """No index and no id: one after the other, told apart by their names."""
    deltas = []
    for name, value, _ in wanted:
        parts = [part for part in fragments(draw, json.dumps(value or {"a": 1})) if part]
        deltas += [{"function": function(name if n == 0 else None, part)} for n, part in enumerate(parts)]
    return deltas


def same_index(draw: st.DrawFn, wanted: list[Call]) -> list[dict[str, Any]]:
    """Index 0 for all, a new id with each name; one after the other."""
    deltas = []
    for name, value, id in wanted:
        parts = fragments(draw, json.dumps(value))
        deltas.append({"index": 0, "id": id, "function": function(name, "")})
        deltas += [{"index": 0, "function": function(None, part)} for part in parts]
    return deltas


def repeated_names(draw: st.DrawFn, wanted: list[Call]) -> list[dict[str, Any]]:
    """The name, and perhaps the id, on each delta."""
    with_id = draw(st.booleans())
    queues = []
    for place, (name, value, id) in enumerate(wanted):
        parts = fragments(draw, json.dumps(value))
        own = {"index": place, "id": id} if with_id else {"index": place}
        queues.append([{**own, "function": function(name, part)} for part in parts])
    return interleaved(draw, queues)


def split_names(draw: st.DrawFn, wanted: list[Call]) -> list[dict[str, Any]]:
    """The name in two pieces before the arguments."""
    queues = []
    for place, (name, value, id) in enumerate(wanted):
        cut = draw(st.integers(1, len(name) - 1))
        parts = fragments(draw, json.dumps(value))
        queues.append(
            [
                {"index": place, "id": id, "function": {"name": name[:cut]}},
                {"index": place, "function": {"name": name[cut:]}},
                *({"index": place, "function": function(None, part)} for part in parts),
            ]
        )
    return interleaved(draw, queues)


def late_names(draw: st.DrawFn, wanted: list[Call]) -> list[dict[str, Any]]:
    """The name with the last of the arguments, and an index that is a text."""
    queues = []
    for place, (name, value, id) in enumerate(wanted):
        parts = fragments(draw, json.dumps(value))
        deltas: list[dict[str, Any]] = [
            {"index": str(place), "id": id, "function": function(None, part)} for part in parts
        ]
        deltas[-1]["function"]["name"] = name
        queues.append(deltas)
    return interleaved(draw, queues)


def whole(draw: st.DrawFn, wanted: list[Call]) -> list[dict[str, Any]]:
    """Each call in one delta, the arguments as text or as an object."""
    return [
        {
            "index": place,
            "id": id,
            "function": function(name, value if draw(st.booleans()) else json.dumps(value)),
        }
        for place, (name, value, id) in enumerate(wanted)
    ]


STYLES: tuple[Callable[[st.DrawFn, list[Call]], list[dict[str, Any]]], ...] = (
    indexed,
    by_id,
    in_turn,
    same_index,
    repeated_names,
    split_names,
    late_names,
    whole,
)


@st.composite
def answers(draw: st.DrawFn) -> tuple[list[Call], list[dict[str, Any]]]:
    """Calls, and the chunks of an answer that makes them, with thoughts and text before and between."""
    wanted = draw(calls())
    style = draw(st.sampled_from(STYLES))
    if style is in_turn:
        wanted = [(name, value or {"a": 1}, id) for name, value, id in wanted]
    deltas = style(draw, list(wanted))
    chunks = [chunk({"role": "assistant", "content": ""})]
    chunks += [chunk({"reasoning_content": "hm"})] * draw(st.integers(0, 2))
    chunks += [chunk({"content": "I look."})] * draw(st.integers(0, 2))
    while deltas:
        taken = draw(st.integers(1, 3))
        chunks.append(chunk({"tool_calls": deltas[:taken]}))
        del deltas[:taken]
        if draw(st.integers(0, 5)) == 0:
            chunks.append(chunk({"content": draw(st.sampled_from(("\n", "more", "")))}))
    chunks.append(chunk({}, draw(st.sampled_from(("tool_calls", "stop", None)))))
    chunks.append({"id": "chatcmpl-1", "choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 5}})
    return wanted, chunks


@given(answers())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_calls_come_out_whole_and_in_order_however_they_were_streamed(
    answer: tuple[list[Call], list[dict[str, Any]]],
) -> None:
    wanted, chunks = answer
    events = read(call(_REQUEST), [sse(*chunks, "[DONE]")])
    check(events)
    blocks = [block for block in message_of(events)["content"] if block["type"] == "tool_use"]
    assert [(block["name"], block["input"]) for block in blocks] == [
        (name, value) for name, value, _ in wanted
    ]
    assert len({block["id"] for block in blocks}) == len(blocks)
    assert message_of(events)["stop_reason"] == "tool_use"


_noise = st.fixed_dictionaries(
    {},
    optional={
        "index": st.none() | st.integers(-1, 2) | st.text(max_size=1),
        "id": st.none() | st.sampled_from(("", "a", "b")) | st.integers(0, 1),
        "function": st.none()
        | st.fixed_dictionaries(
            {},
            optional={
                "name": st.none() | st.sampled_from(("", "Read", "Re", "ad", "nope")),
                "arguments": st.none()
                | st.sampled_from(("", "{", "}", "{}", '{"a":', "1}", '"', "null", "[1]", "\\", "'"))
                | _inputs,
            },
        ),
    },
)
_deltas = st.fixed_dictionaries(
    {},
    optional={
        "content": st.none() | st.text("<think>/ a\n", max_size=5) | st.just([{"type": "text", "text": "x"}]),
        "reasoning": st.none() | st.text("ab", max_size=2),
        "refusal": st.none() | st.just("no"),
        "tool_calls": st.none() | st.lists(_noise | st.none(), max_size=3),
    },
)
_any_chunk = st.builds(
    chunk,
    _deltas,
    st.none() | st.sampled_from(("stop", "length", "tool_calls", "content_filter", "error", "odd")),
) | st.sampled_from(
    ({"choices": []}, {"choices": None}, {"usage": {"prompt_tokens": 3}}, {"choices": [None]}, {})
)


@given(st.lists(_any_chunk, max_size=8), st.booleans(), st.sampled_from(("off", "tags", "open")))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_stream_however_odd_breaks_the_order_of_events(
    chunks: list[dict[str, Any]], done: bool, tags: str
) -> None:
    data = sse(*chunks, *(["[DONE]"] if done else []))
    events = read(call(_REQUEST, options={"think_tags": tags}), [data])
    check(events, broken_input=True)
