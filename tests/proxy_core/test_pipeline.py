"""The way of a request, through the real server, over real sockets, to a scripted provider."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from proxy_core.journal.entry import Outcome
from tests.fakes.answers import anthropic_error, event, message, stream, text_block, tool_block
from tests.fakes.proxy import PATIENT, PATIENT_VALUES, ask, one_provider, proxy
from tests.fakes.signals import Signal
from tests.fakes.upstream import Break, Recorded, Step, Upstream, gzipped, html, redirect, reply, sse

HELLO = message([text_block("Hello there")])


async def test_a_message_goes_there_and_back() -> None:
    with Upstream([Step(reply(HELLO))]) as far:
        async with proxy(one_provider(far.url)) as near:
            status, headers, body = await near.post(ask())
            assert status == 200
            assert body == HELLO
            assert headers["request-id"] == (await near.last_entry()).request_id
    assert far.requests[0].json == ask(model="far-1")


async def test_a_stream_goes_there_and_back_byte_for_byte() -> None:
    frames = stream(HELLO)
    with Upstream([Step(sse(frames))]) as far:
        async with proxy(one_provider(far.url)) as near:
            assert await near.stream(ask()) == b"".join(frames)
            entry = await near.last_entry()
    assert entry.outcome is Outcome.DONE
    assert (entry.usage.input, entry.usage.output) == (12, 34)
    assert (entry.provider, entry.model, entry.requested_model) == ("far", "far-1", "claude-test")


async def test_each_event_is_handed_on_before_the_next_one_comes() -> None:
    frames = stream(HELLO, piece=100)
    gates = [Signal(f"gate {number}") for number in range(len(frames))]
    parts: list[bytes | Signal | Break] = []
    gates[0].set()
    for gate, frame in zip(gates, frames, strict=True):
        parts += [gate, frame]
    with Upstream([Step(sse(parts))]) as far:
        async with (
            proxy(one_provider(far.url)) as near,
            near.client.post(f"{near.url}/v1/messages", json=ask(stream=True)) as answer,
        ):
            for gate, frame in zip(gates, frames, strict=True):
                gate.set()
                assert await answer.content.readexactly(len(frame)) == frame


async def test_phi_stays_here_and_comes_back() -> None:
    def repeat(request: Recorded) -> Any:
        return sse(stream(message([text_block(request.json["messages"][0]["content"])]), piece=3))

    with Upstream([Step(repeat)]) as far:
        async with proxy(one_provider(far.url)) as near:
            answer = await near.stream(ask(PATIENT))
            entry = await near.last_entry()
    for value in PATIENT_VALUES:
        assert value.encode() not in far.requests[0].body
    assert "Gonzalez" in text_of(answer)
    assert text_of(answer) == PATIENT
    assert dict(entry.phi) == {"NAME": 1, "SSN": 1, "MRN": 1}
    assert not any(value in repr(entry) for value in PATIENT_VALUES)


async def test_a_tool_call_gets_the_originals_back() -> None:
    def write(request: Recorded) -> Any:
        text = request.json["messages"][0]["content"]
        call = tool_block("Write", {"file_path": "/tmp/a", "content": text})
        return sse(stream(message([text_block("I write."), call]), piece=5))

    with Upstream([Step(write)]) as far:
        async with proxy(one_provider(far.url)) as near:
            _, _, answer = await near.post(ask(PATIENT))
    assert answer["content"][1]["input"]["content"] == PATIENT
    assert answer["stop_reason"] == "tool_use"


async def test_a_large_text_is_scanned_too() -> None:
    text = "nothing to see here, line after line of it\n" * 4000 + PATIENT
    with Upstream([Step(reply(HELLO))]) as far:
        async with proxy(one_provider(far.url)) as near:
            assert (await near.post(ask(text)))[0] == 200
    assert not any(value.encode() in far.requests[0].body for value in PATIENT_VALUES)


async def test_over_the_time_budget_nothing_is_sent() -> None:
    config = one_provider("http://127.0.0.1:9", privacy={"time_budget_ms": 100})
    with Upstream([]) as far:
        config["providers"][0]["base_url"] = far.url
        async with proxy(config) as near:
            text = "".join(
                f"Patient: Zora Neale{number} of {number} Elm Street\n" for number in range(400_000)
            )
            status, _, body = await near.post(ask(text))
    assert (status, body["error"]["code"]) == (500, "PRIVACY_CHECK_FAILED")
    assert far.requests == []


async def test_json_asked_but_streamed_is_collected() -> None:
    with Upstream([Step(sse(stream(HELLO)))]) as far:
        async with proxy(one_provider(far.url)) as near:
            status, _, body = await near.post(ask())
    assert status == 200
    assert body["content"] == HELLO["content"]
    assert body["stop_reason"] == "end_turn"


async def test_a_stream_asked_but_json_sent_is_streamed() -> None:
    with Upstream([Step(reply(HELLO))]) as far:
        async with proxy(one_provider(far.url)) as near:
            answer = await near.stream(ask())
    assert text_of(answer) == "Hello there"
    assert answer.count(b"event: message_stop") == 1


async def test_a_compressed_answer_is_read() -> None:
    with Upstream([Step(gzipped(reply(HELLO)))]) as far:
        async with proxy(one_provider(far.url)) as near:
            assert (await near.post(ask()))[2] == HELLO


@pytest.mark.parametrize("streamed", [False, True])
async def test_the_providers_400_arrives_word_for_word(streamed: bool) -> None:
    words = "tools.3.custom.input_schema: JSON schema is invalid.\nSecond line."
    with Upstream([Step(reply(anthropic_error("invalid_request_error", words), 400))]) as far:
        async with proxy(one_provider(far.url)) as near:
            status, headers, body = await near.post(ask(stream=streamed))
    assert status == 400
    assert body["error"]["message"] == words
    assert body["error"]["type"] == "invalid_request_error"
    assert headers["x-should-retry"] == "false"


@pytest.mark.parametrize(
    ("answer", "status", "kind"),
    [
        (reply(anthropic_error("api_error", "broken"), 500), 500, "api_error"),
        (reply(anthropic_error("overloaded_error", "busy"), 529), 529, "overloaded_error"),
        (
            reply(anthropic_error("rate_limit_error", "slow"), 429, {"retry-after": "7"}),
            429,
            "rate_limit_error",
        ),
        (reply(anthropic_error("authentication_error", "bad key"), 401), 502, "api_error"),
        (html("Sign in to the Wi-Fi"), 502, "api_error"),
        (html("Bad gateway", 502), 502, "api_error"),
        (redirect("https://example.org/"), 502, "api_error"),
        (reply({"hello": "world"}), 502, "api_error"),
        (sse([]), 502, "api_error"),
        (sse([b"data: [DONE]\n\n"]), 502, "api_error"),
        (sse([b": nothing\n\n"]), 502, "api_error"),
        (sse([event(anthropic_error("overloaded_error", "busy"))]), 529, "overloaded_error"),
        (sse([Break.RESET]), 502, "api_error"),
        (sse([Break.EOF]), 502, "api_error"),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_a_failure_before_the_first_event_is_a_status(
    answer: Any, status: int, kind: str, streamed: bool
) -> None:
    with Upstream([Step(answer, times=0)]) as far:
        async with proxy(one_provider(far.url)) as near:
            got, headers, body = await near.post(ask(stream=streamed))
            assert (await near.last_entry()).outcome is Outcome.FAILED
            assert (got, body["error"]["type"], body["type"]) == (status, kind, "error")
            if got == 429:
                assert headers["retry-after"] == "7"
            again, _, _ = await near.post(ask())
            assert again == status, "the next request is served"


@pytest.mark.parametrize("ending", [Break.RESET, Break.EOF, None])
async def test_a_stream_that_breaks_off_ends_with_an_error_event(ending: Break | None) -> None:
    frames: list[bytes | Signal | Break] = [*stream(HELLO)[:4]]
    if ending is not None:
        frames.append(ending)
    with Upstream([Step(sse(frames))]) as far:
        async with proxy(one_provider(far.url)) as near:
            answer = await near.stream(ask())
            entry = await near.last_entry()
    assert answer.count(b"event: error") == 1
    assert b"message_stop" not in answer
    assert answer.rstrip().rsplit(b"\n\n", 1)[1].startswith(b"event: error")
    assert (entry.outcome, entry.code) == (Outcome.FAILED, "INFERENCE_UPSTREAM_FAILURE")


async def test_an_error_in_a_stream_is_the_last_event_and_keeps_its_words() -> None:
    frames = [
        *stream(HELLO)[:3],
        event(anthropic_error("overloaded_error", "Overloaded")),
        *stream(HELLO)[3:],
    ]
    with Upstream([Step(sse(frames))]) as far:
        async with proxy(one_provider(far.url)) as near:
            answer = await near.stream(ask())
    last = answer.rstrip().rsplit(b"\n\n", 1)[1]
    assert b'"overloaded_error"' in last
    assert b"Overloaded" in last
    assert b'"request_id":"req_' in last


async def test_nothing_follows_message_stop() -> None:
    frames = [*stream(HELLO), event({"type": "ping"}), *stream(HELLO)]
    with Upstream([Step(sse([b"".join(frames)]))]) as far:
        async with proxy(one_provider(far.url)) as near:
            answer = await near.stream(ask())
    assert answer == b"".join(stream(HELLO))


async def test_a_provider_that_keeps_the_connection_open_after_the_end_does_not_hold_the_client() -> None:
    hang = Signal("never")
    with Upstream([Step(sse([*stream(HELLO), hang]))]) as far:
        async with proxy(one_provider(far.url)) as near:
            assert await near.stream(ask()) == b"".join(stream(HELLO))
        await far.requests[0].left.arrived()


async def test_a_client_that_leaves_cancels_the_provider() -> None:
    hang = Signal("never")
    with Upstream([Step(sse([*stream(HELLO)[:3], hang]))]) as far:
        async with proxy(one_provider(far.url)) as near:
            async with near.client.post(f"{near.url}/v1/messages", json=ask(stream=True)) as answer:
                await answer.content.readexactly(10)
                answer.close()
            await far.requests[0].left.arrived()
            entry = await near.last_entry()
            assert near.core.active == 0
    assert (entry.outcome, entry.status) == (Outcome.CANCELLED, 499)


async def test_a_client_that_leaves_before_the_first_byte_cancels_the_provider() -> None:
    hang = Signal("never")
    with Upstream([Step(sse([hang]))]) as far:
        async with proxy(one_provider(far.url)) as near:
            task = asyncio.ensure_future(near.post(ask()))
            await far.arrival().arrived()
            task.cancel()
            await far.requests[0].left.arrived()
            assert (await near.last_entry()).outcome is Outcome.CANCELLED


async def test_a_silent_provider_ends_in_a_clear_error() -> None:
    hang = Signal("never")
    server = {"keepalive_s": 1, "silence_timeout_s": 1}
    with Upstream([Step(sse([hang]))]) as far:
        async with proxy(one_provider(far.url, server=server)) as near:
            status, _, body = await near.post(ask(stream=True))
    assert (status, body["error"]["code"]) == (504, "INFERENCE_UPSTREAM_FAILURE")
    assert "silent" in body["error"]["message"]


async def test_a_quiet_stream_gets_signs_of_life_that_claude_code_counts() -> None:
    gate = Signal("the provider's next word")
    frames = stream(HELLO, piece=100)
    parts: list[bytes | Signal | Break] = [*frames[:3], gate, *frames[3:]]
    with Upstream([Step(sse(parts))]) as far:
        async with (
            proxy(one_provider(far.url, server={"keepalive_s": 1})) as near,
            near.client.post(f"{near.url}/v1/messages", json=ask(stream=True)) as answer,
        ):
            await answer.content.readexactly(len(b"".join(frames[:3])))
            sign = await answer.content.readuntil(b"\n\n")
            assert b'"text_delta","text":""' in sign
            assert b'"index":0' in sign
            gate.set()
            assert await answer.read() == b"".join(frames[3:])


async def test_a_stream_whose_provider_is_slow_to_begin_is_opened_ahead_of_it() -> None:
    gate = Signal("the provider's first word")
    frames = stream(HELLO)
    server = {"keepalive_s": 240, "first_byte_hold_s": 1}
    with Upstream([Step(sse(frames, hold=gate))]) as far:
        async with (
            proxy(one_provider(far.url, server=server)) as near,
            near.client.post(f"{near.url}/v1/messages", json=ask(stream=True)) as answer,
        ):
            first = await answer.content.readuntil(b"\n\n")
            assert first.startswith(b"event: message_start")
            gate.set()
            rest = await answer.read()
    whole = first + rest
    assert whole.count(b"event: message_start") == 1
    assert text_of(whole) == "Hello there"
    assert b'"input_tokens":12' in rest, "the provider's own count comes with the end"


MALFORMED = [
    {"type": "content_block_start", "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_start", "index": 0, "content_block": 7},
    {"type": "content_block_delta", "index": "x", "delta": {"type": "text_delta", "text": "a"}},
    {"type": "content_block_delta", "index": 0, "delta": 7},
]


@pytest.mark.parametrize("text", ["Hi", PATIENT])
@pytest.mark.parametrize("malformed", MALFORMED)
async def test_an_event_that_nobody_can_read_is_the_providers_failure(
    malformed: dict[str, Any], text: str
) -> None:
    bad = event(malformed)
    steps = [Step(sse([*stream(HELLO)[:3], bad])), Step(sse([bad])), Step(sse([bad]))]
    with Upstream(steps) as far:
        config = one_provider(far.url, policy={"require_baa": "off"})
        async with proxy(config) as near:
            last = (await near.stream(ask(text))).split(b"\n\n")[-2]
            answers = [await near.post(ask(text, stream=stream)) for stream in (True, False)]
    assert last.startswith(b"event: error")
    assert b"INFERENCE_UPSTREAM_FAILURE" in last
    for status, _, body in answers:
        assert (status, body["error"]["code"]) == (502, "INFERENCE_UPSTREAM_FAILURE")
        assert body["error"]["message"].startswith("The provider 'far' sent a malformed content_block_")


async def test_unknown_fields_and_events_pass_unharmed() -> None:
    odd: dict[str, Any] = {
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        "new_field": {"deep": [1, 2.5, None, 123456789012345678901234567890]},
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
    }
    thinking = {"type": "thinking", "thinking": "hm", "signature": "c2lnbmF0dXJl"}
    messages = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": [thinking, {"type": "redacted_thinking", "data": "b3BhcXVl"}]},
        {"role": "system", "content": "A note."},
        {
            "role": "user",
            "content": [{"type": "text", "text": "Go on", "cache_control": {"type": "ephemeral"}}],
        },
    ]
    frames = [*stream(HELLO)]
    frames.insert(3, event({"type": "new_event", "index": 0, "value": [1, 2]}))
    with Upstream([Step(sse(frames))]) as far:
        async with proxy(one_provider(far.url)) as near:
            headers = {
                "anthropic-beta": "context-1m-2025-08-07,effort-2025-11-24",
                "anthropic-version": "2023-06-01",
            }
            answer = await near.stream(ask(messages=messages, **odd), headers=headers)
    request = far.requests[0]
    assert answer == b"".join(frames)
    assert request.json == {**ask(messages=messages, **odd), "model": "far-1", "stream": True}
    assert request.headers["anthropic-beta"] == headers["anthropic-beta"]


async def test_a_refused_request_is_in_the_log_with_its_reason() -> None:
    async with proxy(
        {"providers": [], "models": [{"alias": "gpt-5", "routes": [{"provider": "demo"}]}]}
    ) as near:
        status, _, body = await near.post(ask())
        entry = await near.last_entry()
    assert (status, body["error"]["code"]) == (404, "MODEL_NOT_MAPPED")
    assert "gpt-5" in body["error"]["message"], "the aliases there are"
    assert (entry.outcome, entry.code, entry.status) == (Outcome.FAILED, "MODEL_NOT_MAPPED", 404)


def text_of(sse_bytes: bytes) -> str:
    """The text of an event stream."""
    found = []
    for line in sse_bytes.decode().split("\n"):
        if line.startswith("data: "):
            delta = json.loads(line[6:]).get("delta", {})
            found.append(delta.get("text", ""))
    return "".join(found)


async def test_in_block_mode_nothing_is_sent_and_no_value_is_told() -> None:
    with Upstream([]) as far:
        async with proxy(one_provider(far.url, privacy={"mode": "block"})) as near:
            status, _, body = await near.post(ask(PATIENT))
            entry = await near.last_entry()
    assert (status, body["error"]["code"]) == (403, "PHI_BLOCKED")
    assert body["error"]["details"]["entity_types"] == ["MRN", "NAME", "SSN"]
    assert body["error"]["param"].startswith("messages[0].content")
    assert entry.outcome is Outcome.BLOCKED
    assert far.requests == []
    assert not any(value in json.dumps(body) + repr(entry) for value in PATIENT_VALUES)


async def test_phi_in_a_tool_definition_is_refused_in_either_mode() -> None:
    tool = {"name": "lookup", "description": "Finds SSN 536-22-8741", "input_schema": {"type": "object"}}
    with Upstream([]) as far:
        async with proxy(one_provider(far.url)) as near:
            status, _, body = await near.post(ask(tools=[tool]))
    assert (status, body["error"]["code"]) == (400, "PHI_IN_TOOL_SCHEMA")
    assert "536-22-8741" not in json.dumps(body)


IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGVsbG8="}}


@pytest.mark.parametrize(("policy", "status"), [("block", 403), ("local", 200), ("allow", 200)])
async def test_attachments_go_where_the_policy_lets_them(policy: str, status: int) -> None:
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        async with proxy(one_provider(far.url, privacy={"attachments": policy})) as near:
            got, _, body = await near.post(ask(messages=[{"role": "user", "content": [IMAGE]}]))
            plain, _, _ = await near.post(ask())
    assert (got, plain) == (status, 200)
    if status == 403:
        assert body["error"]["param"] == "messages[0].content[0]"


async def test_an_attachment_needs_an_agreement_like_phi_does() -> None:
    config = one_provider("https://provider.invalid", privacy={"attachments": "allow"})
    async with proxy(config) as near:
        status, _, body = await near.post(ask(messages=[{"role": "user", "content": [IMAGE]}]))
    assert (status, body["error"]["code"]) == (402, "BAA_REQUIRED")


async def test_a_client_that_stops_reading_is_let_go() -> None:
    delta = {"type": "text_delta", "text": "x" * 1_000_000}
    flood = event({"type": "content_block_delta", "index": 0, "delta": delta})
    server = {"keepalive_s": 1, "silence_timeout_s": 1}
    with Upstream([Step(sse([*stream(HELLO)[:2], *[flood] * 60]))]) as far:
        async with proxy(one_provider(far.url, server=server)) as near:
            host, port = near.url.removeprefix("http://").split(":")
            _, writer = await asyncio.open_connection(host, int(port), limit=1024)
            body = json.dumps(ask(stream=True)).encode()
            head = f"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await far.arrival().arrived()
            await far.requests[0].left.arrived()
            entry = await near.last_entry()
            assert near.core.active == 0
            async with near.client.get(near.url + "/healthz") as answer:
                assert answer.status == 200, "the next request is served"
            writer.close()
    assert entry.outcome is Outcome.CANCELLED
    assert "stopped reading" in entry.message


async def test_a_client_that_leaves_with_its_whole_answer_has_not_cancelled_anything() -> None:
    late = Signal("the end of the provider's body")
    frames = stream(HELLO)
    with Upstream([Step(sse([*frames, late]))]) as far:
        async with proxy(one_provider(far.url)) as near:
            async with near.client.post(f"{near.url}/v1/messages", json=ask(stream=True)) as answer:
                await answer.content.readexactly(len(b"".join(frames)))
                answer.close()
            entry = await near.last_entry()
            late.set()
    assert entry.outcome is Outcome.DONE


async def test_absurd_nesting_is_the_clients_mistake() -> None:
    deep = json.loads("[" * 500 + "]" * 500)
    async with proxy() as near:
        status, _, body = await near.post(ask(metadata={"deep": deep}))
    assert (status, body["error"]["code"]) == (400, "VALIDATION_FAILED")
    assert "too deeply" in body["error"]["message"]


async def test_an_error_in_a_stream_names_the_provider_where_it_is_told_in_our_words() -> None:
    frames = [*stream(HELLO)[:3], event(anthropic_error("authentication_error", "expired"))]
    with Upstream([Step(sse(frames))]) as far:
        async with proxy(one_provider(far.url)) as near:
            answer = await near.stream(ask())
    last = answer.rstrip().rsplit(b"\n\n", 1)[1]
    assert b"'far'" in last
