"""Reasoning items, which a model wants back and which nobody stores.

With `store: false` the provider keeps nothing; it hands its reasoning out encrypted and takes it back from
there. Nothing is stored here either: such an item travels as the signature of its thinking block, which
clients send back as it was. Only who made it can read it, so each carries whose it is, and an item of
another provider or model stays behind. Source: https://platform.openai.com/docs/guides/reasoning
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from proxy_core.config import Provider
from proxy_core.translate import thinking
from proxy_core.wire import json

#: what an id and encrypted content are made of. A signature comes from the client, and whatever else it held
#: would go out unseen.
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ENCRYPTED = re.compile(r"[A-Za-z0-9+/=_.:-]+")


def issuer_of(provider: Provider, model: str) -> str:
    """A short name for who can read the items that this model makes there."""
    organization = provider.options.get("organization") or ""
    whole = f"{urlsplit(provider.base_url).netloc.lower()}\n{organization}\n{model}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def signature(item: Mapping[str, Any], issuer: str) -> str:
    """The signature that carries a reasoning item; empty if the item has nothing that must come back."""
    encrypted = item.get("encrypted_content")
    if not isinstance(encrypted, str) or not _ENCRYPTED.fullmatch(encrypted):
        return ""
    kept = {"issuer": issuer, "encrypted_content": encrypted}
    if isinstance(id := item.get("id"), str) and _ID.fullmatch(id):
        kept["id"] = id
    return thinking.pack(thinking.RESPONSES, json.dumps(kept).decode())


def encrypted_item(block: Mapping[str, Any], issuer: str) -> dict[str, Any] | None:
    """The reasoning item that a thinking block carries; None if it carries none, or one of somebody else."""
    packed = thinking.unpack(block.get("signature"), thinking.RESPONSES)
    if packed is None:
        return None
    try:
        kept = json.loads(packed)
    except json.InvalidJson:
        return None
    if not isinstance(kept, dict) or kept.get("issuer") != issuer:
        return None
    encrypted, id = kept.get("encrypted_content"), kept.get("id")
    if not isinstance(encrypted, str) or not _ENCRYPTED.fullmatch(encrypted):
        return None
    text = block.get("thinking")
    item: dict[str, Any] = {"type": "reasoning"}
    if isinstance(id, str) and _ID.fullmatch(id):
        item["id"] = id
    item["summary"] = [{"type": "summary_text", "text": text}] if text else []
    item["encrypted_content"] = encrypted
    return item


def text_item(block: Mapping[str, Any]) -> dict[str, Any] | None:
    """A thought as it was read, for models that hide nothing; None if there is nothing to read."""
    text = block.get("thinking")
    if not isinstance(text, str) or not text:
        return None
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    content = [{"type": "reasoning_text", "text": text}]
    return {"type": "reasoning", "id": f"rs_{digest}", "summary": [], "content": content}
