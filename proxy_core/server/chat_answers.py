"""Answers in the words of chat completions, for clients that speak it and for the envelope of `/api/v1`."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from proxy_core.errors import ProxyError
from proxy_core.exchange import Parsed, Received, Surface
from proxy_core.server.sse_answer import SseAnswer
from proxy_core.surfaces.chat_answer import Chunks, Usage, choice_of, completion, usage_of
from proxy_core.wire import json
from proxy_core.wire.events import Event
from proxy_core.wire.openai_chat import DONE


class ChatStreamAnswer(SseAnswer):
    """`data:` lines of chunks without event names, ended by `[DONE]`."""

    def __init__(self, request: web.BaseRequest, received: Received, parsed: Parsed) -> None:
        super().__init__(request, received)
        usage = Usage.APART if parsed.include_usage else Usage.NONE
        if received.surface is Surface.ENVELOPE:
            usage = Usage.AT_END
        self._chunks = Chunks(int(received.at.timestamp()), usage)

    async def send(self, events: list[Event]) -> None:
        frames = [_frame(chunk) for event in events for chunk in self._chunks.feed(event)]
        if frames:
            await self._write(b"".join(frames))

    async def finish(self) -> None:
        await self._write(b"data: %b\n\n" % DONE)
        await super().finish()

    async def keep_alive(self) -> None:
        """A comment: clients of this wire count bytes, not events."""
        await self._write(b": waiting for the provider\n\n")

    def _error_frame(self, error: ProxyError) -> bytes:
        return _frame(error.event(self._received.request_id))


def _frame(value: dict[str, Any]) -> bytes:
    return b"data: %b\n\n" % json.dumps(value)


def rendered(message: dict[str, Any], received: Received) -> dict[str, Any]:
    """A whole message as the client of this surface reads it."""
    match received.surface:
        case Surface.CHAT_COMPLETIONS:
            return completion(message, int(received.at.timestamp()))
        case Surface.ENVELOPE:
            return envelope(message)
        case _:
            return message


def envelope(message: dict[str, Any]) -> dict[str, Any]:
    """The envelope of `POST /api/v1/messages`: the answer as chat completions choices, and its usage."""
    choice = choice_of(message)
    choice["message"]["content"] = choice["message"]["content"] or ""  # a string, always
    data = {
        "id": message.get("id", ""),
        "model": message.get("model", ""),
        "choices": [choice],
        "usage": usage_of(message.get("usage") or {}),
    }
    return {"success": True, "code": "200", "message": "successful", "data": data}
