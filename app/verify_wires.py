"""What the capture upstream of `scrubroom verify` answers, on each kind of wire, cut where it is told to.

Owns the shapes of answers: Anthropic's stream (https://docs.anthropic.com/en/docs/build-with-claude/streaming),
chat completions (https://platform.openai.com/docs/api-reference/chat-streaming) and the Responses API
(https://platform.openai.com/docs/api-reference/responses-streaming). Must not know patients.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from proxy_core.privacy.placeholders import TOLERANT, canonical

#: where the deltas of a text end
Split = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. calls: (tool, input)."""

    thought: str
    text: str
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()


def in_pieces(size: int) -> Split:
    """Deltas of so many characters."""
    return lambda text: [text[at : at + size] for at in range(0, len(text), size)]


def in_two(at: int) -> Split:
    """Two deltas, of which the first has so many characters."""
    return lambda text: [piece for piece in (text[:at], text[at:]) if piece]


def anthropic_message(said: Said) -> dict[str, Any]:
    """A whole Anthropic message."""
    content: list[dict[str, Any]] = []
    if said.thought:
        content.append({"type": "thinking", "thinking": said.thought, "signature": "verify"})
    content.append({"type": "text", "text": said.text})
    for number, (name, value) in enumerate(said.calls):
        content.append({"type": "tool_use", "id": f"toolu_verify{number}", "name": name, "input": value})
    return {
        "id": "msg_verify",
        "type": "message",
        "role": "assistant",
        "model": "verify",
        "content": content,
        "stop_reason": "tool_use" if said.calls else "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }


def anthropic_stream(said: Said, split: Split) -> Iterator[bytes]:
    """The same as server-sent events, one an item."""
    message = anthropic_message(said)
    start = {**message, "content": [], "stop_reason": None}
    yield _event({"type": "message_start", "message": start})
    for index, block in enumerate(message["content"]):
        yield from _block(index, block, split)
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 1}})
    yield _event({"type": "message_stop"})


#: block type -> its field, its delta's type, the field of that
_DELTAS = {
    "text": ("text", "text_delta", "text"),
    "thinking": ("thinking", "thinking_delta", "thinking"),
    "tool_use": ("input", "input_json_delta", "partial_json"),
}


def _block(index: int, block: dict[str, Any], split: Split) -> Iterator[bytes]:
    field, kind, part = _DELTAS[block["type"]]
    value = block[field]
    empty, whole = ("", value) if isinstance(value, str) else ({}, _dumps(value))
    yield _event({"type": "content_block_start", "index": index, "content_block": {**block, field: empty}})
    for piece in split(whole):
        delta = {"type": kind, part: piece}
        yield _event({"type": "content_block_delta", "index": index, "delta": delta})
    yield _event({"type": "content_block_stop", "index": index})


def _event(data: Mapping[str, Any]) -> bytes:
    return f"event: {data['type']}\ndata: {_dumps(data)}\n\n".encode()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def chat_completion(said: Said) -> dict[str, Any]:
    """A whole chat completion."""
    message: dict[str, Any] = {"role": "assistant", "content": said.text}
    if said.thought:
        message["reasoning_content"] = said.thought
    if said.calls:
        message["tool_calls"] = [_call(number, *call) for number, call in enumerate(said.calls)]
    choice = {"index": 0, "message": message, "finish_reason": _finish(said)}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {**_CHAT, "object": "chat.completion", "choices": [choice], "usage": usage}


def chat_stream(said: Said, split: Split) -> Iterator[bytes]:
    """The same as server-sent events, one an item."""
    yield _chunk({"role": "assistant", "content": ""})
    for piece in split(said.thought):
        yield _chunk({"reasoning_content": piece})
    for piece in split(said.text):
        yield _chunk({"content": piece})
    for number, call in enumerate(said.calls):
        whole = _call(number, *call)
        arguments = whole["function"].pop("arguments")
        yield _chunk({"tool_calls": [{"index": number, **whole}]})
        for piece in split(arguments):
            yield _chunk({"tool_calls": [{"index": number, "function": {"arguments": piece}}]})
    yield _chunk({}, _finish(said))
    yield b"data: [DONE]\n\n"


_CHAT = {"id": "chatcmpl-verify", "created": 1_700_000_000, "model": "verify"}


def _call(number: int, name: str, value: dict[str, Any]) -> dict[str, Any]:
    function = {"name": name, "arguments": _dumps(value)}
    return {"id": f"call_verify{number}", "type": "function", "function": function}


def _finish(said: Said) -> str:
    return "tool_calls" if said.calls else "stop"


def _chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return f"data: {_dumps({**_CHAT, 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n".encode()


def response(said: Said) -> dict[str, Any]:
    """A whole response."""
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    return {**_RESPONSE, "status": "completed", "output": list(_items(said)), "usage": usage}


def response_stream(said: Said, split: Split) -> Iterator[bytes]:
    """The same as server-sent events, one an item."""
    yield _event({"type": "response.created", "response": _RESPONSE})
    for index, item in enumerate(_items(said)):
        kind, text, bare = _ITEMS[item["type"]](item)
        about = {"output_index": index, "item_id": item["id"]}
        yield _event({"type": "response.output_item.added", "output_index": index, "item": bare})
        for piece in split(text):
            yield _event({"type": f"response.{kind}.delta", **about, "delta": piece})
        yield _event({"type": "response.output_item.done", "output_index": index, "item": item})
    yield _event({"type": "response.completed", "response": response(said)})


_RESPONSE: Mapping[str, Any] = {
    "id": "resp_verify",
    "object": "response",
    "model": "verify",
    "output": [],
    "error": None,
}
#: type of an item -> its delta's name, the text that streams, and the item without it
_ITEMS: Mapping[str, Callable[[dict[str, Any]], tuple[str, str, dict[str, Any]]]] = {
    "reasoning": lambda item: (
        "reasoning_summary_text", item["summary"][0]["text"], {**item, "summary": []}
    ),
    "message": lambda item: ("output_text", item["content"][0]["text"], {**item, "content": []}),
    "function_call": lambda item: (
        "function_call_arguments", item["arguments"], {**item, "arguments": ""}
    ),
}  # fmt: skip


def _items(said: Said) -> Iterator[dict[str, Any]]:
    if said.thought:
        summary = [{"type": "summary_text", "text": said.thought}]
        yield {"type": "reasoning", "id": "rs_verify", "summary": summary, "encrypted_content": "verify"}
    content = [{"type": "output_text", "text": said.text, "annotations": []}]
    yield {"type": "message", "id": "msg_verify", "role": "assistant", "content": content}
    for number, (name, value) in enumerate(said.calls):
        ids = {"id": f"fc_verify{number}", "call_id": f"call_verify{number}"}
        yield {"type": "function_call", **ids, "name": name, "arguments": _dumps(value)}


def tagged(wire: Wire) -> Wire:
    """As a model answers whose answers begin inside a thought, without a tag before it."""
    stream, whole = wire.stream, wire.whole
    assert whole is not None
    return Wire(lambda said, split: stream(_tagged(said), split), lambda said: whole(_tagged(said)))


def _tagged(said: Said) -> Said:
    return Said("", f"{said.thought}</think>{said.text}", said.calls)


@dataclass(frozen=True, slots=True)
class Wire:
    """How a kind of provider answers. whole: None where it only streams. remote: over a network, which cuts
    between any two bytes."""

    stream: Callable[[Said, Split], Iterator[bytes]]
    whole: Callable[[Said], dict[str, Any]] | None
    remote: bool = True


#: provider kind -> its wire
WIRES: Mapping[str, Wire] = {
    "anthropic": Wire(anthropic_stream, anthropic_message),
    "openai": Wire(chat_stream, chat_completion),
    "openai_responses": Wire(response_stream, response),
    "demo": Wire(anthropic_stream, None, remote=False),
}


def echoes(body: bytes) -> list[str]:
    """Every string of a JSON body, keys too, in which a placeholder stands."""
    return [text for text in _strings(json.loads(body)) if TOLERANT.search(text)]


def type_of(match: re.Match[str]) -> str:
    """The PHI type of a placeholder that `TOLERANT` found."""
    return canonical(match)[len("PHI_") : -len("_XXXXXXXX")]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
