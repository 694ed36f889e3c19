"""An answer in one document becomes events, once, or one error."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.providers import whole
from proxy_core.providers.whole import WholeReader
from proxy_core.wire import json
from proxy_core.wire.collect import Collector
from proxy_core.wire.events import Event

MESSAGE: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [
        {"type": "text", "text": "Hi"},
        {"type": "tool_use", "id": "t", "name": "n", "input": {"a": 1}},
    ],
    "stop_reason": "tool_use",
    "stop_sequence": None,
    "usage": {"input_tokens": 1, "output_tokens": 2},
}


def reader() -> WholeReader:
    return WholeReader("azure", lambda body: body if body.get("type") == "message" else None)


def error_of(events: list[Event]) -> str:
    (event,) = events
    assert event.type == "error"
    return str(event.data["error"]["message"])


def test_a_document_cut_anywhere_gives_the_message() -> None:
    body = json.dumps(MESSAGE)
    for cut in range(len(body) + 1):
        answer, collector = reader(), Collector()
        assert answer.feed(body[:cut]) + answer.feed(body[cut:]) == []
        for event in answer.finish():
            collector.feed(event)
        assert collector.message() == MESSAGE


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "broken JSON"),
        (b"{", "broken JSON"),
        (b"<html>", "broken JSON"),
        (b"[" * 100_000, "broken JSON"),
        (b"null", "not a message"),
        (b"[]", "not a message"),
        (b'{"type":"completion"}', "not a message"),
        (b'{"type":"message","content":["canary"]}', "a block is not an object"),
        (b'{"type":"message","content":"canary"}', "not a list"),
        (b'{"type":"message","content":[{"type":"text","text":["canary"]}]}', "not a string"),
    ],
)
def test_what_is_no_message_is_one_error_that_names_the_provider(body: bytes, problem: str) -> None:
    answer = reader()
    answer.feed(body)
    message = error_of(answer.finish())
    assert "'azure'" in message
    assert problem in message
    assert "canary" not in message
    assert answer.finish() == []


def test_an_error_document_goes_on_in_the_providers_words() -> None:
    body = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    answer = reader()
    answer.feed(json.dumps(body))
    (event,) = answer.finish()
    assert (event.type, event.data) == ("error", body)


def test_an_endless_answer_ends_in_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MAX_ANSWER_BYTES", 100)
    answer = reader()
    assert answer.feed(b"x" * 100) == []
    assert "too large" in error_of(answer.feed(b"x"))
    assert answer.feed(b"x" * 1000) == []
    assert answer.finish() == []
