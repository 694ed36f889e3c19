"""What a provider of the Responses API says: short builders of answers for `tests.fakes.upstream`.

Shapes from OpenAI's streaming reference. Synthetic text only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_USAGE = {"input_tokens": 12, "output_tokens": 34, "total_tokens": 46}
#: type of an item -> its deltas, and the field or part that streams
_DELTAS = {
    "reasoning": "reasoning_summary_text",
    "message": "output_text",
    "function_call": "function_call_arguments",
}


def response(
    text: str = "",
    calls: Sequence[tuple[str, Mapping[str, Any]]] = (),
    *,
    thought: str = "",
    status: str = "completed",
    model: str = "scripted-1",
) -> dict[str, Any]:
    """A whole response. calls: (function name, arguments). thought: a reasoning item before all else."""
    return {
        "id": "resp_scripted",
        "object": "response",
        "created_at": 1_700_000_000,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "model": model,
        "output": list(_items(text, calls, thought)) if status == "completed" else [],
        "store": False,
        "usage": _USAGE if status == "completed" else None,
    }


def response_stream(
    text: str = "",
    calls: Sequence[tuple[str, Mapping[str, Any]]] = (),
    *,
    thought: str = "",
    piece: int = 7,
    model: str = "scripted-1",
) -> list[bytes]:
    """The same as a stream of events, one SSE frame an item."""
    begun = response(status="in_progress", model=model)
    events = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
    ]
    whole = response(text, calls, thought=thought, model=model)
    for index, item in enumerate(whole["output"]):
        events += _item(index, item, piece)
    events.append({"type": "response.completed", "response": whole})
    numbered = ({**event, "sequence_number": number} for number, event in enumerate(events))
    return [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in numbered]


def _items(
    text: str, calls: Sequence[tuple[str, Mapping[str, Any]]], thought: str
) -> Iterator[dict[str, Any]]:
    if thought:
        summary = [{"type": "summary_text", "text": thought}]
        yield {
            "type": "reasoning",
            "id": "rs_scripted",
            "summary": summary,
            "encrypted_content": "gAAAscripted",
        }
    if text:
        content = [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}]
        head = {"type": "message", "id": "msg_scripted", "status": "completed", "role": "assistant"}
        yield {**head, "content": content}
    for number, (name, value) in enumerate(calls):
        ids = {"id": f"fc_scripted{number}", "call_id": f"call_scripted{number}"}
        arguments = {"name": name, "arguments": json.dumps(value), "status": "completed"}
        yield {"type": "function_call", **ids, **arguments}


def _item(index: int, item: Mapping[str, Any], piece: int) -> Iterator[dict[str, Any]]:
    about = {"output_index": index, "item_id": item["id"]}
    text, bare, part = _parts(item)
    name = f"response.{_DELTAS[item['type']]}"
    group = "reasoning_summary_part" if item["type"] == "reasoning" else "content_part"
    number = {"summary_index" if item["type"] == "reasoning" else "content_index": 0} if part else {}
    yield {"type": "response.output_item.added", "output_index": index, "item": bare}
    if part:
        yield {"type": f"response.{group}.added", **about, **number, "part": {**part, "text": ""}}
    for start in range(0, len(text), piece):
        yield {"type": f"{name}.delta", **about, **number, "delta": text[start : start + piece]}
    field = "text" if part else "arguments"
    yield {"type": f"{name}.done", **about, **number, field: text}
    if part:
        yield {"type": f"response.{group}.done", **about, **number, "part": part}
    yield {"type": "response.output_item.done", "output_index": index, "item": dict(item)}


def _parts(item: Mapping[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """What streams of an item, the item without it, and the part that holds it."""
    if item["type"] == "function_call":
        return item["arguments"], {**item, "arguments": "", "status": "in_progress"}, {}
    field = "summary" if item["type"] == "reasoning" else "content"
    part = item[field][0]
    return part["text"], {**item, field: []}, part
