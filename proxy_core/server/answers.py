"""The client's side of an answer: one that streams, one that collects.

Nothing is sent before the provider's first event, so that until then a failure is an HTTP status. Only if
that takes very long is the stream opened ahead of it, because Claude Code gives up on silence.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from proxy_core.clock import Clock
from proxy_core.errors import ProxyError
from proxy_core.exchange import Parsed, Received, Surface
from proxy_core.server.chat_answers import ChatStreamAnswer, rendered
from proxy_core.server.errors import SERVER, error_response
from proxy_core.server.sse_answer import SseAnswer
from proxy_core.wire import json
from proxy_core.wire.collect import BrokenStream, Collector
from proxy_core.wire.events import Event

#: Between blocks only a `message_delta` counts as a sign of life; every so many keep-alives one is sent.
NO_OP_EVERY = 8
_EMPTY_DELTAS = {
    "text": {"type": "text_delta", "text": ""},
    "thinking": {"type": "thinking_delta", "thinking": ""},
    "tool_use": {"type": "input_json_delta", "partial_json": ""},
    "server_tool_use": {"type": "input_json_delta", "partial_json": ""},
}
_PING = Event.of({"type": "ping"})


class HttpReply:
    """Where the answer to one HTTP request goes."""

    def __init__(self, request: web.BaseRequest, received: Received, clock: Clock, hold_s: float) -> None:
        self._request = request
        self._received = received
        self._clock = clock
        self._hold = hold_s
        self.headers: dict[str, str] = {}
        self._answer: StreamAnswer | ChatStreamAnswer | MessageAnswer = MessageAnswer(received)
        self._answer.headers = self.headers

    def answer_to(self, request: Parsed) -> StreamAnswer | ChatStreamAnswer | MessageAnswer:
        if request.stream:
            kind = StreamAnswer if self._received.surface is Surface.MESSAGES else ChatStreamAnswer
            self._answer = kind(self._request, self._received, request, self._clock, self._hold)
            self._answer.headers = self.headers
        return self._answer

    async def fail(self, error: ProxyError) -> None:
        await self._answer.fail(error)

    @property
    def blocked(self) -> bool:
        return self._answer.blocked

    @property
    def sent_bytes(self) -> int:
        return self._answer.sent_bytes

    @property
    def response(self) -> web.StreamResponse:
        """The response, once the exchange is over."""
        if self._answer.response is None:
            raise RuntimeError("the exchange ended without an answer")
        return self._answer.response


class StreamAnswer(SseAnswer):
    """Anthropic's events.

    Keep-alives are events that Claude Code counts as a sign of life, which it does not do with `ping` or
    with comments: an empty delta in the open block, or a `message_delta` that says nothing.
    """

    def __init__(
        self, request: web.BaseRequest, received: Received, parsed: Parsed, clock: Clock, hold_s: float
    ) -> None:
        super().__init__(request, received, clock, hold_s)
        self._model = parsed.model
        self._open_block: tuple[int, str] | None = None
        self._opened_ahead = False
        self._held_usage: dict[str, Any] = {}
        self._quiet = 0

    async def send(self, events: list[Event]) -> None:
        frames: list[bytes] = []
        for event in events:
            if event.type != "content_block_delta":
                noted = self._note(event)
                if noted is None:
                    continue
                event = noted
            frames.append(event.frame())
        if frames:
            self._quiet = 0
            await self._write(b"".join(frames))

    async def keep_alive(self) -> None:
        if self._held():
            return
        if self.response is None:
            self._opened_ahead = True
            await self._write(Event.of(self._placeholder_start()).frame())
            return
        self._quiet += 1
        await self._write(self._sign_of_life().frame())

    def _sign_of_life(self) -> Event:
        if self._open_block is not None and self._open_block[1] in _EMPTY_DELTAS:
            index, kind = self._open_block
            return Event.of({"type": "content_block_delta", "index": index, "delta": _EMPTY_DELTAS[kind]})
        if self._quiet % NO_OP_EVERY == 0:
            delta = {"stop_reason": None, "stop_sequence": None}
            return Event.of({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 0}})
        return _PING

    def _placeholder_start(self) -> dict[str, Any]:
        return {
            "type": "message_start",
            "message": {
                "id": self._received.request_id.replace("req_", "msg_"),
                "type": "message",
                "role": "assistant",
                "model": self._model,
                "content": [],
                "stop_reason": None,
                "stop_sequence": None,
                "usage": {"input_tokens": 0, "output_tokens": 0},
            },
        }

    def _note(self, event: Event) -> Event | None:
        """Follow the message's structure; None for an event that must not be sent a second time."""
        if event.type == "content_block_start":
            self._open_block = (event.data["index"], event.data["content_block"].get("type", ""))
        elif event.type == "content_block_stop":
            self._open_block = None
        elif event.type == "message_start" and self._opened_ahead:
            self._held_usage = event.data.get("message", {}).get("usage") or {}
            return None
        elif event.type == "message_delta" and self._held_usage:
            usage = {**self._held_usage, **(event.data.get("usage") or {})}
            self._held_usage = {}
            return Event.of({**event.data, "usage": usage})
        return event

    def _error_frame(self, error: ProxyError) -> bytes:
        return Event("error", error.event(self._received.request_id)).frame()


class MessageAnswer:
    """One JSON message, collected from the same events."""

    def __init__(self, received: Received) -> None:
        self.headers: dict[str, str] = {}
        self.sent_bytes = 0
        self.blocked = False
        self.response: web.StreamResponse | None = None
        self._received = received
        self._collector = Collector()

    async def send(self, events: list[Event]) -> None:
        for event in events:
            self._collect(event)

    async def finish(self) -> None:
        try:
            body = json.dumps(rendered(self._collector.message(), self._received))
        except (BrokenStream, json.InvalidJson) as error:
            raise _broken(error) from None
        self.sent_bytes = len(body)
        self.response = web.Response(
            body=body,
            content_type="application/json",
            headers={**self.headers, "request-id": self._received.request_id, "Server": SERVER},
        )

    async def fail(self, error: ProxyError) -> None:
        received = self._received
        self.response = error_response(error, received.request_id, received.headers, received.surface)
        self.response.headers.update(self.headers)

    async def keep_alive(self) -> None:
        """A JSON answer has no room for a sign of life."""

    def _collect(self, event: Event) -> None:
        try:
            self._collector.feed(event)
        except (BrokenStream, json.InvalidJson, KeyError, TypeError) as error:
            raise _broken(error) from None


def _broken(error: Exception) -> ProxyError:
    what = str(error) if isinstance(error, BrokenStream) else "an event of it is malformed"
    return ProxyError("INFERENCE_UPSTREAM_FAILURE", f"The provider's answer cannot be used: {what}.")
