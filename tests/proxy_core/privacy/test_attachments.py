"""What a request holds that cannot be looked into."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.privacy.attachments import attachments, holds_attachment
from proxy_core.privacy.guard import Guard
from proxy_core.wire import json

IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}
FILE = {"type": "document", "source": {"type": "file", "file_id": "f"}}
TEXT = {"type": "document", "source": {"type": "text", "data": "x"}}


def user(*blocks: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"messages": [user(TEXT), user(TEXT, IMAGE)]}, ["messages[1].content[1]"]),
        ({"messages": [user({"type": "tool_result", "content": [IMAGE]})]}, ["messages[0].content[0].content[0]"]),
        (
            {"messages": [user({"type": "document", "source": {"type": "content", "content": [FILE]}})]},
            ["messages[0].content[0].source.content[0]"],
        ),
        ({"messages": [user({"type": "container_upload", "file_id": "f"})]}, ["messages[0].content[0]"]),
        ({"system": [TEXT, IMAGE], "messages": []}, ["system[1]"]),
        ({"system": "x", "messages": [{"role": "user", "content": "image"}], "tools": [IMAGE]}, []),
    ],
)  # fmt: skip
def test_attachments_are_found_wherever_they_are_and_known_again(
    body: dict[str, Any], paths: list[str]
) -> None:
    assert list(attachments(body)) == paths
    guard = Guard(b"a synthetic install key")
    for _ in range(2):  # the second time every part is known
        request, parts = guard.decode(json.dumps(body))
        assert guard.redact(request, parts=parts).attached is bool(paths)


def test_a_tools_definition_holds_none() -> None:
    assert holds_attachment("messages", user(IMAGE))
    assert holds_attachment("system", [IMAGE])
    assert not holds_attachment("tools", [IMAGE])
    assert not holds_attachment("messages", "not an object")
