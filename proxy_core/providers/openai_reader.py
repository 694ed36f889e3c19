"""Reads the bytes of an answer on one of OpenAI's wires and feeds a machine with what they hold.

An answer is read as what it is, a stream of events or one document, not as what was asked for. What it says
is the machine's business (`proxy_core.translate`).
"""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from proxy_core.errors import ProxyError
from proxy_core.providers.base import Call
from proxy_core.providers.failures import stream_failure
from proxy_core.providers.profiles import profile_of
from proxy_core.providers.whole import MAX_ANSWER_BYTES
from proxy_core.routing.catalog import facts_of
from proxy_core.translate.names import ToolNames, ids_of_calls
from proxy_core.translate.overflow import Known
from proxy_core.wire import json
from proxy_core.wire.events import Event
from proxy_core.wire.openai_chat import decode
from proxy_core.wire.sse import SseDecoder, SseEvent, SseTooLong
from proxy_core.wire.tokens import estimate


class Machine(Protocol):
    """Decoded pieces of an answer in, Anthropic events out; see `proxy_core.translate.stream`."""

    def feed(self, chunk: Mapping[str, Any]) -> list[Event]:
        """The events that a piece completes."""
        ...

    def finish(self, done: bool = False) -> list[Event]:
        """The events at the end. done: whether the upstream said that it was the end."""
        ...

    def fail(self, error: ProxyError) -> list[Event]:
        """The events that report a failure."""
        ...


M = TypeVar("M", bound=Machine)


class OpenAIReader(ABC, Generic[M]):
    """An `AnswerReader`. answer: what a document must be, in words."""

    answer: ClassVar[str]

    def __init__(self, call: Call, new_id: Callable[[], str] = secrets.token_hex) -> None:
        """new_id: makes ids for what the upstream gives none."""
        self.call = call
        self._new_id = new_id
        self._head = b""
        self._body: list[bytes] | None = None
        self._size = 0
        self._decoder = SseDecoder()
        self._stream: M | None = None

    @abstractmethod
    def machine(self, **common: Any) -> M:
        """A new machine. common: the arguments that both wires' machines take."""

    @abstractmethod
    def events_of(self, document: Mapping[str, Any], machine: M) -> list[Event] | None:
        """The events of a whole answer; None if the document is none."""

    def named(self, event: str, piece: dict[str, Any]) -> dict[str, Any]:
        """A piece of a stream that came in an event of that name."""
        return piece

    def feed(self, data: bytes) -> list[Event]:
        if self._stream is not None:
            return self._chunks(self._stream, data)
        if self._body is not None:
            self._size += len(data)
            if self._size <= MAX_ANSWER_BYTES:
                self._body.append(data)
            return []
        self._head += data
        first = self._head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if not first:
            return []
        data, self._head = self._head, b""
        if first in b"{[":
            self._body = [data]
            return []
        self._stream = self._machine()
        return self._chunks(self._stream, data)

    def finish(self) -> list[Event]:
        if self._body is not None:
            return self._document(b"".join(self._body))
        stream = self._stream or self._machine()
        return self._read(stream, self._decoder.finish()) + stream.finish()

    def _machine(self) -> M:
        call, body = self.call, self.call.body
        return self.machine(
            # The name that the client knows: Claude Code sends a thought, and what travels with it, back only
            # if the answer came from the model that it asks now.
            model=str(body.get("model") or call.model),
            provider=call.provider.name,
            names=ToolNames.of(body),
            show_thinking=(body.get("thinking") or {}).get("type") != "disabled",
            # Who does not stream gains nothing from a part of a call's arguments.
            whole=self._body is not None or not call.stream,
            earlier_ids=cache(partial(ids_of_calls, body)),
            failure=partial(stream_failure, call.provider.name, known=partial(known_of, call)),
            estimate=partial(estimate, body),
            new_id=self._new_id,
        )

    def _chunks(self, stream: M, data: bytes) -> list[Event]:
        try:
            return self._read(stream, self._decoder.feed(data))
        except SseTooLong:
            return stream.fail(self._broken("sent an event that is too long"))

    def _read(self, stream: M, items: list[SseEvent]) -> list[Event]:
        events: list[Event] = []
        for item in items:
            try:
                chunks = _chunks_of(item.data)
            except json.InvalidJson:
                return events + stream.fail(self._broken("sent what is not JSON"))
            for chunk in chunks:
                if chunk is None:
                    events += stream.finish(done=True)
                elif item.event == "error":
                    known = partial(known_of, self.call)
                    events += stream.fail(stream_failure(self.call.provider.name, chunk, known))
                else:
                    events += stream.feed(self.named(item.event, chunk))
        return events

    def _document(self, body: bytes) -> list[Event]:
        stream = self._machine()
        try:
            document = decode(body)
        except json.InvalidJson:
            return stream.fail(self._broken("sent broken JSON"))
        events = None if document is None else self.events_of(document, stream)
        if events is None:
            return stream.fail(self._broken(f"answered with something that is not {self.answer}"))
        return events

    def _broken(self, what: str) -> ProxyError:
        return ProxyError("INFERENCE_UPSTREAM_FAILURE", f"The provider '{self.call.provider.name}' {what}.")


def known_of(call: Call) -> Known:
    """How large a request is and how much its model takes, as far as that is known without the provider."""
    facts = facts_of(call.model, profile_of(call.provider.base_url))
    return Known(estimate(call.body), facts.context if facts is not None else 0)


def _chunks_of(payload: bytes) -> list[dict[str, Any] | None]:
    """The chunks of one event: one, unless somebody forgot the empty lines between them; None for [DONE].

    Raises `InvalidJson`. An empty payload, which keeps the connection alive, has none.
    """
    try:
        return [decode(payload)]
    except json.InvalidJson:
        return [decode(line) for line in payload.split(b"\n") if line.strip()]
