"""Which provider and model speaks which dialect of chat completions: two tables of facts.

A row changes only what it names; later rows win, and the options of the provider and the route win over
all. A host is recognised by the end of its name, a model by a pattern over its name without publisher and
tag. Where a fact is not in a provider's own reference, its source is named beside it.
Sources: the API references of the providers (platform.openai.com/docs, learn.microsoft.com/azure/ai-foundry,
api-docs.deepseek.com, ai.google.dev/gemini-api/docs/openai, console.groq.com/docs, docs.mistral.ai,
openrouter.ai/docs, docs.ollama.com, docs.vllm.ai, github.com/ggml-org/llama.cpp/tree/master/tools/server).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from proxy_core.config import is_loopback
from proxy_core.translate.dialect import AUTO, Dialect, override

#: what a profile can be called in the configuration
PROFILES = (
    "openai",
    "azure",
    "deepseek",
    "gemini",
    "groq",
    "mistral",
    "openrouter",
    "moonshot",
    "zai",
    "dashscope",
    "minimax",
    "xai",
    "ollama",
    "lmstudio",
    "vllm",
    "sglang",
    "llamacpp",
    "litellm",
    "generic",
)

#: end of a host's name -> profile
HOSTS: Mapping[str, str] = {
    "api.openai.com": "openai",
    "azure.com": "azure",
    "api.deepseek.com": "deepseek",
    "generativelanguage.googleapis.com": "gemini",
    "aiplatform.googleapis.com": "gemini",
    "api.groq.com": "groq",
    "api.mistral.ai": "mistral",
    "openrouter.ai": "openrouter",
    "moonshot.ai": "moonshot",
    "moonshot.cn": "moonshot",
    "z.ai": "zai",
    "bigmodel.cn": "zai",
    "aliyuncs.com": "dashscope",
    "minimax.io": "minimax",
    "minimaxi.com": "minimax",
    "api.x.ai": "xai",
}
#: default ports of what people run on their own machine
LOCAL_PORTS: Mapping[int, str] = {
    11434: "ollama",
    1234: "lmstudio",
    8000: "vllm",
    30000: "sglang",
    8080: "llamacpp",
    4000: "litellm",
}

#: what each profile's providers have in common
PROFILE_FLAGS: Mapping[str, Mapping[str, Any]] = {
    "openai": {
        "system_anywhere": True,
        "pdf": True,
        "user": True,
        "cache_key": True,
        "schema": "openai",
    },
    "azure": {"system_anywhere": True, "pdf": True, "user": True, "cache_key": True, "schema": "openai"},
    # A call without its thoughts is refused: "reasoning_content in the thinking mode must be passed back".
    "deepseek": {
        "images": False,
        "call_ids": "any",
        "stop_limit": 16,
        "response_format": "json_object",
        "reasoning_history": "reasoning_content",
        "reasoning_required": True,
        "parallel_tool_calls": False,
    },
    "gemini": {
        "stop_limit": 5,
        "schema": "gemini",
        "call_ids": "any",
        "parallel_tool_calls": False,
        "reasoning_history": "google",
    },
    "groq": {"max_tokens_field": "max_completion_tokens", "user": True},
    # Fields that Mistral does not know are refused with 422; its last chunk has the usage in any case.
    "mistral": {"call_ids": "nine", "stream_usage": False},
    "openrouter": {
        "call_ids": "any",
        "top_k": True,
        "pdf": True,
        "pdf_url": True,
        "reasoning": "object",
        "efforts": ("minimal", "low", "medium", "high", "xhigh"),
        "reasoning_history": "reasoning_details",
        "user": True,
    },
    # Kimi's ids are part of its prompt format (functions.NAME:INDEX), so they go back as they came.
    "moonshot": {
        "call_ids": "any",
        "parallel_tool_calls": False,
        "reasoning_history": "reasoning_content",
        "reasoning_required": True,
        "response_format": "json_object",
    },
    "zai": {
        "call_ids": "any",
        "parallel_tool_calls": False,
        "stop_limit": 1,
        "forced_tool_choice": False,
        "response_format": "json_object",
        "reasoning": "thinking",
        "efforts": (),
        "reasoning_history": "reasoning_content",
    },
    "dashscope": {"call_ids": "any", "top_k": True, "response_format": "json_object"},
    "minimax": {"call_ids": "any", "think_tags": "tags", "response_format": "prompt"},
    "xai": {"call_ids": "any", "user": True},
    "ollama": {"call_ids": "any", "think_tags": "tags", "merge_user": True},
    # "Invalid tool_choice type: 'object'. Supported string values: none, auto, required"
    "lmstudio": {"call_ids": "any", "think_tags": "tags", "merge_user": True, "named_tool_choice": False},
    "vllm": {
        "call_ids": "any",
        "top_k": True,
        "think_tags": "tags",
        "merge_user": True,
        "reasoning_history": "reasoning",
    },
    "sglang": {
        "call_ids": "any",
        "top_k": True,
        "think_tags": "tags",
        "merge_user": True,
        "reasoning_history": "reasoning_content",
    },
    "llamacpp": {
        "call_ids": "any",
        "top_k": True,
        "think_tags": "tags",
        "merge_user": True,
        "reasoning_history": "reasoning_content",
    },
    "litellm": {"user": True},
    "generic": {"user": True},
}


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What a family of models has on top. profiles: only there; empty: everywhere."""

    pattern: str
    flags: Mapping[str, Any]
    profiles: tuple[str, ...] = field(default=())


_OPENAI = ("openai", "azure", "litellm", "generic")
_LOCAL = ("ollama", "lmstudio", "vllm", "sglang", "llamacpp")
#: OpenAI's reasoning models refuse temperature, top_p, stop and max_tokens.
_REASONING: Mapping[str, Any] = {
    "max_tokens_field": "max_completion_tokens",
    "sampling": False,
    "stop_limit": 0,
    "reasoning": "effort",
    "system_role": "developer",
}
_TO_HIGH = ("low", "medium", "high")
_TO_XHIGH = ("none", "low", "medium", "high", "xhigh")

MODELS: tuple[ModelRow, ...] = (
    ModelRow(r"gpt-3\.5", {"max_output_tokens": 4096, "images": False}, _OPENAI),
    ModelRow(r"gpt-4(-|$)", {"max_output_tokens": 8192}, _OPENAI),
    ModelRow(r"gpt-4-turbo", {"max_output_tokens": 4096}, _OPENAI),
    ModelRow(r"gpt-4o", {"max_output_tokens": 16384}, _OPENAI),
    ModelRow(
        r"gpt-4o.*search", {"web_search": "web_search_options", "sampling": False, "stop_limit": 0}, _OPENAI
    ),
    ModelRow(r"gpt-4\.1", {"max_output_tokens": 32768}, _OPENAI),
    ModelRow(r"gpt-4\.5", {"max_output_tokens": 16384}, _OPENAI),
    ModelRow(
        r"o[134](-|$)",
        {**_REASONING, "efforts": _TO_HIGH, "max_output_tokens": 100000, "parallel_tool_calls": False},
        _OPENAI,
    ),
    ModelRow(
        r"gpt-5",
        {**_REASONING, "efforts": ("minimal", *_TO_HIGH), "max_output_tokens": 128000},
        _OPENAI,
    ),
    ModelRow(r"gpt-5\.1", {"efforts": ("none", *_TO_HIGH)}, _OPENAI),
    # "Function tools with reasoning_effort are not supported for gpt-5.4 in /v1/chat/completions", and from
    # 5.6 on only with an explicit none, as OpenAI's error says.
    ModelRow(r"gpt-5\.[2-9]|gpt-[6-9]", {**_REASONING, "efforts": _TO_XHIGH}, _OPENAI),
    ModelRow(r"gpt-5\.[45]", {"effort_with_tools": "drop"}, _OPENAI),
    ModelRow(r"gpt-5\.[6-9]|gpt-[6-9]", {"effort_with_tools": "none"}, _OPENAI),
    ModelRow(
        r"gpt-5.*chat",
        {"reasoning": "off", "sampling": True, "stop_limit": 4, "max_output_tokens": 16384},
        _OPENAI,
    ),
    ModelRow(
        r"deepseek-(v[4-9]|flash|pro)",
        {"reasoning": "thinking", "efforts": ("minimal", "low", "medium", "high", "xhigh", "max")},
        ("deepseek",),
    ),
    # The flash model of version 4.1 sees, also in tool results: https://github.com/vercel/ai/issues/21174
    ModelRow(r"deepseek-flash", {"images": True, "tool_images": True}, ("deepseek",)),
    ModelRow(r"deepseek-reasoner", {"forced_tool_choice": False, "sampling": False}, ("deepseek",)),
    ModelRow(
        r"gemini-2\.5", {"reasoning": "effort", "efforts": _TO_HIGH, "max_output_tokens": 65536}, ("gemini",)
    ),
    # The flash models alone can do without thinking: https://ai.google.dev/gemini-api/docs/openai#thinking
    ModelRow(r"gemini-2\.5-flash", {"efforts": ("none", *_TO_HIGH)}, ("gemini",)),
    # Gemini 3 refuses earlier calls that lack their thought signature.
    ModelRow(
        r"gemini-([3-9]|\d\d)",
        {
            "reasoning": "effort",
            "efforts": _TO_HIGH,
            "max_output_tokens": 65536,
            "reasoning_required": True,
        },
        ("gemini",),
    ),
    ModelRow(r"gpt-oss", {"reasoning": "effort", "efforts": _TO_HIGH}, ("groq", *_LOCAL)),
    ModelRow(r"qwen3|deepseek-r1|qwq", {"think_tags": "tags"}, ("groq", "generic", "litellm")),
    ModelRow(r"qwen3|deepseek-r1", {"reasoning": "effort"}, ("ollama",)),
    ModelRow(r"qwen3|glm-[45]", {"reasoning": "chat_template"}, ("vllm", "sglang", "llamacpp")),
    ModelRow(r"qwen3|qwen-(plus|max|flash|turbo)", {"reasoning": "enable_thinking"}, ("dashscope",)),
    ModelRow(r"kimi-k2(\.\d|-thinking)|kimi-k[3-9]", {"forced_tool_choice": False}, ("moonshot",)),
    ModelRow(r"kimi-k2\.\d|kimi-k[3-9]", {"reasoning": "thinking", "efforts": ()}, ("moonshot",)),
    ModelRow(r"glm-.*v", {"images": True}, ("zai",)),
    ModelRow(r"glm-\d[.\d]*(?!.*v)", {"images": False}, ("zai",)),
    ModelRow(r"grok-[4-9]", {"stop_limit": 0}, ("xai",)),
    ModelRow(r"grok-3-mini", {"reasoning": "effort", "efforts": ("low", "high"), "stop_limit": 0}, ("xai",)),
    ModelRow(r"magistral", {"sampling": True}, ("mistral",)),
)

# ---------------------------------------------------------------- the Responses API

#: what holds on that wire for everybody: it has no stop sequences, and takes an effort beside tools
RESPONSES_FLAGS: Mapping[str, Any] = {"stop_limit": 0, "effort_with_tools": "keep", "top_k": False}
_OPENAI_RESPONSES: Mapping[str, Any] = {"tool_images": True, "pdf_url": True}
#: what each profile's providers have in common there
RESPONSES_PROFILES: Mapping[str, Mapping[str, Any]] = {
    "openai": _OPENAI_RESPONSES,
    "azure": _OPENAI_RESPONSES,
    # Thoughts as they were read: DeepSeek refuses a call without them, and the local ones hand them to the
    # chat template.
    "deepseek": {"reasoning_items": "text"},
    "xai": {"reasoning_items": "encrypted", "pdf": True},
    "openrouter": {"reasoning_items": "encrypted", "reasoning": "effort"},
    "ollama": {"reasoning_items": "text"},
    "lmstudio": {"reasoning_items": "text"},
    "vllm": {"reasoning_items": "text"},
    "sglang": {"reasoning_items": "text"},
    "llamacpp": {"reasoning_items": "text"},
}
_KEEPS_REASONING: Mapping[str, Any] = {"reasoning_items": "encrypted", "reasoning_summary": True}
RESPONSES_MODELS: tuple[ModelRow, ...] = (
    # Models that do not reason refuse it: "Encrypted content is not supported with this model."
    ModelRow(r"o[134](-|$)|gpt-[5-9]", _KEEPS_REASONING, _OPENAI),
    ModelRow(r"codex", {**_REASONING, **_KEEPS_REASONING, "max_output_tokens": 100000}, _OPENAI),
    ModelRow(r"gpt-5(\.1)?-codex", {"efforts": _TO_HIGH}, _OPENAI),
    ModelRow(r"gpt-5\.1-codex-max|gpt-5\.[2-9].*-codex", {"efforts": (*_TO_HIGH, "xhigh")}, _OPENAI),
    ModelRow(r"gpt-5.*chat", {"reasoning_items": "off", "reasoning_summary": False}, _OPENAI),
    # From 5.3 on they want to know which of their words were commentary and which the answer.
    ModelRow(r"gpt-5\.([3-9]|\d\d)(?!.*chat)|gpt-[6-9]", {"phases": True}, _OPENAI),
)


def profile_of(base_url: str) -> str:
    """The profile that a base URL belongs to; `generic` if it is not known."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    if is_loopback(host):
        return LOCAL_PORTS.get(parts.port or 0, "generic")
    for end, name in HOSTS.items():
        if host == end or host.endswith(f".{end}"):
            return name
    return "generic"


def bare_name(model: str) -> str:
    """A model's name in lower case, without publisher and tag: `openai/GPT-5.2:free` is `gpt-5.2`."""
    return model.lower().rpartition("/")[2].partition(":")[0]


@lru_cache(maxsize=256)
def known_dialect(profile: str, model: str, wire: str = "") -> Dialect:
    """What the tables say of a model there. wire: `responses`, or empty for chat completions."""
    flags = dict(PROFILE_FLAGS[profile])
    name = bare_name(model)
    rows = MODELS
    if wire:
        flags |= RESPONSES_PROFILES.get(profile, {})
        rows = (*MODELS, *RESPONSES_MODELS)
    for row in rows:
        if (not row.profiles or profile in row.profiles) and re.match(row.pattern, name):
            flags |= row.flags
    if wire:
        flags |= RESPONSES_FLAGS
    return replace(Dialect(), **flags)


def dialect_for(base_url: str, model: str, *options: Mapping[str, Any], wire: str = "") -> Dialect:
    """The dialect for a model of a provider. options: the provider's, then the route's; later ones win. wire:
    as in `known_dialect`.

    Raises ValueError, whose text names the option that is wrong.
    """
    named = next((each["profile"] for each in reversed(options) if each.get("profile") not in AUTO), "")
    if named and named not in PROFILES:
        raise ValueError(f"profile must be one of auto, {', '.join(PROFILES)}")
    dialect = known_dialect(named or profile_of(base_url), model, wire)
    for each in options:
        dialect = override(dialect, each)
    return dialect
