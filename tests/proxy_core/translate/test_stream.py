"""The stream machine, rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.providers.failures import stream_failure
from proxy_core.translate.names import ToolNames
from proxy_core.translate.stream import TRANSITIONS, ChatStream, Piece, State
from proxy_core.wire.events import Event
from tests.golden.replay import check, chunk, message_of

USAGE = {"id": "chatcmpl-1", "choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4}}


def machine(**options: Any) -> ChatStream:
    options.setdefault("failure", lambda value: stream_failure("upstream", value))
    names = ToolNames(("Read", "Bash"))
    return ChatStream("model-x", "upstream", names=names, new_id=lambda: "made", **options)


def run(*chunks: dict[str, Any], done: bool = True, **options: Any) -> list[Event]:
    stream = machine(**options)
    events = [event for each in chunks for event in stream.feed(each)]
    events += stream.finish(done=done)
    check(events, broken_input=True)
    return events


def types(events: list[Event]) -> list[str]:
    return [event.type for event in events]


def deltas(events: list[Event]) -> list[Any]:
    return [event.data["delta"] for event in events if event.type == "content_block_delta"]


def end(events: list[Event]) -> Any:
    return next(event.data for event in events if event.type == "message_delta")


def call(index: int, id: str | None = None, name: str | None = None, arguments: str = "") -> dict[str, Any]:
    function: dict[str, Any] = {"arguments": arguments}
    if name is not None:
        function["name"] = name
    one: dict[str, Any] = {"index": index, "function": function}
    return chunk({"tool_calls": [one | ({"id": id} if id else {})]})


# ---------------------------------------------------------------- the table


def test_the_table_knows_every_state_and_never_leaves_an_end() -> None:
    assert set(TRANSITIONS) == set(State)
    for state in (State.ENDED, State.FAILED):
        assert TRANSITIONS[state] == {}
    for state in set(State) - {State.ENDED, State.FAILED}:
        assert TRANSITIONS[state][Piece.FAILURE] is State.FAILED
        assert Piece.END in TRANSITIONS[state]


# ---------------------------------------------------------------- begin and end


def test_message_start_comes_with_the_first_word_and_waits_for_no_usage() -> None:
    stream = machine()
    assert stream.feed(chunk({"role": "assistant", "content": ""})) == []
    start, block, delta = stream.feed(chunk({"content": "a"}))
    assert (block.type, delta.type) == ("content_block_start", "content_block_delta")
    assert start.data["message"] == {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "model-x",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 0,
            "output_tokens": 0,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
        },
    }
    assert types(stream.feed(chunk({"content": "b"}))) == ["content_block_delta"]


def test_a_failure_before_the_first_word_is_all_there_is() -> None:
    for begun in ([], [chunk({"role": "assistant", "content": ""})]):
        assert types(run(*begun, {"error": {"message": "Busy", "code": 503}})) == ["error"]
        assert types(run(*begun, done=False)) == ["error"]


@pytest.mark.parametrize(
    ("upstream", "id"),
    [
        ("chatcmpl-abc", "msg_abc"),
        ("gen-1", "msg_gen-1"),
        ("msg_9", "msg_9"),
        (None, "msg_made"),
        (7, "msg_made"),
        ("", "msg_made"),
    ],
)
def test_the_id_is_made_of_the_upstreams(upstream: Any, id: str) -> None:
    start, *_ = machine().feed({**chunk({"content": "a"}), "id": upstream})
    assert start.data["message"]["id"] == id


def test_message_delta_waits_for_the_usage_that_follows_the_finish_reason() -> None:
    stream = machine()
    stream.feed(chunk({"content": "a"}))
    assert types(stream.feed(chunk({}, "stop"))) == []
    assert types(stream.feed(USAGE)) == ["content_block_stop", "message_delta", "message_stop"]
    assert stream.feed(chunk({"content": "late"})) == []
    assert stream.finish(done=True) == []
    assert stream.state is State.ENDED


def test_text_after_a_finish_reason_is_still_text() -> None:
    events = run(chunk({"content": "a"}, "stop"), chunk({"content": "b"}, "stop"))
    assert message_of(events)["content"][0]["text"] == "ab"


def test_an_end_without_finish_reason_and_done_is_a_failure() -> None:
    events = run(chunk({"content": "a"}), done=False)
    assert events[-1].type == "error"
    assert "broke off" in events[-1].data["error"]["message"]
    assert run(chunk({"content": "a"}), done=True)[-1].type == "message_stop"
    assert run(chunk({"content": "a"}, "stop"), done=False)[-1].type == "message_stop"


def test_an_answer_of_nothing_is_a_failure() -> None:
    for done in (True, False):
        events = run(done=done)
        assert types(events) == ["error"]
        assert events[0].data["error"]["retryable"] is True


def test_an_error_inside_the_answer_ends_it() -> None:
    stream = machine()
    stream.feed(chunk({"content": "a"}))
    (failed,) = stream.feed({"error": {"message": "Slow down", "code": 429}})
    assert failed.data["error"]["type"] == "rate_limit_error"
    assert failed.data["error"]["message"] == "Slow down"
    assert stream.feed(chunk({"content": "b"}, "stop")) == []
    assert stream.finish(done=True) == []


@pytest.mark.parametrize(
    "reason", ["error", "network_error", "insufficient_system_resource", "MALFORMED_FUNCTION_CALL", "abort"]
)
def test_a_finish_reason_that_tells_of_a_failure_is_one(reason: str) -> None:
    events = run(chunk({"content": "a"}), chunk({}, reason), USAGE)
    assert events[-1].type == "error"
    assert "'upstream'" in events[-1].data["error"]["message"]


def test_a_failure_of_ours_ends_the_answer() -> None:
    stream = machine()
    (failed,) = stream.fail(ProxyError("INFERENCE_UPSTREAM_FAILURE", "Gone."))
    assert failed.data["error"]["message"] == "Gone."
    assert stream.fail(ProxyError("INTERNAL_ERROR")) == []


# ---------------------------------------------------------------- stop reasons


@pytest.mark.parametrize(
    ("finish", "reason"),
    [
        ("stop", "end_turn"),
        ("length", "max_tokens"),
        ("model_length", "max_tokens"),
        ("content_filter", "refusal"),
        ("sensitive", "refusal"),
        ("SAFETY", "refusal"),
        ("tool_calls", "end_turn"),
        ("function_call", "end_turn"),
        ("never_heard_of", "end_turn"),
        (None, "end_turn"),
        ("model_context_window_exceeded", "model_context_window_exceeded"),
    ],
)
def test_each_finish_reason_has_its_stop_reason(finish: str | None, reason: str) -> None:
    told = end(run(chunk({"content": "a"}), chunk({}, finish)))
    assert told["delta"]["stop_reason"] == reason
    assert told["delta"]["stop_sequence"] is None
    assert ("stop_details" in told["delta"]) is (reason == "refusal")


@pytest.mark.parametrize(
    ("finish", "reason"),
    [
        ("stop", "tool_use"),
        ("tool_calls", "tool_use"),
        (None, "tool_use"),
        ("length", "max_tokens"),
        ("content_filter", "refusal"),
    ],
)
def test_any_tool_call_wins_over_stop(finish: str | None, reason: str) -> None:
    told = end(run(call(0, "a", "Read", '{"x":1}'), chunk({}, finish)))
    assert told["delta"]["stop_reason"] == reason


def test_stop_with_every_chunk_does_not_hide_the_reason_that_counts() -> None:
    first = run(chunk({"content": "a"}, "stop"), chunk({}, "length"))
    later = run(chunk({"content": "a"}), chunk({}, "length"), chunk({}, "stop"))
    assert end(first)["delta"]["stop_reason"] == end(later)["delta"]["stop_reason"] == "max_tokens"


@pytest.mark.parametrize("field", ["stop_reason", "matched_stop"])
def test_a_stop_sequence_is_told_if_the_upstream_tells_it(field: str) -> None:
    last = chunk({}, "stop")
    last["choices"][0][field] = "END"
    told = end(run(chunk({"content": "a"}), last, client_stops=("END",)))
    assert told["delta"] == {"stop_reason": "stop_sequence", "stop_sequence": "END"}
    token = chunk({}, "stop")
    token["choices"][0][field] = 128001
    assert (
        end(run(chunk({"content": "a"}), token, client_stops=("END",)))["delta"]["stop_reason"] == "end_turn"
    )


def test_a_stop_sequence_that_is_watched_here_cuts_the_text_and_the_usage_is_still_told() -> None:
    events = run(
        chunk({"content": "one E"}),
        chunk({"content": "ND two"}),
        chunk({"content": "three"}),
        call(0, "a", "Read", "{}"),
        chunk({}, "length"),
        USAGE,
        stops=("END",),
    )
    assert message_of(events)["content"] == [{"type": "text", "text": "one "}]
    assert end(events)["delta"] == {"stop_reason": "stop_sequence", "stop_sequence": "END"}
    assert end(events)["usage"]["output_tokens"] == 4


def test_a_beginning_of_a_stop_sequence_is_handed_on_when_the_answer_ends() -> None:
    assert (
        message_of(run(chunk({"content": "one E"}, "stop"), stops=("END",)))["content"][0]["text"] == "one E"
    )
    with_call = run(chunk({"content": "E"}), call(0, "a", "Read", '{"x":1}'), stops=("END",))
    assert [block["type"] for block in message_of(with_call)["content"]] == ["text", "tool_use"]


# ---------------------------------------------------------------- usage


def test_usage_that_nobody_counted_is_estimated() -> None:
    events = run(chunk({"content": "x" * 41}, "stop"), estimate=lambda: 123)
    assert end(events)["usage"]["input_tokens"] == 123
    assert end(events)["usage"]["output_tokens"] == 11
    assert end(run(chunk({"content": "x"}, "stop")))["usage"]["input_tokens"] == 0


def test_usage_that_was_counted_is_not_estimated() -> None:
    def never() -> int:
        raise AssertionError("asked for an estimate")

    assert end(run(chunk({"content": "x"}, "stop"), USAGE, estimate=never))["usage"]["input_tokens"] == 9


# ---------------------------------------------------------------- blocks


def test_a_thought_is_a_thinking_block_before_the_text_with_a_signature_that_is_a_string() -> None:
    blocks = message_of(run(chunk({"reasoning_content": "t", "content": "a"}), chunk({}, "stop")))["content"]
    assert blocks == [{"type": "thinking", "thinking": "t", "signature": ""}, {"type": "text", "text": "a"}]


def test_a_thoughts_signature_is_handed_on() -> None:
    signed = {"thinking_blocks": [{"type": "thinking", "thinking": "t", "signature": "sig"}]}
    blocks = message_of(run(chunk(signed), chunk({"content": "a"}, "stop")))["content"]
    assert blocks[0] == {"type": "thinking", "thinking": "t", "signature": "sig"}


def test_thoughts_are_not_shown_to_a_client_that_switched_thinking_off() -> None:
    events = run(
        chunk({"reasoning_content": "t"}),
        chunk({"thinking_blocks": [{"signature": "s"}]}),
        chunk({"content": "a"}),
        call(0, "a", "Read", '{"x":1}'),
        show_thinking=False,
    )
    assert [block["type"] for block in message_of(events)["content"]] == ["text", "tool_use"]


def test_no_empty_text_block_is_ever_made() -> None:
    events = run(
        chunk({"content": "\n"}),
        chunk({"reasoning": "t"}),
        chunk({"content": " "}),
        call(0, "a", "Read", '{"x":1}'),
        chunk({"content": "\n"}),
    )
    assert [block["type"] for block in message_of(events)["content"]] == ["thinking", "tool_use"]
    kept = run(chunk({"content": "\n"}), chunk({"content": "\n a"}, "stop"))
    assert message_of(kept)["content"] == [{"type": "text", "text": "\n\n a"}]


def test_one_block_is_open_at_a_time_and_text_closes_before_a_tool() -> None:
    events = run(
        chunk({"content": "a"}), call(0, "x", "Read", '{"x":1}'), chunk({"content": "b"}), chunk({}, "stop")
    )
    assert types(events)[1:-2] == ["content_block_start", "content_block_delta", "content_block_stop"] * 3


def test_a_call_streams_as_it_comes_and_closes_as_soon_as_its_object_is_complete() -> None:
    stream = machine()
    stream.feed(chunk({"role": "assistant"}))
    assert types(stream.feed(call(0, "a", "Read"))) == []
    begun = types(stream.feed(call(0, arguments='{"x":')))
    assert begun == ["message_start", "content_block_start", "content_block_delta"]
    assert types(stream.feed(call(0, arguments="1}"))) == ["content_block_delta", "content_block_stop"]
    assert types(stream.feed(call(0, arguments="\n"))) == []


def test_call_two_waits_until_call_one_is_complete() -> None:
    stream = machine()
    stream.feed(call(0, "a", "Read", '{"x":'))
    assert stream.feed(call(1, "b", "Bash", '{"y":')) == []
    assert stream.feed(call(1, arguments="2")) == []
    events = stream.feed(call(0, arguments="1}"))
    assert [delta["partial_json"] for delta in deltas(events)] == ["1}", '{"y":2']
    assert [event.data["index"] for event in events] == [0, 0, 1, 1]


def test_a_call_without_arguments_gets_an_empty_object() -> None:
    events = run(call(0, "a", "Read"), call(1, "b", "Bash", "{}"), chunk({}, "tool_calls"))
    assert [block["input"] for block in message_of(events)["content"]] == [{}, {}]
    assert [delta["partial_json"] for delta in deltas(events)] == ["{}", "{}"]


def test_an_empty_object_is_final_when_something_follows() -> None:
    stream = machine()
    assert deltas(stream.feed(call(0, "a", "Read", "{}"))) == []
    assert types(stream.feed(chunk({"content": "then"})))[-1] == "content_block_delta"


def test_broken_arguments_that_have_not_streamed_are_mended_or_kept_under_one_name() -> None:
    events = run(call(0, "a", "Read", "{'x': 1}"), call(1, "b", "Bash", "rm -rf /"), chunk({}, "tool_calls"))
    inputs = [block["input"] for block in message_of(events)["content"]]
    assert inputs == [{"x": 1}, {"_raw_arguments": "rm -rf /"}]
    assert end(events)["delta"]["stop_reason"] == "tool_use"


def test_arguments_that_streamed_and_end_in_the_middle_make_the_answer_a_cut_off_one() -> None:
    for finish in ("tool_calls", "stop", None, "length"):
        events = run(call(0, "a", "Bash", '{"command":"rm -rf /tmp/x'), chunk({}, finish))
        assert deltas(events)[0]["partial_json"] == '{"command":"rm -rf /tmp/x'
        assert end(events)["delta"]["stop_reason"] == "max_tokens"


def test_a_call_without_an_id_gets_one_and_two_calls_never_share_one() -> None:
    events = run(
        call(0, None, "Read", '{"x":1}'), call(1, "b", "Read", '{"x":1}'), call(2, "b", "Read", '{"x":2}')
    )
    ids = [block["id"] for block in message_of(events)["content"]]
    assert ids[:2] == ["toolu_made", "b"]
    assert len(set(ids)) == 2 or ids[2] == "toolu_made"


def test_an_id_of_an_earlier_turn_is_not_used_again() -> None:
    events = run(call(0, "call_0", "Read", '{"x":1}'), earlier_ids=lambda: {"call_0"})
    assert message_of(events)["content"][0]["id"] == "toolu_made"


def test_a_call_without_a_name_is_not_lost() -> None:
    events = run(call(0, "a", None, '{"x":1}'), chunk({}, "tool_calls"))
    assert message_of(events)["content"][0]["name"] == "unnamed_tool"


def test_the_old_function_call_is_a_tool_call() -> None:
    events = run(
        chunk({"function_call": {"name": "Read", "arguments": ""}}),
        chunk({"function_call": {"arguments": '{"x":1}'}}),
        chunk({}, "function_call"),
    )
    assert message_of(events)["content"][0]["input"] == {"x": 1}
    assert end(events)["delta"]["stop_reason"] == "tool_use"


def test_a_single_call_may_come_without_its_list() -> None:
    one = {"id": "a", "function": {"name": "Read", "arguments": '{"x":1}'}}
    events = run(chunk({"tool_calls": one}), chunk({}, "tool_calls"))
    assert message_of(events)["content"][0]["input"] == {"x": 1}


def test_geminis_signature_stands_in_a_thinking_block_before_the_call() -> None:
    signed = call(0, "a", "Read", '{"x":1}')
    signed["choices"][0]["delta"]["tool_calls"][0]["extra_content"] = {"google": {"thought_signature": "S"}}
    blocks = message_of(run(signed))["content"]
    assert [block["type"] for block in blocks] == ["thinking", "tool_use"]
    assert blocks[0]["signature"] == "google.Uw=="


def test_encrypted_details_without_a_thought_still_come_back_with_the_call() -> None:
    first = chunk({"reasoning_details": [{"type": "reasoning.encrypted", "data": "x", "index": 0}]})
    blocks = message_of(run(first, call(0, "a", "Read", '{"x":1}')))["content"]
    assert blocks[0]["signature"].startswith("openrouter.")


def test_other_choices_than_the_first_are_not_ours() -> None:
    second = {
        "id": "1",
        "choices": [{"index": 1, "delta": {"content": "other"}}, {"index": 0, "delta": {"content": "ours"}}],
    }
    assert message_of(run(second, chunk({}, "stop")))["content"] == [{"type": "text", "text": "ours"}]


def test_a_chunk_that_holds_a_whole_message_is_read_too() -> None:
    whole = {"id": "1", "choices": [{"index": 0, "message": {"content": "all"}, "finish_reason": "stop"}]}
    assert message_of(run(whole))["content"] == [{"type": "text", "text": "all"}]


def test_tags_are_parted_and_what_was_held_is_not_lost() -> None:
    blocks = message_of(run(chunk({"content": "<think>t</think>a"}, "stop"), think_tags="tags"))["content"]
    assert [block["type"] for block in blocks] == ["thinking", "text"]
    held = message_of(run(chunk({"content": "<thi"}), call(0, "a", "Read", '{"x":1}'), think_tags="tags"))[
        "content"
    ]
    assert [block["type"] for block in held] == ["text", "tool_use"]


def test_nothing_is_lost_of_a_chunk_that_says_several_things_at_once() -> None:
    one = {"index": 0, "id": "a", "function": {"name": "Read", "arguments": '{"x":1}'}}
    full = {"content": "b", "reasoning": "t", "tool_calls": [one]}
    events = run(chunk({"content": "a"}), chunk(full, "length", usage={"prompt_tokens": 7}))
    kinds = [block["type"] for block in message_of(events)["content"]]
    assert kinds == ["text", "thinking", "text", "tool_use"]
    assert end(events)["delta"]["stop_reason"] == "max_tokens"
    assert end(events)["usage"]["input_tokens"] == 7


def test_text_and_thoughts_that_come_inside_a_call_wait_for_its_end_in_their_order() -> None:
    events = run(
        call(0, "a", "Read", '{"x":'),
        chunk({"content": "b"}),
        chunk({"reasoning": "t"}),
        call(0, arguments="1}"),
    )
    assert [block["type"] for block in message_of(events)["content"]] == ["tool_use", "text", "thinking"]
