"""A message as events, and events as a message.

A non-streaming answer goes through the same stages as a stream and is then collected, so that the two
cannot differ. Fields that are not known here travel in the first event and come back as they were.
Source: https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

from __future__ import annotations

from typing import Any

from proxy_core.wire import json
from proxy_core.wire.events import Event


def events_of(message: dict[str, Any]) -> list[Event]:
    """The stream that says what a whole message says. The message is not changed.

    Raises `BrokenStream` if its content is not a list of blocks.
    """
    content = message.get("content") or []
    if not isinstance(content, list):
        raise BrokenStream("its content is not a list")
    head = {**message, "content": [], "stop_reason": None, "stop_sequence": None}
    events = [Event.of({"type": "message_start", "message": head})]
    for index, block in enumerate(content):
        start, deltas = _split(block)
        events.append(Event.of({"type": "content_block_start", "index": index, "content_block": start}))
        events += (
            Event.of({"type": "content_block_delta", "index": index, "delta": delta}) for delta in deltas
        )
        events.append(Event.of({"type": "content_block_stop", "index": index}))
    stop = {"stop_reason": message.get("stop_reason"), "stop_sequence": message.get("stop_sequence")}
    for name in ("stop_details", "container"):
        if name in message:
            stop[name] = message[name]
    end: dict[str, Any] = {"type": "message_delta", "delta": stop, "usage": message.get("usage") or {}}
    events.append(Event.of(end))
    events.append(Event.of({"type": "message_stop"}))
    return events


def _split(block: object) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a block's start holds, and the deltas that bring the rest."""
    if not isinstance(block, dict):
        raise BrokenStream("a block is not an object")
    kind = block.get("type")
    if not isinstance(kind, str):
        raise BrokenStream("a block has no type")
    start = dict(block)
    deltas: list[dict[str, Any]] = []
    for name, delta in _TEXT_DELTAS.get(kind, ()):
        if value := block.get(name):
            if not isinstance(value, str):
                raise BrokenStream("a block's text is not a string")
            start[name] = ""
            deltas.append({"type": delta, name: value})
    if kind == "text" and deltas and isinstance(citations := block.get("citations"), list):
        start["citations"] = []
        deltas += [{"type": "citations_delta", "citation": citation} for citation in citations]
    if kind in _INPUT_BLOCKS and block.get("input"):
        start["input"] = {}
        deltas.append({"type": "input_json_delta", "partial_json": json.dumps(block["input"]).decode()})
    return start, deltas


#: block type -> its fields that stream, with the type of their deltas
_TEXT_DELTAS = {
    "text": (("text", "text_delta"),),
    "thinking": (("thinking", "thinking_delta"), ("signature", "signature_delta")),
}
#: blocks whose input streams as JSON
_INPUT_BLOCKS = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})


#: As much as the largest request; as objects a message takes several times its size. Nobody's answer is near.
MAX_MESSAGE_BYTES = 64 * 1024 * 1024


class BrokenStream(ValueError):
    """The events do not make a message. The text names what is wrong, never content."""


class TooLarge(BrokenStream):
    """The message is larger than `MAX_MESSAGE_BYTES`."""


class Collector:
    """Events in, one message out. An `error` event is kept in `error` and ends the message."""

    def __init__(self) -> None:
        self.error: dict[str, Any] | None = None
        self._message: dict[str, Any] | None = None
        self._blocks: dict[int, dict[str, Any]] = {}
        self._parts: dict[int, list[str]] = {}
        self._stopped = False
        self._size = 0

    def feed(self, event: Event) -> None:
        """Raises `BrokenStream` and `InvalidJson`, whatever the event holds."""
        try:
            self._take(event)
        except (BrokenStream, json.InvalidJson):
            raise
        except (AttributeError, KeyError, TypeError, ValueError):
            raise BrokenStream("an event of it is malformed") from None
        self._size += event.size or _made(event)
        if self._size > MAX_MESSAGE_BYTES:
            self._blocks.clear()
            self._parts.clear()
            raise TooLarge(f"it is larger than {MAX_MESSAGE_BYTES // (1024 * 1024)} MB")

    def message(self) -> dict[str, Any]:
        """The whole message. Raises `BrokenStream` if it never ended, and `InvalidJson`."""
        if self._message is None or not self._stopped:
            raise BrokenStream("the answer ended too early")
        for index in list(self._parts):
            self._close(index)
        return {**self._message, "content": [self._blocks[index] for index in sorted(self._blocks)]}

    def _take(self, event: Event) -> None:
        if event.type == "content_block_delta":
            self._delta(event.data)
        elif event.type == "content_block_start":
            index = event.data["index"]
            if not isinstance(index, int):
                raise BrokenStream("a block has no number")
            self._blocks[index] = dict(event.data["content_block"])
            self._parts[index] = []
        elif event.type == "content_block_stop":
            self._close(event.data["index"])
        elif event.type == "message_start":
            self._message = dict(event.data["message"])
        elif event.type == "message_delta":
            self._end(event.data)
        elif event.type == "message_stop":
            self._stopped = True
        elif event.type == "error":
            self.error = event.data

    def _delta(self, data: dict[str, Any]) -> None:
        index, delta = data["index"], data["delta"]
        if index not in self._parts:
            raise BrokenStream("a delta came for a block that is not open")
        kind = delta.get("type")
        if kind in _DELTA_FIELDS:
            part = delta[_DELTA_FIELDS[kind]]
            if not isinstance(part, str):
                raise BrokenStream("a delta's text is not a string")
            self._parts[index].append(part)
        elif kind == "signature_delta":
            self._blocks[index]["signature"] = delta["signature"]
        elif kind == "citations_delta":
            citations = self._blocks[index].get("citations") or []
            self._blocks[index]["citations"] = [*citations, delta["citation"]]

    def _close(self, index: int) -> None:
        if index not in self._blocks:
            raise BrokenStream("a block ended that never began")
        text = "".join(self._parts.pop(index, ()))
        block = self._blocks[index]
        kind = block.get("type")
        if not text:
            return
        if kind in ("text", "thinking"):
            before = block.get(kind) or ""
            if not isinstance(before, str):
                raise BrokenStream("a block's text is not a string")
            block[kind] = before + text
        else:
            block["input"] = json.loads(text)

    def _end(self, data: dict[str, Any]) -> None:
        if self._message is None:
            raise BrokenStream("the answer ended before it began")
        changes = {name: value for name, value in data.get("delta", {}).items() if value is not None}
        self._message.update(changes)
        usage = {name: value for name, value in (data.get("usage") or {}).items() if value is not None}
        self._message["usage"] = {**(self._message.get("usage") or {}), **usage}
        for name, value in data.items():
            if name not in ("type", "delta", "usage"):
                self._message[name] = value


def _made(event: Event) -> int:
    """The size of an event that was made here, as far as it can be large."""
    if event.type != "content_block_delta":
        return 0
    return sum(len(value) for value in event.data["delta"].values() if isinstance(value, str))


#: delta type -> the field that grows
_DELTA_FIELDS = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"}
