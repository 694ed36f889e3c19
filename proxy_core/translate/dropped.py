"""Which parameters of a request a provider of OpenAI's wires would not get.

For clients that want all of theirs heeded or the request elsewhere. A stop sequence beyond what a provider
takes is watched for here, so it is not among them; an answer's form that is only asked for in words is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proxy_core.translate.dialect import Dialect
from proxy_core.translate.request import answer_schema

#: the fields that are translated, at least for some dialect, and those that ask nothing of the answer
_TRANSLATED = frozenset(
    {
        "betas", "cache_control", "max_tokens", "messages", "metadata", "model", "output_config",
        "output_format", "stop_sequences", "stream", "system", "temperature", "thinking", "tool_choice",
        "tools", "top_k", "top_p",
    }
)  # fmt: skip


def dropped(request: Mapping[str, Any], dialect: Dialect) -> tuple[str, ...]:
    """The paths of the parameters that are given and would be left out or weakened."""
    found = [name for name, value in request.items() if name not in _TRANSLATED and value is not None]
    if not dialect.sampling:
        found += [name for name in ("temperature", "top_p") if request.get(name) is not None]
    if not dialect.top_k and request.get("top_k") is not None:
        found.append("top_k")
    thinking = (request.get("thinking") or {}).get("type") not in (None, "disabled")
    effort = (request.get("output_config") or {}).get("effort") is not None
    if dialect.reasoning == "off":
        found += [name for name, given in (("thinking", thinking), ("output_config.effort", effort)) if given]
    if dialect.response_format != "json_schema" and answer_schema(request) is not None:
        found.append("output_config.format")
    return (*found, *_tool_choice(request, dialect))


def _tool_choice(request: Mapping[str, Any], dialect: Dialect) -> list[str]:
    choice = request.get("tool_choice") or {}
    kind = choice.get("type")
    found: list[str] = []
    forced = kind in ("any", "tool") and not dialect.forced_tool_choice
    if forced or (kind == "tool" and not dialect.named_tool_choice):
        found.append("tool_choice")
    if choice.get("disable_parallel_tool_use") is True and not dialect.parallel_tool_calls:
        found.append("tool_choice.disable_parallel_tool_use")
    return found
