"""The machine of the Responses API: one item after the other, whatever comes when."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy_core.translate.responses.stream import TRANSITIONS, Piece, State
from proxy_core.translate.responses.thoughts import encrypted_item, issuer_of
from proxy_core.wire.events import Event
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
    refusal,
    response,
)

MODEL = "gpt-5.2"


def run(*events: dict[str, Any] | str, request: dict[str, Any] | None = None, **options: Any) -> list[Event]:
    made = a_call({**REQUEST, **(request or {})}, model=MODEL, options=options, kind="openai_responses")
    found = read(made, [sse(*events)])
    check(found, broken_input=True)
    return found


def content(events: list[Event]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = message_of(events)["content"]
    return found


def words(events: list[Event]) -> list[tuple[str, Any]]:
    """The blocks of an answer in short."""
    fields = {"text": "text", "thinking": "thinking", "tool_use": "input", "server_tool_use": "input"}
    return [(block["type"], block.get(fields.get(block["type"], "content"))) for block in content(events)]


def failure(events: list[Event]) -> str:
    (last,) = (each for each in events if each.type == "error")
    text: str = last.data["error"]["message"]
    return text


USAGE = {
    "input_tokens": 10,
    "input_tokens_details": {"cached_tokens": 4},
    "output_tokens": 7,
    "total_tokens": 17,
}


def test_every_state_is_in_the_table_and_an_end_is_the_end() -> None:
    assert set(TRANSITIONS) == set(State)
    assert not TRANSITIONS[State.ENDED]
    assert not TRANSITIONS[State.FAILED]
    assert all(Piece.FAILURE in row for state, row in TRANSITIONS.items() if row)


def test_a_thought_words_and_a_call_stream_in_their_blocks() -> None:
    events = run(
        created(),
        added(0, reasoning(encrypted=None)),
        delta("reasoning_summary_text", 0, "rs_1", "I ", summary_index=0),
        delta("reasoning_summary_text", 0, "rs_1", "think.", summary_index=0),
        done(0, reasoning("I think.")),
        added(1, message()),
        delta("output_text", 1, "msg_1", "Let me ", content_index=0),
        delta("output_text", 1, "msg_1", "look.", content_index=0),
        done(1, message("Let me look.")),
        added(2, call("")),
        delta("function_call_arguments", 2, "fc_1", '{"a":'),
        delta("function_call_arguments", 2, "fc_1", "1}"),
        done(2, call('{"a":1}')),
        ended(usage=USAGE),
    )
    assert words(events) == [("thinking", "I think."), ("text", "Let me look."), ("tool_use", {"a": 1})]
    assert message_of(events)["stop_reason"] == "tool_use"
    assert message_of(events)["usage"] == {
        "input_tokens": 6, "output_tokens": 7, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 4,
    }  # fmt: skip
    deltas = [each.data["delta"]["type"] for each in events if each.type == "content_block_delta"]
    assert (
        deltas.count("thinking_delta") == deltas.count("text_delta") == deltas.count("input_json_delta") == 2
    )


def test_the_signature_carries_the_item_back() -> None:
    made = a_call(REQUEST, model=MODEL, kind="openai_responses")
    (thought, *_) = content(run(created(), done(0, reasoning("I think.")), done(1, message("Hi")), ended()))
    item = encrypted_item(thought, issuer_of(made.provider, MODEL))
    assert item == reasoning("I think.")


def test_a_thought_without_words_is_kept_for_its_signature_and_one_without_both_is_not() -> None:
    kept = run(created(), done(0, reasoning()), done(1, message("Hi")), ended())
    assert words(kept) == [("thinking", ""), ("text", "Hi")]
    assert words(run(created(), done(0, reasoning(encrypted=None)), done(1, message("Hi")), ended())) == [
        ("text", "Hi")
    ]


def test_thoughts_are_hidden_from_who_wants_none_and_unsigned_where_none_go_back() -> None:
    said = (created(), done(0, reasoning("I think.")), done(1, message("Hi")), ended())
    assert words(run(*said, request={"thinking": {"type": "disabled"}})) == [("text", "Hi")]
    assert content(run(*said, reasoning_items="off"))[0]["signature"] == ""


def test_a_thought_that_ends_late_is_signed_before_what_follows_it() -> None:
    events = run(
        created(),
        added(0, reasoning(encrypted=None)),
        added(1, call("")),
        delta("function_call_arguments", 1, "fc_1", '{"a":1}'),
        done(1, call('{"a":1}')),
        done(0, reasoning()),
        ended(),
    )
    assert words(events) == [("thinking", ""), ("tool_use", {"a": 1})]
    assert content(events)[0]["signature"]


def test_parts_of_a_summary_are_paragraphs_and_the_reasoning_itself_is_not_said_twice() -> None:
    item = reasoning("One.", "Two.") | {"content": [{"type": "reasoning_text", "text": "Three."}]}
    assert words(run(created(), done(0, item), done(1, message("Hi")), ended()))[0] == (
        "thinking",
        "One.\n\nTwo.",
    )
    raw = (delta("reasoning_text", 0, "rs_1", "Three.", content_index=0), done(0, item))
    assert words(run(created(), *raw, done(1, message("Hi")), ended()))[0] == ("thinking", "Three.")


def test_items_that_come_mixed_go_out_one_after_the_other() -> None:
    one, two = call('{"a":1}', id="a", call_id="1"), call('{"b":2}', id="b", call_id="2", name="Bash")
    events = run(
        created(),
        added(0, {**one, "arguments": ""}),
        added(1, {**two, "arguments": ""}),
        delta("function_call_arguments", 1, "b", '{"b"'),
        delta("function_call_arguments", 0, "a", '{"a"'),
        delta("function_call_arguments", 1, "b", ":2}"),
        done(1, two),
        delta("function_call_arguments", 0, "a", ":1}"),
        done(0, one),
        ended(one, two),
    )
    assert [(block["id"], block["name"], block["input"]) for block in content(events)] == [
        ("1", "Read", {"a": 1}),
        ("2", "Bash", {"b": 2}),
    ]


@pytest.mark.parametrize(
    "ending",
    [
        [event("output_text.done", output_index=0, item_id="msg_1", content_index=0, text="Hi there")],
        [event("content_part.done", output_index=0, content_index=0, part=message("Hi there")["content"][0])],
        [done(0, message("Hi there"))],
        [],
    ],
)
@pytest.mark.parametrize("streamed", ["", "Hi ", "Hi there"])
@pytest.mark.parametrize("is_announced", [True, False])
def test_what_has_not_streamed_is_taken_from_whoever_tells_it(
    ending: list[dict[str, Any]], streamed: str, is_announced: bool
) -> None:
    pieces = [delta("output_text", 0, "msg_1", streamed, content_index=0)] if streamed else []
    head = [added(0, message())] if is_announced else []
    assert words(run(created(), *head, *pieces, *ending, ended(message("Hi there")))) == [
        ("text", "Hi there")
    ]


@pytest.mark.parametrize(
    "ending",
    [
        [event("function_call_arguments.done", output_index=0, item_id="fc_1", arguments='{"a":1}')],
        [done(0, call('{"a":1}'))],
        [],
    ],
)
@pytest.mark.parametrize("streamed", ["", '{"a"', '{"a":1}'])
def test_arguments_that_have_not_streamed_too(ending: list[dict[str, Any]], streamed: str) -> None:
    pieces = [delta("function_call_arguments", 0, "fc_1", streamed)] if streamed else []
    events = run(created(), added(0, call("")), *pieces, *ending, ended(call('{"a":1}')))
    assert words(events) == [("tool_use", {"a": 1})]


def test_a_whole_response_says_what_its_stream_says() -> None:
    output = (reasoning("I think."), message("Hi"), call('{"a":1}'))
    streamed = run(created(), *(done(index, item) for index, item in enumerate(output)), ended(usage=USAGE))
    made = a_call(REQUEST, model=MODEL, kind="openai_responses")
    for stream in (True, False):
        made = a_call({**REQUEST, "stream": stream}, model=MODEL, kind="openai_responses")
        whole = read(made, [json.dumps(response("completed", *output, usage=USAGE)).encode()])
        check(whole)
        assert message_of(whole) == message_of(streamed)


def test_calls_without_arguments_get_an_object_and_broken_ones_are_kept_in_one() -> None:
    assert words(run(created(), done(0, call("")), ended())) == [("tool_use", {})]
    odd = words(run(created(), done(0, call("not json")), ended()))
    assert odd == [("tool_use", {"_raw_arguments": "not json"})]


def test_a_call_is_named_late_by_its_own_name() -> None:
    events = run(
        created(),
        added(0, {**call(""), "name": ""}),
        delta("function_call_arguments", 0, "fc_1", '{"a":1}'),
        done(0, call('{"a":1}')),
        ended(),
    )
    assert content(events)[0]["name"] == "Read"


def test_calls_with_one_id_are_told_apart() -> None:
    one, two = call('{"a":1}', id="a", call_id="x"), call('{"b":2}', id="b", call_id="x")
    blocks = content(run(created(), done(0, one), done(1, two), ended(one, two)))
    assert [block["input"] for block in blocks] == [{"a": 1}, {"b": 2}]
    assert blocks[0]["id"] != blocks[1]["id"]


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"reason": "max_output_tokens"}, "max_tokens"),
        ({"reason": "content_filter"}, "refusal"),
        ({"reason": "something new"}, "max_tokens"),
        (None, "max_tokens"),
    ],
)
def test_an_answer_that_is_incomplete_says_why(details: Any, reason: str) -> None:
    events = run(created(), done(0, message("Hi")), ended(status="incomplete", incomplete_details=details))
    assert message_of(events)["stop_reason"] == reason
    bare = run(
        created(), done(0, message("Hi")), {**ended(status="incomplete"), "type": "response.completed"}
    )
    assert message_of(bare)["stop_reason"] == "max_tokens"


def test_a_call_that_is_cut_off_never_looks_whole() -> None:
    limit = ended(status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    begun = (created(), added(0, call("")), delta("function_call_arguments", 0, "fc_1", '{"command":"rm'))
    cut = run(*begun, limit)
    assert cut[-2].data["delta"]["stop_reason"] == "max_tokens"
    assert [each.type for each in run(created(), added(0, call("")), limit)].count("content_block_start") == 0
    half = {**call('{"command":"rm'), "status": "incomplete"}
    for request in ({"stream": True}, {"stream": False}):
        whole = run(*begun, done(0, half), ended(), request=request)
        assert whole[-2].data["delta"]["stop_reason"] == "max_tokens"


def test_a_refusal_is_said_and_is_the_reason() -> None:
    events = run(
        created(),
        added(0, message()),
        delta("refusal", 0, "msg_1", "I can", content_index=0),
        delta("refusal", 0, "msg_1", "not.", content_index=0),
        done(0, refusal("I cannot.")),
        ended(),
    )
    assert words(events) == [("text", "I cannot.")]
    assert message_of(events)["stop_reason"] == "refusal"


def test_a_stop_sequence_cuts_the_answer_and_its_usage_still_counts() -> None:
    events = run(
        created(),
        added(0, message()),
        delta("output_text", 0, "msg_1", "one E", content_index=0),
        delta("output_text", 0, "msg_1", "ND two", content_index=0),
        done(0, message("one END two")),
        done(1, call("{}")),
        ended(usage=USAGE),
        request={"stop_sequences": ["END"]},
    )
    told = message_of(events)
    assert words(events) == [("text", "one ")]
    assert (told["stop_reason"], told["stop_sequence"]) == ("stop_sequence", "END")
    assert told["usage"]["output_tokens"] == 7


def test_what_only_looked_like_a_stop_sequence_is_said() -> None:
    events = run(created(), done(0, message("one EN")), ended(), request={"stop_sequences": ["END"]})
    assert words(events) == [("text", "one EN")]


def test_thoughts_in_tags_are_thoughts() -> None:
    events = run(
        created(),
        delta("output_text", 0, "msg_1", "<thi", content_index=0),
        delta("output_text", 0, "msg_1", "nk>I think.</think>Hi", content_index=0),
        ended(),
        think_tags="tags",
    )
    assert words(events) == [("thinking", "I think."), ("text", "Hi")]


def test_no_text_of_nothing_but_space_is_made() -> None:
    events = run(created(), done(0, message("\n\n")), done(1, call("{}")), ended())
    assert words(events) == [("tool_use", {})]


def test_parts_of_a_message_are_blocks() -> None:
    assert words(run(created(), done(0, message("one", "two")), ended())) == [
        ("text", "one"),
        ("text", "two"),
    ]


def test_a_search_and_what_nobody_knows() -> None:
    search = {
        "type": "web_search_call",
        "id": "ws",
        "action": {"type": "search", "query": "q", "sources": []},
    }
    events = run(
        created(),
        added(0, {"type": "web_search_call", "id": "ws"}),
        event("web_search_call.searching", output_index=0, item_id="ws"),
        done(0, search),
        added(1, {"type": "image_generation_call", "id": "ig"}),
        done(1, {"type": "image_generation_call", "id": "ig", "result": "aGk="}),
        event("something.new", output_index=1),
        done(2, message("Found.")),
        ended(),
    )
    assert words(events) == [
        ("server_tool_use", {"query": "q"}),
        ("web_search_tool_result", []),
        ("text", "Found."),
    ]
    assert message_of(events)["stop_reason"] == "end_turn"


@pytest.mark.parametrize(
    ("events", "words_"),
    [
        ([], "empty answer"),
        (["[DONE]"], "empty answer"),
        ([created()], "broke off"),
        ([created(), "[DONE]"], "broke off"),
        ([created(), added(0, message()), "[DONE]"], "broke off"),
        ([created(), done(0, message("Hi"))], "broke off"),
        (
            [created(), ended(status="failed", error={"code": "server_error", "message": "Fell over"})],
            "Fell over",
        ),
        ([created(), ended(status="failed")], "reported a failure"),
        ([created(), ended(status="cancelled")], "broke off its answer"),
        ([{"type": "error", "code": "server_error", "message": "No luck", "param": None}], "No luck"),
        ([created(), {"type": "error", "error": {"message": "No luck"}}], "No luck"),
        ([{"error": {"message": "No luck", "type": "invalid_request_error"}}], "No luck"),
    ],
)
def test_a_failure_is_one_error_that_says_so(events: list[Any], words_: str) -> None:
    assert words_ in failure(run(*events))


def test_done_is_an_end_where_all_items_are_over() -> None:
    assert words(run(created(), done(0, message("Hi")), "[DONE]")) == [("text", "Hi")]
    after = run(created(), done(0, message("Hi")), ended(), done(1, message("more")), "[DONE]")
    assert words(after) == [("text", "Hi")]


def test_who_counts_nothing_is_estimated() -> None:
    told = message_of(run(created(), done(0, message("x" * 40)), ended()))
    assert told["usage"]["output_tokens"] == 10
    assert told["usage"]["input_tokens"] > 0


def test_items_that_nobody_ends_give_way_to_the_next() -> None:
    events = run(
        created(),
        delta("reasoning_text", 0, "r", "I think."),
        delta("output_text", 1, "m", "Hi"),
        added(2, call("")),
        event("function_call_arguments.done", output_index=2, item_id="fc_1", arguments="{}"),
        delta("output_text", 3, "n", " there"),
    )
    assert [each.type for each in events].count("content_block_start") == 4, "each as soon as it may"
    assert "broke off" in failure(events)
