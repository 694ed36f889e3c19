"""What a provider's dialect of OpenAI's wires can say: one flag for each way in which they differ.

Owns the flags, their allowed values and their overriding by options. Which provider and model has which
flags is data in `proxy_core.providers.profiles`. Must not name a provider's host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

#: effort levels from least to most, of Anthropic and OpenAI together
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")

#: flag -> the values it may have, where it is a word
CHOICES: Mapping[str, tuple[str, ...]] = {
    "max_tokens_field": ("max_tokens", "max_completion_tokens"),
    "system_role": ("system", "developer"),
    "effort_with_tools": ("keep", "drop", "none"),
    "reasoning": ("off", "effort", "object", "thinking", "enable_thinking", "chat_template"),
    "reasoning_history": ("off", "reasoning_content", "reasoning", "reasoning_details", "google"),
    "reasoning_items": ("off", "encrypted", "text", "drop"),
    "think_tags": ("off", "tags", "open"),
    "call_ids": ("any", "forty", "nine"),
    "schema": ("full", "openai", "gemini"),
    "response_format": ("json_schema", "json_object", "prompt"),
    "web_search": ("off", "web_search_options", "plugin", "tool"),
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The defaults are what the strictest unknown provider takes."""

    #: the field that bounds the answer; OpenAI's reasoning models know only the newer one
    max_tokens_field: str = "max_tokens"
    #: the largest value that the model takes there; 0: unknown, so nothing is lowered
    max_output_tokens: int = 0
    #: takes temperature and top_p
    sampling: bool = True
    top_k: bool = False
    #: how many stop sequences it takes; those beyond are watched here
    stop_limit: int = 4
    system_role: str = "system"
    #: takes system messages after the first message
    system_anywhere: bool = False
    #: user messages in a row become one, for chat templates that want roles to alternate
    merge_user: bool = False
    #: an assistant's message of calls alone has null for its content, else an empty text
    null_content: bool = True
    images: bool = True
    #: takes image parts in tool messages
    tool_images: bool = False
    #: takes PDF files as `file` parts, as data or also by address
    pdf: bool = False
    pdf_url: bool = False
    parallel_tool_calls: bool = True
    #: takes a tool_choice other than auto
    forced_tool_choice: bool = True
    #: takes a tool_choice that names a tool; else any of them is required
    named_tool_choice: bool = True
    #: what becomes of the effort when tools are sent
    effort_with_tools: str = "keep"
    #: how thinking is asked for: effort: `reasoning_effort`; object: `reasoning: {effort}`; thinking:
    #: `thinking: {type}` with `reasoning_effort`; enable_thinking; chat_template: `chat_template_kwargs`
    reasoning: str = "off"
    #: may be told not to think where that needs no level of its own (`reasoning: {enabled: false}`)
    thinking_off: bool = True
    #: the effort levels it knows, from least to most
    efforts: tuple[str, ...] = ("low", "medium", "high")
    #: where thoughts of earlier turns go
    reasoning_history: str = "off"
    #: whether earlier tool calls must come with their thoughts (or signature), even if there are none
    reasoning_required: bool = False
    #: reasoning items of the Responses API: encrypted: asked for, and sent back to where they came from;
    #: text: sent back as they were read; drop: asked for, but those of earlier turns stay behind
    reasoning_items: str = "off"
    #: asked for a summary of the reasoning, without which there is nothing to read of it
    reasoning_summary: bool = False
    #: takes the phase of earlier assistant messages
    phases: bool = False
    #: tags: an answer may begin with <think>; open: it begins inside
    think_tags: str = "off"
    #: what ids of tool calls may be: at most forty characters, or exactly nine letters and digits
    call_ids: str = "forty"
    schema: str = "full"
    response_format: str = "json_schema"
    #: takes `stream_options.include_usage`
    stream_usage: bool = True
    #: takes `user`, a pseudonym for its abuse checks
    user: bool = False
    #: takes `prompt_cache_key`
    cache_key: bool = False
    web_search: str = "off"

    def effort(self, wanted: str) -> str:
        """The known level nearest to the wanted one, rather less than more; empty if it knows none."""
        rank = EFFORTS.index(wanted)
        known = [level for level in self.efforts if level != "none"]
        below = [level for level in known if EFFORTS.index(level) <= rank]
        return below[-1] if below else (known[0] if known else "")


@lru_cache(maxsize=64)
def the_same(dialect: Dialect) -> Dialect:
    """One object for all dialects that are equal: what was made for it is known by identity."""
    return dialect


_TYPES: Mapping[str, Any] = {field.name: field.type for field in fields(Dialect)}
_WORDS: Mapping[Any, bool] = {
    "yes": True,
    "true": True,
    "on": True,
    "no": False,
    "false": False,
    "off": False,
}
#: the value of an option that leaves a flag as the profile has it
AUTO = ("auto", "", None)


def is_flag(key: str) -> bool:
    """Whether an option of this name overrides a flag."""
    return key in _TYPES


def option_problem(key: str, value: object) -> str | None:
    """What is wrong with an option that overrides a flag, as the end of a sentence that begins with its key.

    None if nothing is wrong, or if the key is not a flag.
    """
    if key not in _TYPES or value in AUTO:
        return None
    kind = _TYPES[key]
    if kind == "bool":
        return None if isinstance(value, bool) or value in _WORDS else "must be auto, yes or no"
    if kind == "int":
        good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        return None if good else "must be a whole number that is not negative"
    if key == "efforts":
        good = isinstance(value, list | tuple) and all(item in EFFORTS for item in value)
        return None if good else f"must be a list of {', '.join(EFFORTS)}"
    return None if value in CHOICES[key] else f"must be one of auto, {', '.join(CHOICES[key])}"


def override(dialect: Dialect, options: Mapping[str, Any]) -> Dialect:
    """The dialect with the flags that options name. Raises ValueError for a value that a flag cannot have."""
    changes: dict[str, Any] = {}
    for key, value in options.items():
        if key not in _TYPES or value in AUTO:
            continue
        if (problem := option_problem(key, value)) is not None:
            raise ValueError(f"{key} {problem}")
        if _TYPES[key] == "bool":
            value = _WORDS.get(value, value)
        elif key == "efforts":
            value = tuple(sorted(value, key=EFFORTS.index))
        changes[key] = value
    return replace(dialect, **changes) if changes else dialect
