"""Providers that speak OpenAI's Responses API: OpenAI itself, Azure, and those that follow them.

Owns the form and what makes a machine of the request; what is said is translated in
`proxy_core.translate.responses`. Source: https://platform.openai.com/docs/api-reference/responses
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from proxy_core.providers.attestations import ATTESTS
from proxy_core.providers.base import AnswerReader, Call, Field
from proxy_core.providers.openai_kind import (
    EXTRA_HEADERS,
    EXTRA_QUERY,
    IMAGES,
    LARGEST_ANSWER,
    ORGANIZATION,
    PARALLEL_CALLS,
    PDF,
    PROFILE,
    THINK_TAGS,
    OpenAIKind,
    base_url,
    dialect_of,
    flag,
)
from proxy_core.providers.openai_reader import OpenAIReader
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.request import TranslatedRequest, watched_stops
from proxy_core.translate.responses.request import to_responses
from proxy_core.translate.responses.stream import ResponsesStream
from proxy_core.translate.responses.thoughts import issuer_of
from proxy_core.wire.events import Event
from proxy_core.wire.openai_responses import PATH, is_error, is_response


class OpenAIResponses(OpenAIKind):
    """OpenAI's Responses API."""

    kind: ClassVar[str] = "openai_responses"
    label: ClassVar[str] = "OpenAI Responses"
    help: ClassVar[str] = (
        "OpenAI, Azure and others that offer the Responses API, with which reasoning models keep their "
        "thoughts from turn to turn. Nothing is stored at the provider: each request says store: false."
    )
    fields: ClassVar[tuple[Field, ...]] = (
        base_url(PATH),
        ORGANIZATION,
        PROFILE,
        LARGEST_ANSWER,
        IMAGES,
        PDF,
        PARALLEL_CALLS,
        flag(
            "reasoning",
            "Thinking",
            "Whether the model is told how much to think.",
            ("auto", "effort", "off"),
        ),
        flag(
            "reasoning_summary",
            "Summaries of thoughts",
            "Whether to ask for them; OpenAI gives them to verified organizations only.",
        ),
        flag(
            "reasoning_items",
            "Thoughts of earlier turns",
            "encrypted: sent back to the model that made them, which alone can read them. text: sent back as "
            "they were read.",
            ("auto", "encrypted", "text", "off"),
        ),
        flag(
            "web_search",
            "Web search",
            "tool: the provider searches the web when the client asks for it. Its agreement with you may not "
            "cover that.",
            ("auto", "tool", "off"),
        ),
        THINK_TAGS,
        EXTRA_HEADERS,
        EXTRA_QUERY,
        ATTESTS,
    )
    path: ClassVar[str] = PATH

    def translated(self, call: Call, dialect: Dialect) -> TranslatedRequest:
        return to_responses(call, dialect)

    def reader(self, call: Call, content_type: str) -> AnswerReader:
        # The body's first byte says what it is; content types are wrong too often.
        return ResponsesReader(call)


class ResponsesReader(OpenAIReader[ResponsesStream]):
    """Reads a stream of events, or one response."""

    answer: ClassVar[str] = "a response"

    def machine(self, **common: Any) -> ResponsesStream:
        call, dialect = self.call, dialect_of(self.call)
        keeps = dialect.reasoning_items in ("encrypted", "drop")
        return ResponsesStream(
            **common,
            stops=watched_stops(call.body, dialect),
            issuer=issuer_of(call.provider, call.model) if keeps else "",
            think_tags=dialect.think_tags,
        )

    def named(self, event: str, piece: dict[str, Any]) -> dict[str, Any]:
        return piece if "type" in piece or not event else {**piece, "type": event}

    def events_of(self, document: Mapping[str, Any], machine: ResponsesStream) -> list[Event] | None:
        if is_error(document):
            return machine.feed(document)
        if not is_response(document):
            return None
        status = document.get("status") or "completed"
        events = machine.feed({"type": f"response.{status}", "response": document})
        return events + machine.finish()
