"""Providers that speak OpenAI's chat completions: OpenAI itself, Azure, and nearly everybody else.

Owns the form and what makes a machine of the request; what is said is translated in `proxy_core.translate`.
Source: https://platform.openai.com/docs/api-reference/chat
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
from proxy_core.translate import response
from proxy_core.translate.dialect import CHOICES, Dialect
from proxy_core.translate.request import TranslatedRequest, to_openai_chat, watched_stops
from proxy_core.translate.stream import ChatStream
from proxy_core.wire.events import Event
from proxy_core.wire.openai_chat import PATH


class OpenAIChat(OpenAIKind):
    """OpenAI chat completions."""

    kind: ClassVar[str] = "openai"
    label: ClassVar[str] = "OpenAI-compatible"
    help: ClassVar[str] = (
        "OpenAI, Azure, OpenRouter, DeepSeek, Gemini, Groq, Mistral, Ollama, LM Studio, vLLM, llama.cpp and "
        "all others that offer chat completions."
    )
    fields: ClassVar[tuple[Field, ...]] = (
        base_url(PATH),
        ORGANIZATION,
        PROFILE,
        flag(
            "max_tokens_field",
            "Name of the limit on answers",
            "The field of the request that bounds the length of an answer.",
            ("auto", *CHOICES["max_tokens_field"]),
        ),
        LARGEST_ANSWER,
        IMAGES,
        PDF,
        PARALLEL_CALLS,
        flag(
            "reasoning",
            "Thinking",
            "How the model is asked to think, and how much.",
            ("auto", *CHOICES["reasoning"]),
        ),
        flag(
            "reasoning_history",
            "Thoughts of earlier turns",
            "Whether they are sent back, and in which field.",
            ("auto", *CHOICES["reasoning_history"]),
        ),
        THINK_TAGS,
        EXTRA_HEADERS,
        EXTRA_QUERY,
        ATTESTS,
    )
    path: ClassVar[str] = PATH

    def translated(self, call: Call, dialect: Dialect) -> TranslatedRequest:
        return to_openai_chat(call, dialect)

    def reader(self, call: Call, content_type: str) -> AnswerReader:
        # The body's first byte says what it is; content types are wrong too often.
        return ChatReader(call)


class ChatReader(OpenAIReader[ChatStream]):
    """Reads a stream of chunks, or one completion."""

    answer: ClassVar[str] = "a chat completion"

    def machine(self, **common: Any) -> ChatStream:
        body, dialect = self.call.body, dialect_of(self.call)
        return ChatStream(
            **common,
            stops=watched_stops(body, dialect),
            client_stops=body.get("stop_sequences") or (),
            think_tags=dialect.think_tags,
        )

    def events_of(self, document: Mapping[str, Any], machine: ChatStream) -> list[Event] | None:
        return response.events_of(document, machine) if response.is_completion(document) else None
