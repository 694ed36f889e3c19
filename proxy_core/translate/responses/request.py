"""An Anthropic Messages request as a Responses API body.

`store` is always false: what is said must not be kept at the provider, so the whole conversation goes out
each time, with the reasoning that the model wants back (`thoughts`). As on chat completions the body is built
from what is known here and from nothing else.
Source: https://platform.openai.com/docs/api-reference/responses/create
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from proxy_core.translate import messages, thinking, tools
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.names import ToolNames
from proxy_core.translate.request import (
    TranslatedRequest,
    answer_schema,
    described,
    identity,
    in_words,
    limit,
    nothing_said,
    refuse_unsupported,
    sampling,
    watched_stops,
)
from proxy_core.translate.responses.thoughts import issuer_of
from proxy_core.translate.responses.turns import item_turns
from proxy_core.wire.openai_responses import ENCRYPTED_REASONING, LEAST_OUTPUT_TOKENS, SEARCH_SOURCES

if TYPE_CHECKING:
    from proxy_core.providers.base import Call


def to_responses(call: Call, dialect: Dialect) -> TranslatedRequest:
    """The request that asks for what an Anthropic request asks for.

    Raises `ProxyError` UNSUPPORTED_PARAMETER, with the field's path, for what cannot be said.
    """
    request = call.body
    refuse_unsupported(request)
    notes: list[str] = []
    turns = item_turns(dialect, call.model, issuer_of(call.provider, call.model))
    body: dict[str, Any] = {"model": call.model}
    body["input"] = messages.conversation(request, turns, notes)
    if not body["input"]:
        raise nothing_said()
    if prompt := messages.system_prompt(request):
        body["instructions"] = prompt
    body |= tools.request_fields(request, dialect, flat=True)
    if (most := limit(request, dialect, call.model, notes)) is not None:
        body["max_output_tokens"] = max(most, LEAST_OUTPUT_TOKENS)
    body |= sampling(request, dialect)
    body |= _reasoning(request, dialect)
    body |= identity(request, dialect)
    _text_format(request, dialect, body)
    body["store"] = False
    if include := _include(request, dialect):
        body["include"] = include
    if call.stream:
        body["stream"] = True
    return TranslatedRequest(body, ToolNames.of(request), watched_stops(request, dialect), tuple(notes))


def _reasoning(request: Mapping[str, Any], dialect: Dialect) -> dict[str, Any]:
    """How much is to be thought, and whether there is to be something to read of it."""
    asked = request.get("thinking") or {}
    if dialect.reasoning == "off":
        return {}
    if asked.get("type") == "disabled":
        return {"reasoning": {"effort": "none"}} if "none" in dialect.efforts else {}
    fields: dict[str, Any] = {}
    wanted = thinking.wanted_effort(request, asked)
    if level := dialect.effort(wanted) if wanted else "":
        fields["effort"] = level
    if asked and dialect.reasoning_summary:
        fields["summary"] = "auto"
    return {"reasoning": fields} if fields else {}


def _include(request: Mapping[str, Any], dialect: Dialect) -> list[str]:
    include = [ENCRYPTED_REASONING] if dialect.reasoning_items in ("encrypted", "drop") else []
    if dialect.web_search == "tool" and tools.asks_for_search(request):
        include.append(SEARCH_SOURCES)
    return include


def _text_format(request: Mapping[str, Any], dialect: Dialect, body: dict[str, Any]) -> None:
    schema = answer_schema(request)
    if schema is None:
        return
    if dialect.response_format == "json_schema":
        body["text"] = {"format": {"type": "json_schema", **described(schema)}}
        return
    if dialect.response_format == "json_object":
        body["text"] = {"format": {"type": "json_object"}}
    prompt = body.get("instructions")
    body["instructions"] = f"{prompt}\n\n{in_words(schema)}" if prompt else in_words(schema)
