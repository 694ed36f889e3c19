"""Bytes in, events out: an answer is read as what it is, whatever it was cut into."""

from __future__ import annotations

import json

import pytest

from tests.golden.replay import call, check, chunk, message_of, read, reader, sse

REQUEST = {"model": "claude", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}
STREAM = sse(
    chunk({"role": "assistant", "content": ""}), chunk({"content": "Hi"}), chunk({}, "stop"), "[DONE]"
)
WHOLE = json.dumps(
    {"id": "1", "choices": [{"index": 0, "message": {"content": "Hi"}, "finish_reason": "stop"}]}
).encode()


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("body", [STREAM, WHOLE, b"\xef\xbb\xbf \n" + WHOLE, b"\n" + STREAM])
def test_an_answer_is_read_as_what_it_is_not_as_what_was_asked_for(stream: bool, body: bytes) -> None:
    events = read(call({**REQUEST, "stream": stream}), [body])
    check(events)
    assert message_of(events)["content"] == [{"type": "text", "text": "Hi"}]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty answer"),
        (b" \n", "empty answer"),
        (b"data: [DONE]\n\n", "empty answer"),
        (b": only a comment\n\n", "empty answer"),
        (b"data: {broken\n\n", "not JSON"),
        (b'{"choices": [', "broken JSON"),
        (b'{"object": "list", "data": []}', "not a chat completion"),
        (b"[1, 2]", "broken JSON"),
        (b'event: error\ndata: {"reason": "no", "message": "It failed"}\n\n', "It failed"),
        (b'[{"error": {"code": 400, "message": "Bad schema"}}]', "Bad schema"),
    ],
)
def test_what_is_no_answer_is_one_error_that_says_so(body: bytes, words: str) -> None:
    events = read(call(REQUEST), [body])
    assert [event.type for event in events] == ["error"]
    assert words in events[0].data["error"]["message"]


def test_an_empty_payload_keeps_the_connection_alive() -> None:
    events = read(call(REQUEST), [b"data:\n\n", STREAM])
    assert message_of(events)["content"][0]["text"] == "Hi"


def test_chunks_without_an_empty_line_between_them_are_parted_by_lines() -> None:
    data = STREAM.replace(b"\n\n", b"\n")
    assert message_of(read(call(REQUEST), [data]))["content"][0]["text"] == "Hi"
    pretty = json.dumps(json.loads(WHOLE), indent=1).replace("\n", "\ndata: ")
    events = read(call(REQUEST), [f"data: {pretty}\n\n".encode()])
    assert message_of(events)["content"][0]["text"] == "Hi", "one chunk on several lines stays one"


def test_an_event_that_is_too_long_ends_the_answer() -> None:
    machine = reader(call(REQUEST))
    machine.feed(STREAM[:40])
    events = []
    for _ in range(70):
        events += machine.feed(b"x" * 1024 * 1024)
    assert [event.type for event in events] == ["error"]
    assert machine.finish() == []
