"""What providers say, on both wires: short builders of answers for `tests.fakes.upstream`.

Shapes from Anthropic's streaming documentation and OpenAI's chat completions reference. Synthetic text only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def event(data: Mapping[str, Any]) -> bytes:
    """One Anthropic SSE frame."""
    return f"event: {data['type']}\ndata: {json.dumps(data)}\n\n".encode()


def text_block(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def tool_block(name: str, value: Mapping[str, Any], id: str = "toolu_01Scripted") -> dict[str, Any]:
    return {"type": "tool_use", "id": id, "name": name, "input": dict(value)}


def message(
    content: Sequence[Mapping[str, Any]], *, model: str = "scripted-1", stop_reason: str = ""
) -> dict[str, Any]:
    """A whole Anthropic message."""
    tools = any(block["type"] == "tool_use" for block in content)
    return {
        "id": "msg_01Scripted",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [dict(block) for block in content],
        "stop_reason": stop_reason or ("tool_use" if tools else "end_turn"),
        "stop_sequence": None,
        "usage": {"input_tokens": 12, "output_tokens": 34},
    }


def stream(whole: Mapping[str, Any], piece: int = 7) -> list[bytes]:
    """An Anthropic message as a stream: one SSE frame an item, deltas of `piece` characters."""
    start = {**whole, "content": [], "stop_reason": None, "usage": {"input_tokens": 12, "output_tokens": 1}}
    frames = [event({"type": "message_start", "message": start})]
    for index, block in enumerate(whole["content"]):
        frames.extend(_block(index, block, piece))
    delta = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
    frames.append(event({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 34}}))
    frames.append(event({"type": "message_stop"}))
    return frames


def _block(index: int, block: Mapping[str, Any], piece: int) -> list[bytes]:
    if block["type"] in ("tool_use", "server_tool_use"):
        opening: dict[str, Any] = {**block, "input": {}}
        kind, field, text = "input_json_delta", "partial_json", json.dumps(block["input"])
    elif block["type"] == "text":
        opening = {"type": "text", "text": ""}
        kind, field, text = "text_delta", "text", block["text"]
    else:
        # The results of tools that run at the provider come whole.
        opening, kind, field, text = dict(block), "", "", ""
    frames = [event({"type": "content_block_start", "index": index, "content_block": opening})]
    for start in range(0, len(text), piece):
        delta = {"type": kind, field: text[start : start + piece]}
        frames.append(event({"type": "content_block_delta", "index": index, "delta": delta}))
    frames.append(event({"type": "content_block_stop", "index": index}))
    return frames


def completion(
    text: str = "", calls: Sequence[tuple[str, Mapping[str, Any]]] = (), *, model: str = "scripted-1"
) -> dict[str, Any]:
    """A whole chat completion. calls: (function name, arguments)."""
    answer: dict[str, Any] = {"role": "assistant", "content": text or None}
    if calls:
        answer["tool_calls"] = [_call(index, name, value) for index, (name, value) in enumerate(calls)]
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model,
        "choices": [{"index": 0, "message": answer, "finish_reason": "tool_calls" if calls else "stop"}],
        "usage": {"prompt_tokens": 12, "completion_tokens": 34, "total_tokens": 46},
    }


def completion_stream(
    text: str = "",
    calls: Sequence[tuple[str, Mapping[str, Any]]] = (),
    *,
    piece: int = 7,
    model: str = "scripted-1",
) -> list[bytes]:
    """The same as a stream of chat.completion.chunk, usage in a last chunk without choices, then [DONE]."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": text[start : start + piece]} for start in range(0, len(text), piece)]
    for index, (name, value) in enumerate(calls):
        whole = _call(index, name, value)
        arguments = whole["function"].pop("arguments")
        opening = {**whole, "index": index, "function": {"name": name, "arguments": ""}}
        deltas.append({"tool_calls": [opening]})
        for start in range(0, len(arguments), piece):
            part = {"index": index, "function": {"arguments": arguments[start : start + piece]}}
            deltas.append({"tool_calls": [part]})
    frames = [_chunk(model, [{"index": 0, "delta": delta, "finish_reason": None}]) for delta in deltas]
    finish = "tool_calls" if calls else "stop"
    frames.append(_chunk(model, [{"index": 0, "delta": {}, "finish_reason": finish}]))
    usage = {"prompt_tokens": 12, "completion_tokens": 34, "total_tokens": 46}
    frames.append(_chunk(model, [], usage))
    frames.append(b"data: [DONE]\n\n")
    return frames


def _call(index: int, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(value)}
    return {"id": f"call_scripted{index}", "type": "function", "function": function}


def _chunk(model: str, choices: list[dict[str, Any]], usage: Mapping[str, int] | None = None) -> bytes:
    data = {
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": model,
        "choices": choices,
        **({"usage": usage} if usage else {}),
    }
    return f"data: {json.dumps(data)}\n\n".encode()


def anthropic_error(kind: str, text: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": text}, "request_id": "req_scripted"}


def openai_error(kind: str, text: str, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": text, "type": kind, "param": None, "code": code}}
