"""An answer in the words of chat completions."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.surfaces.chat_answer import FINISH_REASONS, Chunks, Usage, completion
from proxy_core.wire.collect import events_of
from tests.fakes.answers import message, text_block, tool_block

USAGE = {
    "input_tokens": 3,
    "cache_read_input_tokens": 5,
    "cache_creation_input_tokens": 2,
    "output_tokens": 7,
}
COUNTS = {
    "prompt_tokens": 10,
    "completion_tokens": 7,
    "total_tokens": 17,
    "prompt_tokens_details": {"cached_tokens": 5},
}
THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "s"}
ANSWER = {**message([THOUGHT, text_block("Hello"), tool_block("Read", {"path": "ä"})]), "usage": USAGE}


def chunks(answer: dict[str, Any], usage: Usage = Usage.NONE) -> list[dict[str, Any]]:
    machine = Chunks(7, usage)
    return [chunk for event in events_of(answer) for chunk in machine.feed(event)]


def test_a_whole_answer() -> None:
    made = completion(ANSWER, 7)
    assert (made["object"], made["created"], made["usage"]) == ("chat.completion", 7, COUNTS)
    (choice,) = made["choices"]
    said = choice["message"]
    assert (said["role"], said["content"], said["reasoning_content"]) == ("assistant", "Hello", "Hm.")
    (call,) = said["tool_calls"]
    assert call["function"] == {"name": "Read", "arguments": '{"path":"ä"}'}


def test_chunks_say_what_the_whole_answer_says() -> None:
    made = chunks(ANSWER)
    deltas = [chunk["choices"][0]["delta"] for chunk in made]
    whole = completion(ANSWER, 7)["choices"][0]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert "".join(delta.get("content", "") for delta in deltas) == whole["message"]["content"]
    assert "".join(delta.get("reasoning_content", "") for delta in deltas) == "Hm."
    calls = [call for delta in deltas for call in delta.get("tool_calls", ())]
    assert {call["index"] for call in calls} == {0}
    assert [call["id"] for call in calls if "id" in call] == [whole["message"]["tool_calls"][0]["id"]]
    arguments = "".join(call["function"]["arguments"] for call in calls)
    assert arguments == whole["message"]["tool_calls"][0]["function"]["arguments"]
    ends = [chunk["choices"][0]["finish_reason"] for chunk in made]
    assert [end for end in ends if end] == [whole["finish_reason"]]
    assert {(chunk["id"], chunk["model"], chunk["object"]) for chunk in made} == {
        (ANSWER["id"], ANSWER["model"], "chat.completion.chunk")
    }


def test_several_calls_are_numbered_among_the_calls() -> None:
    made = chunks(message([text_block("a"), tool_block("A", {}, "t1"), tool_block("B", {"x": 1}, "t2")]))
    calls = [call for chunk in made for call in chunk["choices"][0]["delta"].get("tool_calls", ())]
    assert [(call["index"], call["id"]) for call in calls if "id" in call] == [(0, "t1"), (1, "t2")]


@pytest.mark.parametrize("where", list(Usage))
def test_counts_stand_where_they_were_asked_for(where: Usage) -> None:
    made = chunks(ANSWER, where)
    with_counts = [(bool(chunk["choices"]), chunk["usage"]) for chunk in made if "usage" in chunk]
    expected = {Usage.NONE: [], Usage.APART: [(False, COUNTS)], Usage.AT_END: [(True, COUNTS)]}
    assert with_counts == expected[where]


@pytest.mark.parametrize(("stop", "finish"), [*FINISH_REASONS.items(), ("something_new", "stop")])
def test_every_end_has_a_reason(stop: str, finish: str) -> None:
    answer = {**message([text_block("x")]), "stop_reason": stop}
    assert completion(answer, 7)["choices"][0]["finish_reason"] == finish
    assert chunks(answer)[-1]["choices"][0]["finish_reason"] == finish


def test_content_is_null_only_beside_calls() -> None:
    assert completion(message([]), 7)["choices"][0]["message"]["content"] == ""
    assert completion(message([tool_block("A", {})]), 7)["choices"][0]["message"]["content"] is None
