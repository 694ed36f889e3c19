"""The client's side of an answer: one that streams, one that collects.

Nothing is sent before the provider's first event, so that until then a failure is an HTTP status. Only if
that takes very long, which the pipeline watches, is the stream opened ahead of it, because Claude Code gives
up on silence.
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
from proxy_core.wire.collect import BrokenStream, Collector, TooLarge
from proxy_core.wire.events import Event

#: Claude Code 2.1 gives up after 300 s without an event that it counts; it does not count pings. Between
#: blocks only a `message_delta` counts; one is sent as often as this, in seconds.
COUNTED_EVERY_S = 120.0
_EMPTY_DELTAS = {
    "text": {"type": "text_delta", "text": ""},
    "thinking": {"type": "thinking_delta", "thinking": ""},
    "tool_use": {"type": "input_json_delta", "partial_json": ""},
    "server_tool_use": {"type": "input_json_delta", "partial_json": ""},
}
_PING = Event.of({"type": "ping"})
_NO_OP = Event.of(
    {
        "type": "message_delta",
        "delta": {"stop_reason": None, "stop_sequence": None},
        "usage": {"output_tokens": 0},
    }
)
_COUNTED = frozenset({"message_start", "content_block_start", "content_block_stop", "message_delta"})


class HttpReply:
    """Where the answer to one HTTP request goes."""

    def __init__(self, request: web.BaseRequest, received: Received, clock: Clock, quiet_s: float) -> None:
        """quiet_s: how often `keep_alive` is called while the provider is silent."""
        self._request = request
        self._received = received
        self._clock = clock
        self._quiet = quiet_s
        self.headers: dict[str, str] = {}
        self._answer: StreamAnswer | ChatStreamAnswer | MessageAnswer = MessageAnswer(received)
        self._answer.headers = self.headers

    def answer_to(self, request: Parsed) -> StreamAnswer | ChatStreamAnswer | MessageAnswer:
        if request.stream:
            if self._received.surface is Surface.MESSAGES:
                self._answer = StreamAnswer(self._request, self._received, request, self._clock, self._quiet)
            else:
                self._answer = ChatStreamAnswer(self._request, self._received, request)
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
    with comments: an empty delta in the open block, or a `message_delta` that says nothing new.
    """

    def __init__(
        self, request: web.BaseRequest, received: Received, parsed: Parsed, clock: Clock, quiet_s: float
    ) -> None:
        super().__init__(request, received)
        self._clock = clock
        self._quiet = quiet_s
        self._model = parsed.model
        self._open_block: tuple[int, str] | None = None
        self._opened_ahead = False
        self._held_usage: dict[str, Any] = {}
        self._counted = 0.0  # when the last event went out that Claude Code counts
        self._end = _NO_OP

    async def send(self, events: list[Event]) -> None:
        frames: list[bytes] = []
        counts = False
        for event in events:
            if event.type == "content_block_delta":
                counts = True
            else:
                noted = self._note(event)
                if noted is None:
                    continue
                event = noted
                counts = counts or event.type in _COUNTED
            frames.append(event.frame())
        if not frames:
            return
        if counts:
            self._counted = self._clock.monotonic()
        elif self.response is not None and self._due():
            frames.append(self._sign_of_life().frame())
        await self._write(b"".join(frames))

    async def keep_alive(self) -> None:
        if self.response is None:
            self._opened_ahead = True
            self._counted = self._clock.monotonic()
            await self._write(Event.of(self._placeholder_start()).frame())
            return
        await self._write(self._sign_of_life().frame())

    def _due(self) -> bool:
        """Whether the next sign of life would come too late to be the one that counts."""
        return self._clock.monotonic() + self._quiet - self._counted > COUNTED_EVERY_S

    def _sign_of_life(self) -> Event:
        if self._open_block is not None and self._open_block[1] in _EMPTY_DELTAS:
            index, kind = self._open_block
            event = Event.of({"type": "content_block_delta", "index": index, "delta": _EMPTY_DELTAS[kind]})
        elif self._due():
            event = self._end
        else:
            return _PING
        self._counted = self._clock.monotonic()
        return event

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
            self._end = Event.of({**event.data, "usage": usage})
            return self._end
        elif event.type == "message_delta":
            self._end = event  # an empty one after it would take back why the answer ended, and its usage
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
    # What was too large once would be so again.
    retryable = False if isinstance(error, TooLarge) else None
    text = f"The provider's answer cannot be used: {what}."
    return ProxyError("INFERENCE_UPSTREAM_FAILURE", text, retryable=retryable)
