"""Recognises a full context window in any provider's wording.

Claude Code compacts the conversation by itself, but only if the words are Anthropic's: `prompt is too long:
M tokens > N maximum`. Where only the answer's share is too large it wants ``input length and `max_tokens`
exceed context limit: A + B > C`` and lowers max_tokens; false numbers would make it try in vain, so those
are the upstream's own. For the first, numbers that the upstream does not give are filled in from what is
known of request and model, if that agrees that the prompt is too long; else they are left out.
Sources: the errors of OpenAI, Azure, DeepSeek, vLLM, SGLang, llama.cpp, LM Studio, Ollama, Gemini, Mistral,
Groq, xAI, Moonshot, Cerebras, Together, Fireworks, Cohere, Copilot, SiliconFlow, OpenRouter and Bedrock, as
users report them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

PREFIX = "prompt is too long: "


class Known(NamedTuple):
    """Without the upstream. tokens: the request's, estimated. window: the model's; 0 if it is not known."""

    tokens: int
    window: int


#: an estimate may be so much too low, as a factor
_LEAST = 0.8
#: Claude Code does not lower max_tokens below this, so what leaves less room is a prompt that is too long.
LEAST_ANSWER = 4000

_N = r"(?P<value>\d[\d,_]*)"

_FULL = re.compile(
    r"""
    prompt\ (?:is\ )?too\ long | context[_ ]length[_ ]exceeded | exceed_context_size | context_exceeded
    | exceeds?\ (?:the\ )?(?:model'?s?\ |available\ |maximum\ |max\ )*(?:context|max_model_len|max_seq_len)
    | exceed(?:s|ed)?\ context\ limit | context\ window\ exceed(?:s|ed)
    | exceeded\ (?:max|model)(?:imum)?\ (?:context|token)
    | maximum\ (?:context|prompt|input)\ length | max(?:imum)?\ allowed\ input\ length
    | context\ size\ exceeded | exceeds\ context\ size
    | longer\ than\ the\ (?:model'?s|maximum)\ (?:context|model)\ length
    | exceeds?\ (?:the\ )?maximum\ number\ of\ tokens | input\ token\ count
    | input\ tokens\ exceed | `inputs`\ tokens\ \+ | input\ (?:is|was)\ too\ long | range\ of\ input\ length
    | prompt\ exceeds\ max | prompt\ 超长 | too\ large\ for\ model\ with
    | context\ length\ of\ only | while\ limit\ is\ \d | token\ count\ of\ \d+\ exceeds
    | too\ many\ tokens:\ size\ limit\ exceeded | must\ be\ less\ than\ max_(?:seq|model)_len
    | `inputs`\ must\ have\ less\ than
    | reduce\ the\ length\ of\ the\ (?:messages|prompt|input)
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: limits of speed, not of size, that also speak of tokens; and limits of single fields
_OTHER = re.compile(
    r"per[ -](?:minute|min|day|hour|second)\b|\b[TR]P[MD]\b|rate.?limit|quota|throttl"
    r"|string_above_max_length|string too long",
    re.IGNORECASE,
)

_MAXIMUM = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"tokens? > {_N}",
        rf"(?:maximum|max) (?:context|prompt|model|input)[ _]?(?:length|len)\b(?! by)[^\d]{{0,12}}{_N}",
        rf"allowed input length of {_N}",
        rf"(?:context|model)(?:'s)? (?:context )?length \({_N}",
        rf"(?:context|model) length of(?: only)? {_N}",
        rf"context size[ :of]*\(?{_N}",
        rf"maximum number of tokens allowed \({_N}",
        rf"supports? (?:only )?up to {_N}",
        rf"with {_N} maximum context",
        rf"token limit: {_N}",
        rf"(?:configured )?limit (?:is|of) {_N}",
        rf"max_(?:seq|model)_len[^\d]{{0,4}}{_N}",
        rf"must be <= {_N}",
        rf"must have less than {_N}",
        rf"\[1, ?{_N}\]",
    )
)
_WHOLE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_N} tokens? > \d",
        rf"resulted in {_N}",
        rf"(?:total of(?: at least)?|you requested(?: about| a total of)?) {_N} tokens",
        rf"\(requested: {_N}",
        rf"contains? {_N} (?:tokens|and)",
        rf"(?:input|request|prompt|input token count|prompt[_ ]tokens?)(?: length)? ?\({_N}",
        rf"token count (?:is|of) {_N}",
        rf"(?:input|prompt) length {_N}",
        rf"current length is {_N}",
        rf"first {_N} tokens",
        rf"too long: {_N}\b",
        rf"given: {_N}$",
        rf"length {_N}\) is longer",
    )
)
_INPUT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\({_N} (?:in the messages|of text input)",
        rf"{_N} tokens from the input",
        # not vLLM's "contains at least": there it stopped counting
        rf"(?:has|contains) {_N} input tokens",
        rf"given: {_N} `inputs`",
    )
)
_ANSWER = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_N} (?:in|for) the (?:completion|output)",
        rf"requested {_N} output tokens",
        rf"{_N} tokens for the completion",
        rf"too large: {_N}",
        rf"and {_N} `max_new_tokens`",
    )
)


def as_anthropic(
    message: str,
    code: str = "",
    details: Mapping[str, Any] | None = None,
    known: Callable[[], Known] | None = None,
) -> str | None:
    """Anthropic's wording for an upstream's complaint that the context is full; None if it is none.

    message, code: the upstream's own. details: the members of its error object (llama.cpp counts there).
    known: asked only where a number is missing.
    """
    lowered = message.lower()
    if lowered.startswith((PREFIX.strip(), "input length and `max_tokens` exceed context limit")):
        return message
    if _OTHER.search(message) or not (_FULL.search(message) or _FULL.search(code)):
        return None
    maximum = _first(_MAXIMUM, message) or _member(details, "n_ctx")
    given = _first(_INPUT, message)
    answer = _first(_ANSWER, message)
    whole = _first(_WHOLE, message) or _member(details, "n_prompt_tokens")
    if given and answer and maximum and given + answer > maximum:
        if maximum - given >= LEAST_ANSWER:
            return f"input length and `max_tokens` exceed context limit: {given} + {answer} > {maximum}"
        whole = max(whole or 0, given + answer)
    whole = whole or given
    if known is not None and not (whole and maximum):
        whole, maximum = _filled_in(whole, maximum, known())
    if whole and maximum and whole > maximum:
        return f"{PREFIX}{whole} tokens > {maximum} maximum ({message})"
    return PREFIX + message


def _filled_in(whole: int | None, maximum: int | None, known: Known) -> tuple[int | None, int | None]:
    """The two numbers, with what is missing taken from what is known, as far as that is credible."""
    if maximum is None and known.window and (whole or known.tokens) >= known.window * _LEAST:
        maximum = known.window
    if whole is None and maximum is not None:
        whole = max(known.tokens, maximum + 1)
    return whole, maximum


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> int | None:
    for pattern in patterns:
        if match := pattern.search(text):
            return int(match["value"].replace(",", "").replace("_", ""))
    return None


def _member(details: Mapping[str, Any] | None, name: str) -> int | None:
    value = details.get(name) if details else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
