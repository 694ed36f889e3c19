"""The events of one answer on Anthropic's side, whatever wire it came from.

Owns what every stream must hold to: message_start once, with the first thing said, so that a failure before
it is still an HTTP status; indices 0, 1, 2...; ids of calls that differ; one message_delta with the reason
and the counts, then message_stop. When a block opens and closes is the machine's business that uses this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.translate import usage
from proxy_core.translate.names import client_id
from proxy_core.translate.tables import FILTER_REFUSAL, MODEL_REFUSAL
from proxy_core.wire import json
from proxy_core.wire.events import Event, Failed

#: delta -> the field that it brings
_FIELDS: Mapping[str, str] = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "signature",
    "input_json_delta": "partial_json",
}
#: what of an upstream's id for an answer is not kept
_ID_PREFIXES = ("chatcmpl-", "resp_", "msg_")


@dataclass(frozen=True, slots=True)
class Ending:
    """Why an answer ended. reason: Anthropic's name for what the upstream says. matched: the stop sequence
    that was met. refused: the model said that it refuses. cut_off: a call's arguments are not whole."""

    reason: str = "end_turn"
    matched: str = ""
    refused: bool = False
    cut_off: bool = False

    def delta(self, has_calls: bool) -> dict[str, Any]:
        """The `delta` of message_delta. has_calls: whether the answer holds calls for the client."""
        reason = self._stop_reason(has_calls)
        delta: dict[str, Any] = {"stop_reason": reason, "stop_sequence": None}
        if reason == "stop_sequence":
            delta["stop_sequence"] = self.matched
        elif reason == "refusal":
            why = MODEL_REFUSAL if self.refused else FILTER_REFUSAL
            delta["stop_details"] = {"type": "refusal", "category": None, "explanation": why}
        return delta

    def _stop_reason(self, has_calls: bool) -> str:
        if self.matched and not has_calls:
            return "stop_sequence"
        if self.refused and self.reason == "end_turn":
            return "refusal"
        if self.cut_off and self.reason in ("end_turn", "tool_use"):
            return "max_tokens"
        if self.reason in ("end_turn", "tool_use"):
            # Many say "stop" after a call, and some "tool_calls" without one.
            return "tool_use" if has_calls else "end_turn"
        return self.reason


class Blocks:
    """Collects events; `take` hands out those that are there. characters: how much was said so far."""

    def __init__(
        self,
        model: str,
        new_id: Callable[[], str],
        earlier_ids: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        """new_id: makes ids for what the upstream gives none. earlier_ids: of the calls in the request's
        history, asked only for a call."""
        self.characters = 0
        self._model, self._new_id, self._earlier_ids = model, new_id, earlier_ids
        self._events: list[Event] = []
        self._start: Event | None = None  # waits for what follows it
        self._index = 0  # of the open block, or of the next one
        self._ids: set[str] = set()

    def begin(self, upstream: object) -> None:
        """The answer begins. upstream: its id there, if it has one."""
        id = client_id(upstream) if isinstance(upstream, str) else ""
        for prefix in _ID_PREFIXES:
            id = id.removeprefix(prefix)
        message: dict[str, Any] = {
            "id": f"msg_{id or self._new_id()}",
            "type": "message",
            "role": "assistant",
            "model": self._model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": dict(usage.NOTHING),
        }
        self._start = Event.of({"type": "message_start", "message": message})

    def open(self, block: dict[str, Any]) -> None:
        data = {"type": "content_block_start", "index": self._index, "content_block": block}
        self._events.append(Event("content_block_start", data))

    def open_text(self) -> None:
        self.open({"type": "text", "text": ""})

    def open_thought(self) -> None:
        self.open({"type": "thinking", "thinking": "", "signature": ""})

    def open_call(self, id: str, name: str) -> None:
        """id: its own as Anthropic's pattern wants it; a new one takes its place if it is empty or taken."""
        if not id or id in self._ids or id in self._earlier_ids():
            id = f"toolu_{self._new_id()}"
        self._ids.add(id)
        self.open({"type": "tool_use", "id": id, "name": name, "input": {}})

    def add(self, block: dict[str, Any]) -> None:
        """A whole block; its input streams, as clients expect."""
        given = block.get("input")
        self.open({**block, "input": {}} if given is not None else block)
        if given is not None:
            self.delta("input_json_delta", json.dumps(given).decode())
        self.close()

    def delta(self, kind: str, value: str) -> None:
        self._events.append(self.delta_event(kind, value))

    def delta_event(self, kind: str, value: str) -> Event:
        """A delta of the open block, for whoever hands it on himself."""
        if kind != "signature_delta":
            self.characters += len(value)
        delta = {"type": kind, _FIELDS[kind]: value}
        data = {"type": "content_block_delta", "index": self._index, "delta": delta}
        return Event("content_block_delta", data)

    def close(self) -> None:
        self._events.append(Event.of({"type": "content_block_stop", "index": self._index}))
        self._index += 1

    def end(self, ending: Ending, counts: Mapping[str, Any]) -> None:
        """counts: the `usage` of message_delta."""
        delta = ending.delta(has_calls=bool(self._ids))
        self._events.append(Event.of({"type": "message_delta", "delta": delta, "usage": dict(counts)}))
        self._events.append(Event.of({"type": "message_stop"}))

    def fail(self, error: ProxyError) -> None:
        self._events.append(Failed(error))

    def take(self) -> list[Event]:
        """The events since the last time. An error that is all there is comes without message_start."""
        events, self._events = self._events, []
        if self._start is not None and events:
            if events[0].type != "error":
                events.insert(0, self._start)
            self._start = None
        return events
