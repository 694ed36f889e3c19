"""A message becomes events and events become the same message; what makes no message is told as broken."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.wire import json
from proxy_core.wire.collect import BrokenStream, Collector, events_of
from proxy_core.wire.events import Event
from proxy_core.wire.sse import SseDecoder

# ---------------------------------------------------------------- messages

texts = st.text(st.characters(codec="utf-8"), max_size=12)
words = st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1, max_size=6)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
extras = st.dictionaries(words.map(lambda word: f"x_{word}"), values, max_size=2)


def block(kind: str, *, optional: dict[str, st.SearchStrategy[Any]] | None = None, **fields: Any) -> Any:
    fixed = st.fixed_dictionaries({"type": st.just(kind), **fields}, optional=optional or {})
    return st.tuples(extras, fixed).map(lambda pair: {**pair[0], **pair[1]})


citation = st.fixed_dictionaries({"type": st.just("char_location"), "cited_text": texts})
tool_input = st.dictionaries(texts, values, max_size=3) | values
blocks = st.one_of(
    block("text", text=texts, optional={"citations": st.none() | st.lists(citation, max_size=2)}),
    block("thinking", thinking=texts, optional={"signature": texts}),
    block("redacted_thinking", data=texts),
    block("tool_use", id=texts, name=texts, input=tool_input),
    block("server_tool_use", id=texts, name=texts, input=tool_input),
    block("mcp_tool_use", id=texts, name=texts, input=tool_input, optional={"server_name": texts}),
    block("web_search_tool_result", tool_use_id=texts, content=st.lists(values, max_size=2)),
    block(
        "some_future_block", payload=values, optional={"text": values, "input": values, "thinking": values}
    ),
)
usages = st.fixed_dictionaries(
    {"input_tokens": st.integers(0, 2**40), "output_tokens": st.integers(0, 2**40)},
    optional={
        "cache_read_input_tokens": st.none() | st.integers(0, 9),
        "server_tool_use": st.none() | extras,
    },
)
messages = st.tuples(
    extras,
    st.fixed_dictionaries(
        {
            "id": texts,
            "type": st.just("message"),
            "role": st.just("assistant"),
            "model": texts,
            "content": st.lists(blocks, max_size=5),
            "stop_reason": st.sampled_from([None, "end_turn", "tool_use", "max_tokens", "refusal", "future"]),
            "stop_sequence": st.none() | texts,
            "usage": usages,
        },
        optional={
            "container": st.none() | extras,
            "context_management": st.none() | extras,
            "stop_details": st.none() | extras,
        },
    ),
).map(lambda pair: {**pair[0], **pair[1]})


def collected(events: list[Event]) -> dict[str, Any]:
    collector = Collector()
    for event in events:
        collector.feed(event)
    assert collector.error is None
    return collector.message()


@given(messages)
def test_a_message_comes_back_as_it_was(message: dict[str, Any]) -> None:
    before = copy.deepcopy(message)
    assert collected(events_of(message)) == message
    assert message == before


@given(messages)
def test_it_does_so_by_way_of_bytes(message: dict[str, Any]) -> None:
    stream = b"".join(event.frame() for event in events_of(message))
    came = [Event(each.event, payload=each.data, frame=each.frame) for each in SseDecoder().feed(stream)]
    assert collected(came) == message


@given(messages)
def test_the_stream_is_well_formed(message: dict[str, Any]) -> None:
    events = events_of(message)
    kinds = [event.type for event in events]
    assert (kinds[0], kinds[-2], kinds[-1]) == ("message_start", "message_delta", "message_stop")
    assert events[0].data["message"]["content"] == []
    assert events[0].data["message"]["stop_reason"] is None
    open_block: int | None = None
    started = 0
    for event in events[1:-2]:
        if event.type == "content_block_start":
            assert (open_block, event.data["index"]) == (None, started)
            open_block, started = started, started + 1
        else:
            assert event.data["index"] == open_block
            if event.type == "content_block_stop":
                open_block = None
    assert (open_block, started) == (None, len(message["content"]))


@given(messages)
def test_what_is_collected_shares_nothing_that_a_later_stage_could_change(message: dict[str, Any]) -> None:
    events = events_of(message)
    before = [event.frame() for event in events]
    for part in collected(events)["content"]:
        part.clear()
    assert [Event.of(event.data).frame() for event in events] == before


def test_text_and_input_stream_as_deltas() -> None:
    message = {
        "content": [
            {"type": "text", "text": "Hi", "citations": [{"type": "x"}]},
            {"type": "thinking", "thinking": "Hm", "signature": "c2ln"},
            {"type": "tool_use", "id": "t", "name": "Read", "input": {"n": 2**70}},
        ]
    }
    events = [event.data for event in events_of(message)]
    starts = [event["content_block"] for event in events if event["type"] == "content_block_start"]
    assert starts == [
        {"type": "text", "text": "", "citations": []},
        {"type": "thinking", "thinking": "", "signature": ""},
        {"type": "tool_use", "id": "t", "name": "Read", "input": {}},
    ]
    assert [event["delta"] for event in events if event["type"] == "content_block_delta"] == [
        {"type": "text_delta", "text": "Hi"},
        {"type": "citations_delta", "citation": {"type": "x"}},
        {"type": "thinking_delta", "thinking": "Hm"},
        {"type": "signature_delta", "signature": "c2ln"},
        {"type": "input_json_delta", "partial_json": '{"n":1180591620717411303424}'},
    ]


@pytest.mark.parametrize(
    "content", [["x"], [None], [[]], [{}], [{"type": []}], [{"type": "text", "text": 5}], {"a": 1}, "text"]
)
def test_what_is_no_content_is_told_as_broken(content: Any) -> None:
    with pytest.raises(BrokenStream):
        events_of({"type": "message", "content": content})


# ---------------------------------------------------------------- streams


def event(type: str, **data: Any) -> Event:
    return Event.of({"type": type, **data})


START = event(
    "message_start", message={"id": "m", "content": [], "usage": {"input_tokens": 3, "output_tokens": 1}}
)
STOP = event("message_stop")


def start(index: int, **content: Any) -> Event:
    return event("content_block_start", index=index, content_block=content)


def delta(index: int, **changes: Any) -> Event:
    return event("content_block_delta", index=index, delta=changes)


def stop(index: int) -> Event:
    return event("content_block_stop", index=index)


def test_blocks_may_interleave_and_come_in_any_order() -> None:
    message = collected(
        [
            START,
            start(1, type="tool_use", id="t", name="n", input={}),
            start(0, type="text", text="A"),
            delta(1, type="input_json_delta", partial_json='{"a'),
            delta(0, type="text_delta", text="B"),
            delta(1, type="input_json_delta", partial_json='":1}'),
            stop(0),
            stop(1),
            STOP,
        ]
    )
    assert message["content"] == [
        {"type": "text", "text": "AB"},
        {"type": "tool_use", "id": "t", "name": "n", "input": {"a": 1}},
    ]


def test_a_block_that_was_never_closed_is_still_whole() -> None:
    assert collected([START, start(0, type="text"), delta(0, type="text_delta", text="x"), STOP])[
        "content"
    ] == [{"type": "text", "text": "x"}]


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_block_may_begin_with_null_or_nothing(nothing: str | None) -> None:
    events = [
        START,
        start(0, type="text", text=nothing),
        delta(0, type="text_delta", text="x"),
        start(1, type="thinking", thinking=nothing),
        delta(1, type="thinking_delta", thinking="y"),
        STOP,
    ]
    assert collected(events)["content"] == [
        {"type": "text", "text": "x"},
        {"type": "thinking", "thinking": "y"},
    ]


def test_usage_grows_and_null_changes_nothing() -> None:
    message = collected(
        [
            START,
            event(
                "message_delta", delta={"stop_reason": None}, usage={"output_tokens": 0, "input_tokens": None}
            ),
            event(
                "message_delta",
                delta={"stop_reason": "end_turn"},
                usage={"output_tokens": 9},
                future={"a": 1},
            ),
            event("message_delta", delta={}, usage=None),
            STOP,
        ]
    )
    assert message["usage"] == {"input_tokens": 3, "output_tokens": 9}
    assert message["stop_reason"] == "end_turn"
    assert message["future"] == {"a": 1}


def test_events_and_deltas_that_are_not_known_are_passed_over() -> None:
    message = collected(
        [
            START,
            event("ping"),
            event("future"),
            start(0, type="text", text="x"),
            delta(0, type="future_delta", a=1),
            STOP,
        ]
    )
    assert message["content"] == [{"type": "text", "text": "x"}]


def test_an_error_is_kept() -> None:
    collector = Collector()
    collector.feed(START)
    collector.feed(event("error", error={"type": "overloaded_error"}))
    assert collector.error == {"type": "error", "error": {"type": "overloaded_error"}}
    with pytest.raises(BrokenStream, match="too early"):
        collector.message()


@pytest.mark.parametrize("events", [[], [START], [STOP], [START, start(0, type="text", text="x"), stop(0)]])
def test_a_message_that_never_ended_is_broken(events: list[Event]) -> None:
    with pytest.raises(BrokenStream):
        collected(events)


@pytest.mark.parametrize(
    "events",
    [
        [event("message_delta", delta={})],
        [START, delta(0, type="text_delta", text="x")],
        [START, start(0, type="text"), stop(0), delta(0, type="text_delta", text="x")],
        [START, stop(0)],
        [START, start(0, type="text"), delta(0, type="text_delta")],
        [START, start(0, type="text"), delta(0, type="text_delta", text=5), stop(0)],
        [START, start(0, type="text"), delta(0, type="text_delta", text=["x"]), STOP],
        [START, start(0, type="text", text=5), delta(0, type="text_delta", text="x"), STOP],
        [START, event("content_block_start", index=0)],
        [START, event("content_block_start", index=0, content_block="text")],
        [START, event("content_block_start", index=[], content_block={})],
        [START, start(0, type="text"), event("content_block_start", index="1", content_block={}), STOP],
        [START, event("content_block_delta", index=0)],
        [START, start(0, type="text"), event("content_block_delta", index=0, delta="x")],
        [event("message_start")],
        [event("message_start", message="hello")],
        [event("message_start", message=[1])],
        [START, event("message_delta", delta=5)],
        [START, event("message_delta", delta={}, usage=[1])],
        [event("message_start", message={"usage": 5}), event("message_delta", delta={}, usage={"a": 1})],
        [START, start(0, type="tool_use"), delta(0, type="input_json_delta", partial_json="{"), stop(0)],
        [
            START,
            start(0, type="tool_use"),
            delta(0, type="input_json_delta", partial_json='{"a":"canary'),
            STOP,
        ],
        [Event("message_start", payload=b"{canary")],
        [Event("message_start", payload=b"[]")],
    ],
)
def test_events_that_make_no_message_are_broken(events: list[Event]) -> None:
    with pytest.raises((BrokenStream, json.InvalidJson)) as caught:
        collected(events)
    assert "canary" not in str(caught.value)


kinds = st.sampled_from(
    [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "ping",
    ]
)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1, 2)
    | st.sampled_from(["", "x", "text", "thinking", "tool_use", '{"a":1}']),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "text",
                    "thinking",
                    "input",
                    "usage",
                    "content",
                    "signature",
                    "citations",
                    "citation",
                    "partial_json",
                ]
            ),
            inner
            | st.sampled_from(
                ["text_delta", "input_json_delta", "thinking_delta", "citations_delta", "signature_delta"]
            ),
            max_size=3,
        )
    ),
    max_leaves=6,
)
wild_events = st.tuples(
    kinds,
    st.dictionaries(
        st.sampled_from(["index", "message", "content_block", "delta", "usage", "future"]), anything
    ),
).map(lambda pair: Event.of({"index": 0, **pair[1], "type": pair[0]}))


@given(st.lists(wild_events, max_size=8), st.booleans())
def test_any_events_make_a_message_or_are_broken(events: list[Event], begun: bool) -> None:
    try:
        message = collected([*([START] if begun else []), *events, STOP])
    except (BrokenStream, json.InvalidJson):
        return
    assert isinstance(message["content"], list)
