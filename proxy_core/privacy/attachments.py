"""Attachments: what a request holds that cannot be looked into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def attachments(body: Mapping[str, Any]) -> Iterator[str]:
    """The paths of blocks whose content is not text: images, PDFs, files kept by the provider."""
    messages = body.get("messages")
    for index, message in enumerate(messages if isinstance(messages, list) else []):
        if isinstance(message, dict):
            yield from in_content(message.get("content"), f"messages[{index}].content")
    yield from in_content(body.get("system"), "system")


def in_content(content: Any, path: str) -> Iterator[str]:
    """The same for one `content`, whatever is in it. path: where it stands."""
    if isinstance(content, dict):
        content = [content]
    for index, block in enumerate(content if isinstance(content, list) else []):
        if not isinstance(block, dict):
            continue
        where = f"{path}[{index}]"
        source = block.get("source")
        if block.get("type") in ("image", "container_upload") or (
            isinstance(source, dict) and source.get("type") in ("base64", "url", "file")
        ):
            yield where
        elif isinstance(source, dict):
            yield from in_content(source.get("content"), f"{where}.source.content")
        yield from in_content(block.get("content"), f"{where}.content")


def holds_attachment(part: str, value: Any) -> bool:
    """Whether a part of a request (a message, `system` or `tools`) holds any."""
    content = value.get("content") if part == "messages" and isinstance(value, dict) else value
    return part != "tools" and next(in_content(content, ""), None) is not None
