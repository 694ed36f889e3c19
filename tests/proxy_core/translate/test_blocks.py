"""The events of an answer: order, ids, the reason of the end."""

from __future__ import annotations

from itertools import count

import pytest

from proxy_core.errors import ProxyError
from proxy_core.translate.blocks import Blocks, Ending
from proxy_core.wire.events import Failed


def blocks(*earlier: str) -> Blocks:
    numbers = count(1)
    return Blocks("model", lambda: f"made{next(numbers)}", lambda: frozenset(earlier))


def test_the_start_waits_for_what_follows_it_and_comes_once() -> None:
    made = blocks()
    made.begin("resp_0a")
    assert made.take() == []
    made.open_text()
    start, opened = made.take()
    assert (start.type, start.data["message"]["id"]) == ("message_start", "msg_0a")
    assert opened.data["index"] == 0
    made.delta("text_delta", "Hi")
    made.close()
    made.open_thought()
    assert [event.type for event in made.take()] == [
        "content_block_delta",
        "content_block_stop",
        "content_block_start",
    ]


def test_a_failure_before_anything_was_said_is_all_there_is() -> None:
    made = blocks()
    made.begin(None)
    made.fail(ProxyError("INFERENCE_UPSTREAM_FAILURE"))
    (event,) = made.take()
    assert isinstance(event, Failed)


@pytest.mark.parametrize(
    ("upstream", "id"),
    [("chatcmpl-7", "msg_7"), ("resp_7", "msg_7"), ("msg_7", "msg_7"), ("", "msg_made1"), (7, "msg_made1")],
)
def test_the_answers_id_is_the_upstreams_without_what_it_puts_before_it(upstream: object, id: str) -> None:
    made = blocks()
    made.begin(upstream)
    made.open_text()
    assert made.take()[0].data["message"]["id"] == id


def test_no_two_calls_have_one_id_nor_one_of_an_earlier_turn() -> None:
    made = blocks("old")
    for id in ("a", "a", "", "old"):
        made.open_call(id, "Read")
        made.close()
    ids = [event.data["content_block"]["id"] for event in made.take() if event.type.endswith("start")]
    assert ids == ["a", "toolu_made1", "toolu_made2", "toolu_made3"]


def test_signatures_are_not_counted_as_said() -> None:
    made = blocks()
    made.open_thought()
    made.delta("thinking_delta", "four")
    made.delta("signature_delta", "signature")
    assert made.characters == 4


@pytest.mark.parametrize(
    ("ending", "calls", "reason"),
    [
        (Ending(), False, "end_turn"),
        (Ending(), True, "tool_use"),
        (Ending("tool_use"), False, "end_turn"),
        (Ending("max_tokens"), True, "max_tokens"),
        (Ending(matched="END"), False, "stop_sequence"),
        (Ending(matched="END"), True, "tool_use"),
        (Ending(refused=True), False, "refusal"),
        (Ending("max_tokens", refused=True), False, "max_tokens"),
        (Ending("refusal"), False, "refusal"),
        (Ending(cut_off=True), True, "max_tokens"),
        (Ending("refusal", cut_off=True), True, "refusal"),
    ],
)
def test_the_reason_of_the_end(ending: Ending, calls: bool, reason: str) -> None:
    delta = ending.delta(calls)
    assert delta["stop_reason"] == reason
    assert (delta["stop_sequence"] == "END") is (reason == "stop_sequence")
    assert ("stop_details" in delta) is (reason == "refusal")


def test_an_answer_ends_with_its_counts() -> None:
    made = blocks()
    made.begin("1")
    made.end(Ending(), {"output_tokens": 3})
    assert [event.type for event in made.take()] == ["message_start", "message_delta", "message_stop"]


def test_a_whole_block_streams_its_input() -> None:
    made = blocks()
    made.add({"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "é"}})
    made.add({"type": "web_search_tool_result", "tool_use_id": "s", "content": []})
    use, delta, _, result, _ = made.take()
    assert use.data["content_block"]["input"] == {}
    assert delta.data["delta"]["partial_json"] == '{"query":"é"}'
    assert result.data == {
        "type": "content_block_start",
        "index": 1,
        "content_block": {"type": "web_search_tool_result", "tool_use_id": "s", "content": []},
    }
