"""What is refused."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.policy import check_attachments, check_mode, check_tools

IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}


def refused(call: Any, *arguments: Any, **named: Any) -> ProxyError:
    with pytest.raises(ProxyError) as caught:
        call(*arguments, **named)
    return caught.value


def test_block_mode_names_types_and_place_only(guard: Guard) -> None:
    result = guard.redact({"messages": [{"role": "user", "content": "MRN: 8842119"}]})
    check_mode(result, "redact")
    error = refused(check_mode, result, "block")
    assert (error.code, error.param) == ("PHI_BLOCKED", "messages[0].content")
    assert error.details["entity_types"] == ["MRN"]
    assert "8842119" not in str(error.body("r"))


def test_phi_in_a_tools_definition_is_refused_in_either_mode(guard: Guard) -> None:
    result = guard.redact({"tools": [{"name": "x", "description": "for MRN: 8842119"}], "messages": []})
    error = refused(check_tools, result)
    assert (error.code, error.param) == ("PHI_IN_TOOL_SCHEMA", "tools[0].description")
    check_tools(guard.redact({"messages": [{"role": "user", "content": "MRN: 8842119"}]}))


@pytest.mark.parametrize(
    "content",
    [
        [IMAGE], [{"type": "tool_result", "tool_use_id": "t", "content": [IMAGE]}], [{"type": "document", "source": {"type": "file", "file_id": "f"}}],
        [{"type": "document", "source": {"type": "content", "content": [IMAGE]}}],
    ],
)  # fmt: skip
def test_attachments_follow_their_policy(content: list[dict[str, Any]]) -> None:
    body = {"messages": [{"role": "user", "content": content}]}
    refusal = refused(check_attachments, body, "block", local=True)
    assert refusal.details["reason"] == "attachment"
    assert str(refusal.param).startswith("messages[0].content[0]")
    assert "local provider" in refused(check_attachments, body, "local", local=False).message
    check_attachments(body, "local", local=True)
    check_attachments(body, "allow", local=False)


def test_text_is_no_attachment() -> None:
    document = {"type": "document", "source": {"type": "text", "data": "x"}}
    check_attachments(
        {"messages": [{"role": "user", "content": [document]}, {"role": "user", "content": "x"}]},
        "block",
        local=False,
    )
