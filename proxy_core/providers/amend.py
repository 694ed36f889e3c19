"""A second try with a field changed, where a provider has refused that field by name.

The profiles know what is known; this learns from the refusal what they do not. Only fields whose loss does
not change what is asked for are given up. Must not guess: a refusal that names no field is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.providers.base import Call
from proxy_core.translate.dialect import Dialect

_REFUSED = re.compile(
    r"unsupported|not supported|unrecognized|unrecognised|unknown|unexpected|not permitted|not allowed"
    r"|does not support|extra_forbidden|invalid (?:field|parameter)|must not|cannot be used",
    re.IGNORECASE,
)


def _effort(dialect: Dialect, message: str) -> Mapping[str, Any]:
    if "function tools" in message.lower():
        wanted = "none" if "none" in message.lower() else "drop"
        return {} if dialect.effort_with_tools == wanted else {"effort_with_tools": wanted}
    named = [
        level
        for level in ("none", "minimal", "low", "medium", "high", "xhigh", "max")
        if _quoted(level, message)
    ]
    supported = message.lower().partition("supported values")[2]
    levels = [level for level in named if _quoted(level, supported)]
    if levels and tuple(levels) != dialect.efforts:
        return {"efforts": levels}
    return {} if dialect.reasoning == "off" else {"reasoning": "off"}


def _quoted(word: str, text: str) -> bool:
    return re.search(rf"['\"`]{word}['\"`]", text) is not None


def _limit(dialect: Dialect, message: str) -> Mapping[str, Any]:
    if dialect.max_tokens_field == "max_tokens" and "max_completion_tokens" in message:
        return {"max_tokens_field": "max_completion_tokens"}
    if dialect.max_tokens_field == "max_completion_tokens" and "max_completion_tokens" in message:
        return {"max_tokens_field": "max_tokens"}
    return {}


def _unless(flag: str, value: Any) -> Callable[[Dialect, str], Mapping[str, Any]]:
    return lambda dialect, message: {} if getattr(dialect, flag) == value else {flag: value}


#: name of the refused field -> the flags to change; empty if they are as they should be already
_CHANGES: Mapping[str, Callable[[Dialect, str], Mapping[str, Any]]] = {
    "stream_options": _unless("stream_usage", False),
    "parallel_tool_calls": _unless("parallel_tool_calls", False),
    "reasoning_effort": _effort,
    "max_completion_tokens": _limit,
    "max_tokens": _limit,
    "temperature": _unless("sampling", False),
    "top_p": _unless("sampling", False),
    "top_k": _unless("top_k", False),
    "prompt_cache_key": _unless("cache_key", False),
    "user": _unless("user", False),
    "stop": _unless("stop_limit", 0),
    "tool_choice": _unless("forced_tool_choice", False),
    "response_format": _unless("response_format", "prompt"),
    "enable_thinking": _unless("reasoning", "off"),
    "chat_template_kwargs": _unless("reasoning", "off"),
    "thinking": _unless("reasoning", "off"),
    "reasoning": _unless("reasoning", "off"),
}


def amended(call: Call, error: ProxyError, dialect: Dialect) -> Call | None:
    """The call as it may be accepted after a refusal; None if the refusal says nothing that helps."""
    if error.status not in (400, 422) or error.code != "UPSTREAM_REJECTED":
        return None
    if not _REFUSED.search(error.message):
        return None
    for name, change in _CHANGES.items():
        if error.param == name or re.search(rf"(?<![\w.]){name}(?![\w])", error.message):
            flags = change(dialect, error.message)
            return replace(call, options={**call.options, **flags}) if flags else None
    return None
