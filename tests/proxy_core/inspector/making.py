"""Exchanges to keep: a request that went through the real PHI Guard, and an answer that was restored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from proxy_core.auth import Principal
from proxy_core.exchange import Authorized, Parsed, Received, Redacted, Surface
from proxy_core.inspector.keep import Keep, Kept
from proxy_core.privacy.guard import Guard
from proxy_core.wire import json
from proxy_core.wire.collect import events_of

GUARD = Guard(bytes(range(32)))
CHART = "Patient: Maria Gonzalez, SSN 536-22-8741, MRN: 00482913"


def redacted(body: Mapping[str, Any], request_id: str = "req_1") -> Redacted:
    """body: without the fields that every request has."""
    raw = json.dumps({"model": "claude-test", "max_tokens": 9, **body})
    whole = json.loads(raw)
    headers = {"authorization": "Bearer scrub_live_canary"}
    received = Received(request_id, Surface.MESSAGES, headers, raw, datetime(2026, 3, 14, tzinfo=UTC), 0.0)
    parsed = Parsed(Authorized(received, Principal("laptop", ())), whole, "claude-test", True, "")
    return Redacted(parsed, GUARD.redact(whole))


def user(*content: Any) -> dict[str, Any]:
    """A request with one message; its blocks, or texts that become some."""
    blocks = [{"type": "text", "text": item} if isinstance(item, str) else item for item in content]
    return {"messages": [{"role": "user", "content": blocks}]}


def kept(body: Mapping[str, Any], *answer: Mapping[str, Any]) -> Kept:
    """answer: the blocks as the provider sends them; `{CHART}` values stand as their placeholders."""
    keep = Keep()
    keep.resize(10, 1 << 24)
    request = redacted(body)
    made = keep.begin(request)
    assert made is not None
    if answer:
        restorer = GUARD.restorer(request.redaction)
        message = {"id": "msg_1", "type": "message", "role": "assistant", "content": list(answer)}
        for event in events_of(message):
            keep.answer(made, [event], restorer.feed(event))
        made.complete = True
    return made


def tokens(made: Kept) -> dict[str, str]:
    """Value -> placeholder of what was replaced in a kept request."""
    from proxy_core.privacy.placeholders import TOLERANT, canonical

    found = [canonical(match) for match in TOLERANT.finditer(json.dumps(made.provider).decode())]
    return {value: token for token in found if (value := made.vault.original(token)) is not None}
