"""An answer, which comes as Anthropic's events, in the words of chat completions.

One machine for streams and whole answers: `Chunks` makes chunks of events, and `completion` makes one object
of a collected message. Sources: https://platform.openai.com/docs/api-reference/chat/object and
/chat-streaming; `reasoning_content` is DeepSeek's name, which most clients read.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from proxy_core.wire import json
from proxy_core.wire.events import Event

#: `stop_reason` -> `finish_reason`; what is not here has stopped
FINISH_REASONS: Mapping[str, str] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content_filter",
}


class Usage(Enum):
    """Where a stream tells the token counts."""

    NONE = "nowhere"
    APART = "in a last chunk without choices, as `stream_options.include_usage` asks for"
    AT_END = "in the chunk with the finish reason"


class Chunks:
    """The `chat.completion.chunk` objects of one answer: `feed` event by event."""

    def __init__(self, created: int, usage: Usage) -> None:
        """created: seconds since 1970."""
        self._created = created
        self._where = usage
        self._head: dict[str, Any] = {}
        self._usage: dict[str, Any] = {}
        self._calls: dict[int, int] = {}  # block -> its place among the calls

    def feed(self, event: Event) -> list[dict[str, Any]]:
        """The chunks that an event becomes."""
        if event.type == "content_block_delta":
            return self._delta(event.data["index"], event.data["delta"])
        if event.type == "content_block_start":
            return self._begin(event.data["index"], event.data["content_block"])
        if event.type == "message_start":
            message = event.data["message"]
            self._head = {"id": message.get("id", ""), "model": message.get("model", "")}
            self._usage = dict(message.get("usage") or {})
            return [self._chunk({"role": "assistant", "content": ""})]
        if event.type == "message_delta":
            self._usage |= {name: value for name, value in (event.data.get("usage") or {}).items() if value}
            return self._end(event.data["delta"].get("stop_reason"))
        if event.type == "message_stop" and self._where is Usage.APART:
            return [{**self._chunk({}), "choices": [], "usage": usage_of(self._usage)}]
        return []

    def _begin(self, index: int, block: Mapping[str, Any]) -> list[dict[str, Any]]:
        if block.get("type") == "text" and block.get("text"):
            return [self._chunk({"content": block["text"]})]
        if block.get("type") != "tool_use":
            return []
        place = self._calls[index] = len(self._calls)
        function = {"name": block["name"], "arguments": ""}
        call = {"index": place, "id": block["id"], "type": "function", "function": function}
        return [self._chunk({"tool_calls": [call]})]

    def _delta(self, index: int, delta: Mapping[str, Any]) -> list[dict[str, Any]]:
        kind = delta.get("type")
        if kind == "text_delta":
            return [self._chunk({"content": delta["text"]})] if delta["text"] else []
        if kind == "thinking_delta":
            return [self._chunk({"reasoning_content": delta["thinking"]})] if delta["thinking"] else []
        if kind == "input_json_delta" and index in self._calls and delta["partial_json"]:
            function = {"arguments": delta["partial_json"]}
            return [self._chunk({"tool_calls": [{"index": self._calls[index], "function": function}]})]
        return []

    def _end(self, reason: str | None) -> list[dict[str, Any]]:
        if not reason:
            return []
        chunk = self._chunk({}, FINISH_REASONS.get(reason, "stop"))
        return [{**chunk, "usage": usage_of(self._usage)} if self._where is Usage.AT_END else chunk]

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {
            "id": self._head.get("id", ""),
            "object": "chat.completion.chunk",
            "created": self._created,
            "model": self._head.get("model", ""),
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }


def completion(message: Mapping[str, Any], created: int) -> dict[str, Any]:
    """The `chat.completion` object that says what a whole message says."""
    return {
        "id": message.get("id", ""),
        "object": "chat.completion",
        "created": created,
        "model": message.get("model", ""),
        "choices": [choice_of(message)],
        "usage": usage_of(message.get("usage") or {}),
    }


def choice_of(message: Mapping[str, Any]) -> dict[str, Any]:
    """The one choice. content is null only beside tool calls."""
    blocks = message.get("content") or []
    text = "".join(block["text"] for block in blocks if block.get("type") == "text")
    thought = "".join(block["thinking"] for block in blocks if block.get("type") == "thinking")
    calls = [
        {
            "id": block["id"],
            "type": "function",
            "function": {"name": block["name"], "arguments": json.dumps(block["input"]).decode()},
        }
        for block in blocks
        if block.get("type") == "tool_use"
    ]
    said: dict[str, Any] = {"role": "assistant", "content": text or (None if calls else "")}
    if thought:
        said["reasoning_content"] = thought
    if calls:
        said["tool_calls"] = calls
    reason = FINISH_REASONS.get(str(message.get("stop_reason")), "stop")
    return {"index": 0, "message": said, "finish_reason": reason}


def usage_of(usage: Mapping[str, Any]) -> dict[str, Any]:
    """Anthropic counts the three kinds of input apart; chat completions' prompt holds all of them."""
    read = usage.get("cache_read_input_tokens") or 0
    prompt = (usage.get("input_tokens") or 0) + read + (usage.get("cache_creation_input_tokens") or 0)
    answer = usage.get("output_tokens") or 0
    return {
        "prompt_tokens": prompt,
        "completion_tokens": answer,
        "total_tokens": prompt + answer,
        "prompt_tokens_details": {"cached_tokens": read},
    }
