"""Which strings the check passes over, and why."""

from __future__ import annotations

from collections import Counter

import pytest

from proxy_core.inspector.exempt import Checked, reasons
from proxy_core.privacy.text_fields import EXEMPTIONS
from tests.proxy_core.inspector.making import CHART, GUARD

BODY = {
    "model": "claude-test",
    "system": CHART,
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": CHART}]},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "Hm", "signature": "c2lnbmVk"},
                {"type": "tool_use", "id": "toolu_1", "name": "Edit", "input": {"type": CHART}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGVs"}}
            ],
        },
    ],
}


def test_every_string_is_either_checked_or_has_a_reason() -> None:
    found = Counter(reasons(BODY, Checked(BODY)))
    redaction = GUARD.redact(BODY)
    assert found.total() == redaction.exempt
    assert set(found) <= {row.reason for row in EXEMPTIONS}
    assert found["signed by the provider, which wrote it from checked text"] == 1
    assert found["an image or PDF: the attachments policy decides"] == 1
    assert found["names the model; routing replaces it"] == 1


@pytest.mark.parametrize("text", [CHART, "Edit"])
def test_a_text_in_a_tool_s_input_is_checked_whatever_its_name(text: str) -> None:
    call = {"type": "tool_use", "id": "t", "name": "X", "input": {"type": text + "!", "id": text + "?"}}
    body = {"messages": [{"role": "user", "content": [call]}]}
    checked = Checked(body)
    assert all(value in checked for value in call["input"].values())  # type: ignore[attr-defined]
