"""Whether an event of an Anthropic stream has the shape that all who read it rely on.

Only that shape: fields, blocks and deltas that are not known here pass. Nearly every event of an answer is a
delta in the usual order of keys: those are recognised by their first bytes and not decoded.
Source: https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

from __future__ import annotations

import re
from typing import Any

from proxy_core.wire import json
from proxy_core.wire.events import Event

_USUAL_DELTA = re.compile(
    rb'\{"type": ?"content_block_delta", ?"index": ?[0-9]{1,6}, ?"delta": ?\{"type": ?'
    rb'"(?:text_delta", ?"text|input_json_delta", ?"partial_json|thinking_delta", ?"thinking'
    rb'|signature_delta", ?"signature)": ?"'
)
#: delta type -> its field, which must be text
_TEXTS = {
    "text_delta": "text",
    "input_json_delta": "partial_json",
    "thinking_delta": "thinking",
    "signature_delta": "signature",
}


def well_formed(event: Event, payload: bytes) -> bool:
    """payload: the event's JSON as it came."""
    if event.type == "content_block_delta" and _USUAL_DELTA.match(payload) and payload[-2:] == b"}}":
        return True
    check = _CHECKS.get(event.type)
    if check is None:
        return True
    try:
        return check(event.data)
    except json.InvalidJson:
        return False


def _start(data: dict[str, Any]) -> bool:
    return isinstance(data.get("message"), dict)


def _block_start(data: dict[str, Any]) -> bool:
    block = data.get("content_block")
    return _numbered(data) and isinstance(block, dict) and isinstance(block.get("type"), str)


def _block_delta(data: dict[str, Any]) -> bool:
    delta = data.get("delta")
    if not _numbered(data) or not isinstance(delta, dict) or not isinstance(delta.get("type"), str):
        return False
    field = _TEXTS.get(delta["type"])
    return field is None or isinstance(delta.get(field), str)


def _numbered(data: dict[str, Any]) -> bool:
    index = data.get("index")
    return isinstance(index, int) and not isinstance(index, bool) and index >= 0


def _end(data: dict[str, Any]) -> bool:
    """Compatible providers leave the usage out, or say that it is null."""
    return isinstance(data.get("delta", {}), dict) and isinstance(data.get("usage") or {}, dict)


_CHECKS = {
    "message_start": _start,
    "content_block_start": _block_start,
    "content_block_delta": _block_delta,
    "content_block_stop": _numbered,
    "message_delta": _end,
}
