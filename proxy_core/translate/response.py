"""A whole completion as events, by way of the same machine as a stream, so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proxy_core.translate.stream import ChatStream
from proxy_core.wire.events import Event
from proxy_core.wire.openai_chat import first_choice, is_error


def is_completion(value: Mapping[str, Any]) -> bool:
    """Whether a decoded document is a chat completion, or reports a failure in its place."""
    return is_error(value) or first_choice(value) is not None


def events_of(completion: Mapping[str, Any], stream: ChatStream) -> list[Event]:
    """All events of an answer that came as one document. stream: a new machine made with `whole`."""
    events = stream.feed(as_chunk(completion))
    return events + stream.finish(done=True)


def as_chunk(completion: Mapping[str, Any]) -> dict[str, Any]:
    """The completion as the one chunk that says it all. The completion is not changed."""
    choice = first_choice(completion)
    if choice is None:
        return dict(completion)
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    delta = {key: value for key, value in message.items() if key != "tool_calls"}
    calls = message.get("tool_calls")
    if isinstance(calls, list) and calls:
        # Calls of a whole message are told apart by their place alone.
        delta["tool_calls"] = [
            {**call, "index": index} for index, call in enumerate(calls) if isinstance(call, dict)
        ]
    said = {key: value for key, value in choice.items() if key not in ("message", "delta")}
    return {**completion, "choices": [{**said, "delta": delta}]}
