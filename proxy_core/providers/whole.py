"""Reads an answer that came as one JSON document and hands it on as events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proxy_core.wire import json
from proxy_core.wire.collect import MAX_MESSAGE_BYTES, BrokenStream, events_of
from proxy_core.wire.events import Event

MAX_ANSWER_BYTES = MAX_MESSAGE_BYTES


class WholeReader:
    """An `AnswerReader` over one JSON document.

    message: makes an Anthropic message of the decoded document, or returns None if it is none.
    """

    def __init__(self, provider: str, message: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
        self._provider = provider
        self._message = message
        self._pieces: list[bytes] = []
        self._size = 0
        self._ended = False

    def feed(self, data: bytes) -> list[Event]:
        if self._ended:
            return []
        self._size += len(data)
        if self._size > MAX_ANSWER_BYTES:
            self._pieces.clear()
            return [self._fail("is too large")]
        self._pieces.append(data)
        return []

    def finish(self) -> list[Event]:
        if self._ended:
            return []
        self._ended = True
        try:
            body = json.loads(b"".join(self._pieces))
        except json.InvalidJson:
            return [self._fail("is broken JSON")]
        if isinstance(body, dict) and body.get("type") == "error":
            return [Event.of(body)]
        message = self._message(body) if isinstance(body, dict) else None
        if message is None:
            return [self._fail("is not a message")]
        try:
            return events_of(message)
        except BrokenStream as error:
            return [self._fail(f"cannot be used: {error}")]

    def _fail(self, problem: str) -> Event:
        self._ended = True
        text = f"The answer of the provider '{self._provider}' {problem}."
        return Event.failure(text)
