"""The list of models, in the shape that the asking client reads.

Anthropic's shape for a client that sends `anthropic-version` or `x-api-key`, else OpenAI's. An alias with
`*` is no model's id: the names that Claude Code asks for stand in for it.
Sources: https://docs.anthropic.com/en/api/models-list, https://platform.openai.com/docs/api-reference/models
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from proxy_core.config import ModelMapping
from proxy_core.routing.catalog import facts_of
from proxy_core.routing.mapping import resolve, routes_for, upstream_model

#: What Claude Code 2.1 asks for by itself, with the names that it shows.
CLAUDE_CODE_MODELS: Mapping[str, str] = {
    "claude-opus-4-8": "Claude Opus 4.8",
    "claude-sonnet-5": "Claude Sonnet 5",
    "claude-haiku-4-5-20251001": "Claude Haiku 4.5",
}
#: The mapping says nothing of when a model was made, and the field must be a date.
_EPOCH = "1970-01-01T00:00:00Z"


def names(models: Sequence[ModelMapping]) -> list[str]:
    """The ids that a client may ask for: exact aliases in order, then what the wildcards answer to."""
    exact = [mapping.alias for mapping in models if not mapping.alias.endswith("*")]
    wild = [name for name in CLAUDE_CODE_MODELS if name not in exact and resolve(models, name) is not None]
    return exact + wild


def listing(models: Sequence[ModelMapping], headers: Mapping[str, str]) -> dict[str, Any]:
    """The body of `GET /v1/models`. headers: lower-case names."""
    entries = [_entry(models, name, headers) for name in names(models)]
    if not _anthropic(headers):
        return {"object": "list", "data": entries}
    first, last = (entries[0]["id"], entries[-1]["id"]) if entries else (None, None)
    return {"data": entries, "has_more": False, "first_id": first, "last_id": last}


def model_entry(models: Sequence[ModelMapping], name: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """The body of `GET /v1/models/ID`. Raises `ProxyError` MODEL_NOT_MAPPED, which names the aliases."""
    routes_for(models, name)
    return _entry(models, name, headers)


def _anthropic(headers: Mapping[str, str]) -> bool:
    return "anthropic-version" in headers or "x-api-key" in headers


def _entry(models: Sequence[ModelMapping], name: str, headers: Mapping[str, str]) -> dict[str, Any]:
    limits = _limits(models, name)
    if _anthropic(headers):
        shown = CLAUDE_CODE_MODELS.get(name, name)
        return {"type": "model", "id": name, "display_name": shown, "created_at": _EPOCH, **limits}
    return {"id": name, "object": "model", "created": 0, "owned_by": "scrubroom", **limits}


def _limits(models: Sequence[ModelMapping], name: str) -> dict[str, int]:
    """What is known of the model that the first route leads to, in Anthropic's words."""
    facts = facts_of(upstream_model(routes_for(models, name)[0], name))
    if facts is None:
        return {}
    limits = {"max_input_tokens": facts.context, "max_tokens": facts.output}
    return {field: tokens for field, tokens in limits.items() if tokens}
