"""Reasoning items in signatures: what comes back, to whom, and what is left behind."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from proxy_core.config import Auth, Provider
from proxy_core.translate import thinking
from proxy_core.translate.responses.thoughts import encrypted_item, issuer_of, signature, text_item

PROVIDER = Provider("openai", "openai_responses", "https://api.openai.com/v1", Auth("none"))
ISSUER = issuer_of(PROVIDER, "gpt-5.2")
ITEM = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAAAA-b_c/d+e=="}


def block(sign: Any, text: str = "I think.") -> dict[str, Any]:
    return {"type": "thinking", "thinking": text, "signature": sign}


def packed(**fields: Any) -> str:
    kept = {"issuer": ISSUER, "encrypted_content": "gAAA", "id": "rs_1", **fields}
    return thinking.pack(thinking.RESPONSES, json.dumps(kept))


def test_an_item_comes_back_as_it_was_with_what_was_read_of_it() -> None:
    assert encrypted_item(block(signature(ITEM, ISSUER)), ISSUER) == {
        **ITEM,
        "summary": [{"type": "summary_text", "text": "I think."}],
    }
    assert encrypted_item(block(signature(ITEM, ISSUER), ""), ISSUER) == ITEM


def test_an_item_without_an_id_or_with_one_that_is_too_long_comes_back_without() -> None:
    for id in (None, "", "x" * 65, "rs 1"):
        item = encrypted_item(block(signature({**ITEM, "id": id}, ISSUER), ""), ISSUER)
        assert item is not None
        assert "id" not in item


@pytest.mark.parametrize("content", [None, "", 7, "two words", "zwei\nZeilen"])
def test_what_is_not_encrypted_needs_no_signature(content: Any) -> None:
    assert signature({**ITEM, "encrypted_content": content}, ISSUER) == ""


@pytest.mark.parametrize(
    "sign",
    [
        None,
        "",
        "ErUBCkYIBRgCIkD",  # Anthropic's own
        thinking.pack(thinking.GOOGLE, "c2ln"),
        thinking.pack(thinking.OPENROUTER, '[{"type": "reasoning.encrypted", "data": "gAAA"}]'),
        thinking.pack(thinking.RESPONSES, "no JSON"),
        thinking.pack(thinking.RESPONSES, "[]"),
        "openai.no base64!",
        packed(issuer="somebody else"),
        packed(issuer=None),
        packed(encrypted_content="The patient is John Doe"),
        packed(encrypted_content=["gAAA"]),
    ],
)
def test_a_signature_of_somebody_else_or_of_nobody_is_left_behind(sign: Any) -> None:
    assert encrypted_item(block(sign), ISSUER) is None


def test_an_id_that_is_none_is_not_sent() -> None:
    item = encrypted_item(block(packed(id="the patient is John Doe")), ISSUER)
    assert item is not None
    assert "id" not in item


def test_only_the_same_model_at_the_same_address_and_organization_reads_it() -> None:
    others = [
        issuer_of(PROVIDER, "gpt-5.2-mini"),
        issuer_of(replace(PROVIDER, base_url="https://x.openai.azure.com"), "gpt-5.2"),
        issuer_of(replace(PROVIDER, options={"organization": "org-1"}), "gpt-5.2"),
    ]
    assert len({ISSUER, *others}) == 4
    assert (
        issuer_of(replace(PROVIDER, name="renamed", base_url="https://API.openai.com"), "gpt-5.2") == ISSUER
    )


def test_a_thought_that_is_read_goes_back_as_it_was_read() -> None:
    item = text_item(block("whatever"))
    assert item is not None
    assert item["content"] == [{"type": "reasoning_text", "text": "I think."}]
    assert item == text_item(block(None)), "the id depends on nothing else"
    assert text_item(block("", "")) is None
