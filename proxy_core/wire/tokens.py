"""An estimate of a request's tokens, for providers that cannot count them.

Counts what is sent: system, messages, tool calls, tool results, tools, images and documents. It errs on the
high side, because Claude Code compacts on it, and compacting early costs less than an overflow.
Sources for the constants: https://docs.anthropic.com/en/docs/build-with-claude/vision (width x height / 750,
at most about 1,600 for an image), .../pdf-support (1,500 to 3,000 a page), .../tool-use (346 tokens of system
prompt with tools).
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Mapping
from typing import Any

from proxy_core.wire.text_tokens import text_tokens

TOKENS_A_MESSAGE = 4
TOKENS_WITH_TOOLS = 346
TOKENS_A_TOOL = 12
TOKENS_AN_IMAGE = 1600
#: A page of a PDF is about 60 KB of base64 in the files that people attach, and costs 1,500 to 3,000 tokens.
PDF_CHARACTERS_A_TOKEN = 30

#: never text that a model reads, in the objects of the wire format
_SILENT = frozenset({"type", "cache_control", "signature", "id", "tool_use_id", "media_type"})
#: below these every key is the client's own, and all of it is read
_FREE = frozenset({"input", "input_schema"})


def estimate(request: Mapping[str, Any]) -> int:
    """Tokens of a Messages request; at least 1."""
    tokens = _value(request.get("system"))
    for message in request.get("messages") or ():
        tokens += TOKENS_A_MESSAGE + _value(message.get("content"))
    tools = request.get("tools") or ()
    if tools:
        tokens += TOKENS_WITH_TOOLS + sum(TOKENS_A_TOOL + _value(tool) for tool in tools)
    return max(1, round(tokens))


def _value(value: Any) -> float:
    tokens = 0.0
    # A list of its own instead of calls: a tool's input may be nested deeper than Python calls.
    rest: list[tuple[Any, bool]] = [(value, True)]
    while rest:
        item, wire = rest.pop()
        if isinstance(item, str):
            tokens += text_tokens(item)
        elif isinstance(item, list):
            tokens += len(item)
            rest += [(inner, wire) for inner in item]
        elif not isinstance(item, dict):
            tokens += 0.0 if item is None else 1.0
        elif wire and (counted := _attachment(item)) is not None:
            tokens += counted
        else:
            for key, inner in item.items():
                if not (wire and key in _SILENT):
                    tokens += text_tokens(key) + 1
                    rest.append((inner, wire and key not in _FREE))
    return tokens


def _attachment(block: Mapping[str, Any]) -> float | None:
    """Tokens of an image or of a document in base64; None for all that is counted as text."""
    kind, source = block.get("type"), block.get("source")
    if kind not in ("image", "document") or not isinstance(source, dict):
        return None
    data = source.get("data")
    if kind == "document":
        if source.get("type") == "base64" and isinstance(data, str):
            return len(data) / PDF_CHARACTERS_A_TOKEN
        return None
    size = image_size(data) if isinstance(data, str) else None
    if size is None:
        return TOKENS_AN_IMAGE
    return min(TOKENS_AN_IMAGE, max(1, size[0] * size[1] / 750))


def image_size(data: str) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG or GIF in base64, from its first bytes; None for all else.

    Sources: PNG (ISO/IEC 15948) section 11.2.2, GIF89a section 18.
    """
    try:
        head = base64.b64decode(data[:64], validate=True)
    except (binascii.Error, ValueError):
        return None
    if head[:8] == b"\x89PNG\r\n\x1a\n" and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
        return int(width), int(height)
    if head[:4] == b"GIF8" and len(head) >= 10:
        width, height = struct.unpack("<HH", head[6:10])
        return int(width), int(height)
    return None
