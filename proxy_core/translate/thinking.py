"""Thinking: how much of it is asked for, and what travels with a thought and must come back.

Some providers refuse a follow-up that lacks what they sent with a thought: Gemini a signature, OpenRouter
its `reasoning_details`. Nothing is stored here between requests; such a companion travels as the signature
of the thinking block, which clients send back as it was.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from proxy_core.translate.dialect import Dialect
from proxy_core.translate.tables import BUDGET_EFFORT
from proxy_core.wire import json

GOOGLE = "google"
OPENROUTER = "openrouter"
RESPONSES = "openai"
#: what Gemini takes in place of a signature that is not there:
#: https://ai.google.dev/gemini-api/docs/thought-signatures (FAQ)
GOOGLE_NO_SIGNATURE = "skip_thought_signature_validator"


# ---------------------------------------------------------------- how much


def request_fields(body: Mapping[str, Any], dialect: Dialect, has_tools: bool) -> dict[str, Any]:
    """The fields that ask for as much thinking as the client wants, as this dialect says it."""
    thinking = body.get("thinking") or {}
    kind = thinking.get("type", "")
    wanted = wanted_effort(body, thinking)
    if dialect.reasoning == "off":
        return {}
    if dialect.reasoning == "enable_thinking":
        return _enable_thinking(thinking, kind, wanted)
    if dialect.reasoning == "chat_template":
        return {"chat_template_kwargs": {"enable_thinking": kind != "disabled"}} if kind else {}
    if dialect.reasoning == "thinking":
        return _thinking_object(dialect, kind, wanted)
    if has_tools and dialect.effort_with_tools != "keep":
        return {"reasoning_effort": "none"} if dialect.effort_with_tools == "none" else {}
    if kind == "disabled":
        if dialect.reasoning == "object":
            return {"reasoning": {"enabled": False}} if dialect.thinking_off else {}
        # "none" only where the model knows it; a model that always thinks refuses to be told not to.
        known = "none" in dialect.efforts and dialect.reasoning == "effort"
        return {"reasoning_effort": "none"} if known else {}
    level = dialect.effort(wanted) if wanted else ""
    if not level:
        return {}
    return {"reasoning": {"effort": level}} if dialect.reasoning == "object" else {"reasoning_effort": level}


def wanted_effort(body: Mapping[str, Any], thinking: Mapping[str, Any]) -> str:
    """The effort that the client asks for, by name or by its budget; empty if it does not say."""
    if thinking.get("type") == "disabled":
        return ""
    effort = (body.get("output_config") or {}).get("effort")
    if isinstance(effort, str) and effort in ("low", "medium", "high", "xhigh", "max"):
        return effort
    budget = thinking.get("budget_tokens")
    if thinking.get("type") == "enabled" and isinstance(budget, int):
        return next(level for limit, level in BUDGET_EFFORT if limit is None or budget < limit)
    return "high" if thinking.get("type") == "enabled" else ""


def _enable_thinking(thinking: Mapping[str, Any], kind: str, wanted: str) -> dict[str, Any]:
    if kind == "disabled":
        return {"enable_thinking": False}
    if not kind and not wanted:
        return {}
    fields: dict[str, Any] = {"enable_thinking": True}
    if kind == "enabled" and isinstance(thinking.get("budget_tokens"), int):
        fields["thinking_budget"] = thinking["budget_tokens"]
    return fields


def _thinking_object(dialect: Dialect, kind: str, wanted: str) -> dict[str, Any]:
    if kind == "disabled":
        # DeepSeek refuses an effort beside it.
        return {"thinking": {"type": "disabled"}}
    fields: dict[str, Any] = {"thinking": {"type": "enabled"}} if kind else {}
    if wanted and (level := dialect.effort(wanted)):
        fields["reasoning_effort"] = level
    return fields


# ---------------------------------------------------------------- what comes back


def pack(scheme: str, data: str) -> str:
    """A signature of a thinking block that carries what an upstream wants back."""
    return f"{scheme}.{base64.urlsafe_b64encode(data.encode('utf-8', 'replace')).decode()}"


def unpack(signature: object, scheme: str) -> str | None:
    """What a signature made by `pack` carries; None if it is of another scheme, or none of ours."""
    if not isinstance(signature, str) or not signature.startswith(f"{scheme}."):
        return None
    try:
        return base64.b64decode(signature[len(scheme) + 1 :], altchars=b"-_", validate=True).decode()
    except ValueError:  # not base64, or not a text in it
        return None


def history_fields(
    thoughts: Sequence[Mapping[str, Any]], dialect: Dialect, calls: list[dict[str, Any]]
) -> dict[str, Any]:
    """What an earlier assistant message carries of its thinking blocks. Adds signatures to `calls`."""
    style = dialect.reasoning_history
    if style == "off":
        return {}
    if style == "google":
        _sign(thoughts, calls, dialect.reasoning_required)
        return {}
    if style == "reasoning_details" and (details := _details(thoughts)):
        return {"reasoning_details": details}
    texts = [thought["thinking"] for thought in thoughts if thought.get("thinking")]
    field = "reasoning_content" if style == "reasoning_content" else "reasoning"
    if texts:
        return {field: texts[0] if len(texts) == 1 else "\n".join(texts)}
    return {field: ""} if calls and dialect.reasoning_required else {}


def _sign(thoughts: Sequence[Mapping[str, Any]], calls: list[dict[str, Any]], required: bool) -> None:
    """Gemini signs the first call of each step."""
    if not calls:
        return
    found = (unpack(thought.get("signature"), GOOGLE) for thought in thoughts)
    signature = next((each for each in found if each), GOOGLE_NO_SIGNATURE if required else None)
    if signature:
        calls[0]["extra_content"] = {"google": {"thought_signature": signature}}


def _details(thoughts: Sequence[Mapping[str, Any]]) -> list[Any]:
    details: list[Any] = []
    for thought in thoughts:
        packed = unpack(thought.get("signature"), OPENROUTER)
        if packed is None:
            continue
        try:
            value = json.loads(packed)
        except json.InvalidJson:
            continue
        for item in value if isinstance(value, list) else []:
            if isinstance(item, dict) and item.get("type") == "reasoning.text" and "text" not in item:
                item["text"] = thought.get("thinking", "")
            details.append(item)
    return details
