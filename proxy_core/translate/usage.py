"""Token counts: those of chat completions and of the Responses API as Anthropic's.

There the prompt's count includes what was read from a cache; Anthropic counts the three kinds of input apart.
Sources: https://platform.openai.com/docs/api-reference/chat/object#usage,
https://api-docs.deepseek.com/guides/kv_cache, https://openrouter.ai/docs/use-cases/usage-accounting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: characters of an answer for one token, where nobody counted
CHARACTERS_PER_TOKEN = 4
NOTHING: Mapping[str, int] = {
    "input_tokens": 0,
    "output_tokens": 0,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 0,
}


def find(chunk: Mapping[str, Any], choice: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The usage in a chunk: at its top, in the choice (Moonshot) or in `x_groq`."""
    found = chunk.get("usage")
    if not found and choice is not None:
        found = choice.get("usage")
    if not found and "x_groq" in chunk:
        groq = chunk["x_groq"]
        found = groq.get("usage") if isinstance(groq, dict) else None
    return found if isinstance(found, dict) and found else None


def convert(usage: Mapping[str, Any]) -> dict[str, int]:
    """Anthropic's counts. Tokens of reasoning that are counted beside the answer's are added to it."""
    details = usage.get("prompt_tokens_details") or usage.get("input_tokens_details")
    details = details if isinstance(details, dict) else {}
    prompt = _count(usage, "prompt_tokens", "input_tokens")
    read = (
        _count(details, "cached_tokens")
        or _count(usage, "cache_read_input_tokens")
        or _count(usage, "prompt_cache_hit_tokens")
        or _count(usage, "cached_tokens")
    )
    written = _count(details, "cache_write_tokens", "cache_creation_tokens") or _count(
        usage, "cache_creation_input_tokens"
    )
    answer = _count(usage, "completion_tokens", "output_tokens")
    unlisted = _count(usage, "total_tokens") - prompt - answer
    return {
        "input_tokens": max(0, prompt - read - written),
        "output_tokens": answer + max(0, unlisted),
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": read,
    }


def counts(
    told: Mapping[str, Any] | None, estimate: Callable[[], int] | None, characters: int
) -> dict[str, int]:
    """What an answer cost: as the upstream told, else what the request is estimated at and the answer's
    characters come to."""
    if told is not None:
        return convert(told)
    spent = -(-characters // CHARACTERS_PER_TOKEN)
    return {**NOTHING, "input_tokens": estimate() if estimate is not None else 0, "output_tokens": spent}


def _count(holder: Mapping[str, Any], *names: str) -> int:
    for name in names:
        value = holder.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return int(value)
    return 0
