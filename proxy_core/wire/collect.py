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
    """The stream that says what a whole message says. The message is not changed."""
    head = {**message, "content": [], "stop_reason": None, "stop_sequence": None}
    events = [Event.of({"type": "message_start", "message": head})]
    for index, block in enumerate(message.get("content") or []):
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


def _split(block: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    kind = block.get("type")
    if kind == "text" and block.get("text"):
        deltas = [{"type": "text_delta", "text": block["text"]}]
        start = {**block, "text": ""}
        if block.get("citations"):
            start["citations"] = []
            deltas += [{"type": "citations_delta", "citation": citation} for citation in block["citations"]]
        return start, deltas
    if kind == "thinking":
        deltas = []
        if block.get("thinking"):
            deltas.append({"type": "thinking_delta", "thinking": block["thinking"]})
        if block.get("signature"):
            deltas.append({"type": "signature_delta", "signature": block["signature"]})
        return {**block, "thinking": "", "signature": ""}, deltas
    if kind in _INPUT_BLOCKS and block.get("input"):
        text = json.dumps(block["input"]).decode()
        return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": text}]
    return block, []


#: blocks whose input streams as JSON
_INPUT_BLOCKS = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})


class BrokenStream(ValueError):
    """The events do not make a message. The text names what is wrong, never content."""


class Collector:
    """Events in, one message out. An `error` event is kept in `error` and ends the message."""

    def __init__(self) -> None:
        self.error: dict[str, Any] | None = None
        self._message: dict[str, Any] | None = None
        self._blocks: dict[int, dict[str, Any]] = {}
        self._parts: dict[int, list[str]] = {}
        self._stopped = False

    def feed(self, event: Event) -> None:
        """Raises `BrokenStream` and `InvalidJson`."""
        if event.type == "content_block_delta":
            self._delta(event.data)
        elif event.type == "content_block_start":
            index = event.data["index"]
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

    def message(self) -> dict[str, Any]:
        """The whole message. Raises `BrokenStream` if it never ended."""
        if self._message is None or not self._stopped:
            raise BrokenStream("the answer ended too early")
        for index in list(self._parts):
            self._close(index)
        return {**self._message, "content": [self._blocks[index] for index in sorted(self._blocks)]}

    def _delta(self, data: dict[str, Any]) -> None:
        index, delta = data["index"], data["delta"]
        if index not in self._parts:
            raise BrokenStream("a delta came for a block that is not open")
        kind = delta.get("type")
        if kind in _DELTA_FIELDS:
            self._parts[index].append(delta[_DELTA_FIELDS[kind]])
        elif kind == "signature_delta":
            self._blocks[index]["signature"] = delta["signature"]
        elif kind == "citations_delta":
            citations = self._blocks[index].get("citations") or []
            self._blocks[index]["citations"] = [*citations, delta["citation"]]

    def _close(self, index: int) -> None:
        text = "".join(self._parts.pop(index, ()))
        block = self._blocks[index]
        if not text:
            return
        kind = block.get("type")
        if kind == "text":
            block["text"] = block.get("text", "") + text
        elif kind == "thinking":
            block["thinking"] = block.get("thinking", "") + text
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


#: delta type -> the field that grows
_DELTA_FIELDS = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"}
