"""A second try with a flag of the dialect changed, where a provider's refusal says which one was wrong.

The profiles hold what is known of providers; this learns from a refusal what they do not. Nothing is changed
but how the same request is said, except that an answer may be bounded lower and an image named in words,
as the provider's own words demand. A refusal that says nothing of this kind is the answer.
Sources: the errors of OpenAI, Azure, DeepSeek, Groq, Mistral, DashScope, Volcengine, OpenRouter, Ollama, vLLM
and Databricks, as users report them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.providers.base import Call
from proxy_core.translate.dialect import EFFORTS, Dialect
from proxy_core.translate.overflow import LEAST_ANSWER

Flags = Mapping[str, Any]
#: (dialect now, max_tokens now, the refusal's words, the match) -> flags that may help; empty if none
Change = Callable[[Dialect, int, str, re.Match[str]], Flags]

_REFUSED = (
    r"(?:unsupported|not supported|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|invalid"
    r"|does not support|does not work|extra_forbidden|extra inputs|cannot be|may not be|must be omitted"
    r"|only the default)"
)


def _set(**flags: Any) -> Change:
    return lambda dialect, limit, words, match: flags


def _limit_field(dialect: Dialect, limit: int, words: str, match: re.Match[str]) -> Flags:
    old = dialect.max_tokens_field
    return {"max_tokens_field": "max_tokens" if old == "max_completion_tokens" else "max_completion_tokens"}


def _lower(dialect: Dialect, limit: int, words: str, match: re.Match[str]) -> Flags:
    most = int(match["most"].replace(",", ""))
    return {"max_output_tokens": most} if 0 < most < limit else {}


def _room(dialect: Dialect, limit: int, words: str, match: re.Match[str]) -> Flags:
    room = int(match["most"]) - int(match["given"])
    return {"max_output_tokens": room} if 0 < room < limit else {}


def _quarter(dialect: Dialect, limit: int, words: str, match: re.Match[str]) -> Flags:
    """vLLM stops counting the prompt where it no longer fits, so that its number only says: ask for less."""
    less = max(limit // 4, LEAST_ANSWER)
    return {"max_output_tokens": less} if less < limit else {}


def _effort(dialect: Dialect, limit: int, words: str, match: re.Match[str]) -> Flags:
    named = words.lower().partition("supported values")[2]
    known = tuple(level for level in EFFORTS if re.search(rf"['\"`]{level}['\"`]", named))
    return {"efforts": known} if known and known != dialect.efforts else {"reasoning": "off"}


def _effort_with_tools(dialect: Dialect, limit: int, words: str, match: re.Match[str]) -> Flags:
    return {"effort_with_tools": "none" if re.search(r"['\"`]none['\"`]", words) else "drop"}


def _field(name: str, change: Change) -> tuple[str, Change]:
    """A row for a field that is refused by name, whichever comes first."""
    field = rf"(?<!\w){name}\b"
    return rf"{field}.{{0,160}}{_REFUSED}|{_REFUSED}.{{0,160}}{field}", change


#: what the words of a refusal look like -> what may help; the first row that fits and changes something
_ROWS: tuple[tuple[str, Change], ...] = (
    (r"exceed context limit: (?P<given>\d+) \+ \d+ > (?P<most>\d+)", _room),
    (r"requested \d+ output tokens and your prompt contains at least", _quarter),
    (r"at most (?P<most>\d[\d,]*) (?:completion|output) tokens", _lower),
    (r"range of max_(?:completion_|output_)?tokens (?:is|should be) \[\d+, ?(?P<most>\d+)\]", _lower),
    (r"max_(?:completion_|output_)?tokens.{0,80}less than or equal to `?(?P<most>\d[\d,]*)", _lower),
    (r"max_(?:completion_|output_)?tokens.{0,120}expected a value <= (?P<most>\d[\d,]*)", _lower),
    (r"max_(?:completion_|output_)?tokens: \d+ > (?P<most>\d[\d,]*)", _lower),
    (r"use 'max_completion_tokens' instead", _limit_field),
    _field("max_completion_tokens", _limit_field),
    (r"function tools with reasoning_effort", _effort_with_tools),
    (r"reasoning is mandatory", _set(thinking_off=False)),
    _field("reasoning_effort", _effort),
    _field("(?:reasoning|thinking|enable_thinking|chat_template_kwargs)", _set(reasoning="off")),
    (r"does not support thinking|thinking is not supported", _set(reasoning="off")),
    (
        r"reasoning_content.{0,40}(?:must be passed back|is missing)|missing reasoning_content",
        _set(reasoning_history="reasoning_content", reasoning_required=True),
    ),
    (r"missing a `?thought_signature", _set(reasoning_history="google", reasoning_required=True)),
    (
        r"not support image|support image input|image input is not|unknown variant `?image_url|not multimodal"
        r"|image_url.{0,80}(?:only supported|not supported|is not allowed)",
        _set(images=False),
    ),
    (
        r"content.{0,20}(?:should be a string or a list|may not be null)"
        r"|content.{0,60}(?:none is not an allowed|must be a string)",
        _set(null_content=False),
    ),
    (r"length of 9\b", _set(call_ids="nine")),
    (r"tool_call.{0,20}id.{0,40}(?:string too long|maximum length 40)", _set(call_ids="forty")),
    (r"system message must be (?:at the beginning|first)", _set(system_anywhere=False)),
    (r"roles must alternate", _set(system_anywhere=False, merge_user=True)),
    (
        r"(?:role|variant).{0,40}\bdeveloper\b|\bdeveloper\b.{0,60}(?:role|not one of)",
        _set(system_role="system"),
    ),
    _field("stream_options", _set(stream_usage=False)),
    _field("parallel_tool_calls", _set(parallel_tool_calls=False)),
    (r"tool_choice type: 'object'", _set(named_tool_choice=False)),
    _field("tool_choice", _set(forced_tool_choice=False)),
    _field("(?:response_format|json_schema)", _set(response_format="prompt")),
    _field("(?:temperature|top_p)", _set(sampling=False)),
    _field("top_k", _set(top_k=False)),
    _field("stop", _set(stop_limit=0)),
    _field("(?:user|safety_identifier)", _set(user=False)),
    _field("prompt_cache_key", _set(cache_key=False)),
    (r"not have 'oneOf'/'anyOf'/'allOf'|schema must be a JSON Schema of 'type", _set(schema="openai")),
    (
        r"(?:unknown name|unsupported|invalid).{0,80}(?:\$schema|additionalProperties|exclusiveMinimum)",
        _set(schema="gemini"),
    ),
)


def _without_thoughts(dialect: Dialect, limit: int, words: str, match: re.Match[str]) -> Flags:
    return {"reasoning_items": "drop" if dialect.reasoning_items == "encrypted" else "off"}


#: the same for the Responses API alone, before the others
_RESPONSES_ROWS: tuple[tuple[str, Change], ...] = (
    (
        # An item's maker is known by address and model (`thoughts.issuer_of`), not by the account behind.
        r"encrypted content.{0,4000}could not be (?:verified|decrypted)|invalid_encrypted_content"
        r"|of type 'reasoning' was provided without|item with id 'rs_.{0,200}not found",
        _without_thoughts,
    ),
    (r"encrypted content is not supported", _set(reasoning_items="off")),
    _field(r"reasoning\.encrypted_content", _set(reasoning_items="off")),
    (r"verified to generate reasoning summar", _set(reasoning_summary=False)),
    _field(r"reasoning\.summary", _set(reasoning_summary=False)),
    _field(r"reasoning\.effort", _effort),
    (r"input\[\d+\]\.output.{0,160}(?:string|array)", _set(tool_images=False)),
    _field("phase", _set(phases=False)),
    _field(r"text\.format", _set(response_format="prompt")),
)
_COMPILED, _RESPONSES = (
    tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), change) for pattern, change in rows)
    for rows in (_ROWS, (*_RESPONSES_ROWS, *_ROWS))
)
#: options that say something of one conversation and nothing of the provider
_PASSING = {"reasoning_items": "drop"}
#: the only statuses of a refusal; 404 is OpenRouter's for "no endpoint takes that", 500 a template's
_STATUSES = (400, 404, 415, 422, 500)


def amended(call: Call, error: ProxyError, dialect: Dialect) -> Call | None:
    """The call as it may be accepted after a refusal; None if the refusal says nothing that helps.

    Every amended call differs from the one before, and no flag goes back, so trying again comes to an end.
    """
    if error.status not in _STATUSES:
        return None
    words = f"{error.message} {error.param or ''}"
    limit = call.body.get("max_tokens")
    limit = min(limit, dialect.max_output_tokens or limit) if isinstance(limit, int) else 0
    for pattern, change in _RESPONSES if call.provider.kind == "openai_responses" else _COMPILED:
        if match := pattern.search(words):
            flags = change(dialect, limit, words, match)
            new = {name: value for name, value in flags.items() if getattr(dialect, name) != value}
            if new and not any(name in call.options for name in new if name != "max_output_tokens"):
                return replace(call, options={**call.options, **new})
    return None


def lasting(options: Flags) -> Flags:
    """What of an amended call's options is worth knowing for the next request to this provider and model."""
    return {name: value for name, value in options.items() if _PASSING.get(name) != value}
