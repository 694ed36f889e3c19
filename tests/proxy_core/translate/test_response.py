"""A whole completion comes out as the same events as a stream."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from proxy_core.translate.response import as_chunk, events_of, is_completion
from proxy_core.translate.stream import ChatStream
from tests.golden.replay import check, chunk, message_of

COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-1",
    "choices": [
        {
            "index": 0,
            "finish_reason": "tool_calls",
            "message": {
                "role": "assistant",
                "content": "I look.",
                "tool_calls": [
                    {"id": "same", "type": "function", "function": {"name": "Read", "arguments": '{"x":1}'}},
                    {"id": "same", "type": "function", "function": {"name": "Read", "arguments": '{"x":2}'}},
                ],
            },
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 4},
}


def machine(whole: bool) -> ChatStream:
    return ChatStream("m", "p", whole=whole, new_id=lambda: "made")


def test_calls_of_a_whole_message_are_told_apart_by_their_place() -> None:
    before = copy.deepcopy(COMPLETION)
    events = events_of(COMPLETION, machine(True))
    check(events)
    blocks = message_of(events)["content"]
    assert [block.get("input") for block in blocks] == [None, {"x": 1}, {"x": 2}]
    assert blocks[1]["id"] != blocks[2]["id"]
    assert before == COMPLETION


def test_what_is_neither_completion_nor_error_is_told() -> None:
    assert is_completion(COMPLETION)
    assert is_completion({"error": "no"})
    assert is_completion({"detail": "no"})
    others: list[dict[str, Any]] = [{}, {"choices": []}, {"object": "list", "data": []}, {"choices": "odd"}]
    for other in others:
        assert not is_completion(other)


def test_a_completion_without_a_choice_stays_as_it_is() -> None:
    assert as_chunk({"error": "x"}) == {"error": "x"}
    assert as_chunk({"choices": [{"index": 0, "message": None}]})["choices"] == [{"index": 0, "delta": {}}]


@given(
    st.text("ab \n", max_size=6),
    st.text("t", max_size=3),
    st.lists(st.dictionaries(st.sampled_from("xy"), st.integers(0, 9), max_size=2), max_size=3),
    st.sampled_from(("stop", "length", "tool_calls", "content_filter")),
)
@settings(deadline=None)
def test_streaming_and_not_streaming_cannot_differ(
    text: str, thought: str, inputs: list[Any], finish: str
) -> None:
    calls = [
        {"id": f"c{n}", "function": {"name": "Read", "arguments": json.dumps(value)}}
        for n, value in enumerate(inputs)
    ]
    message = {"content": text, "reasoning_content": thought, "tool_calls": calls}
    usage = {"prompt_tokens": 9, "completion_tokens": 4}
    whole = {
        "id": "1",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": usage,
    }
    stream = machine(False)
    streamed = stream.feed({"id": "1", "choices": []})
    streamed += [event for letter in thought for event in stream.feed(chunk({"reasoning_content": letter}))]
    streamed += [event for letter in text for event in stream.feed(chunk({"content": letter}))]
    for n, call in enumerate(calls):
        streamed += stream.feed(chunk({"tool_calls": [{**call, "index": n}]}))
    streamed += stream.feed(chunk({}, finish)) + stream.feed({"choices": [], "usage": usage})
    assert message_of(streamed) == message_of(events_of(whole, machine(True)))
