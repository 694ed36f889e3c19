"""The tables of dialects."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest

from proxy_core.providers.profiles import (
    HOSTS,
    LOCAL_PORTS,
    MODELS,
    PROFILE_FLAGS,
    PROFILES,
    bare_name,
    dialect_for,
    known_dialect,
    profile_of,
)
from proxy_core.translate.dialect import Dialect, option_problem


def test_every_profile_is_in_the_tables_and_every_flag_is_one() -> None:
    assert set(PROFILE_FLAGS) == set(PROFILES)
    assert set(HOSTS.values()) | set(LOCAL_PORTS.values()) <= set(PROFILES)
    known = {field.name for field in fields(Dialect)}
    for flags in (*PROFILE_FLAGS.values(), *(row.flags for row in MODELS)):
        assert set(flags) <= known
        assert [option_problem(key, value) for key, value in flags.items()] == [None] * len(flags)
    for row in MODELS:
        assert set(row.profiles) <= set(PROFILES)
        re.compile(row.pattern)


@pytest.mark.parametrize(
    ("url", "profile"),
    [
        ("https://api.openai.com/v1", "openai"),
        ("https://my.openai.azure.com/openai/v1", "azure"),
        ("https://my.services.ai.azure.com/openai/v1", "azure"),
        ("https://api.deepseek.com", "deepseek"),
        ("https://generativelanguage.googleapis.com/v1beta/openai/", "gemini"),
        ("https://api.groq.com/openai/v1", "groq"),
        ("https://api.mistral.ai/v1", "mistral"),
        ("https://openrouter.ai/api/v1", "openrouter"),
        ("http://127.0.0.1:11434/v1", "ollama"),
        ("http://localhost:1234/v1", "lmstudio"),
        ("http://[::1]:8000/v1", "vllm"),
        ("http://127.0.0.1:8080/v1", "llamacpp"),
        ("http://127.0.0.1:4000", "litellm"),
        ("http://127.0.0.1:9/v1", "generic"),
        ("https://notopenrouter.ai/v1", "generic"),
        ("https://api.openai.com.evil.example/v1", "generic"),
    ],
)
def test_a_provider_is_recognised_by_its_address(url: str, profile: str) -> None:
    assert profile_of(url) == profile


def test_a_models_name_counts_without_publisher_and_tag() -> None:
    assert bare_name("openai/GPT-5.2:free") == "gpt-5.2"
    assert bare_name("models/gemini-3-pro") == "gemini-3-pro"


@pytest.mark.parametrize(
    ("profile", "model", "flags"),
    [
        ("openai", "gpt-4o-mini", {"max_output_tokens": 16384, "sampling": True, "reasoning": "off"}),
        ("openai", "gpt-4-turbo", {"max_output_tokens": 4096}),
        ("openai", "gpt-4.1-nano", {"max_output_tokens": 32768, "system_role": "system"}),
        (
            "azure",
            "o3-mini",
            {"max_tokens_field": "max_completion_tokens", "efforts": ("low", "medium", "high")},
        ),
        (
            "openai",
            "gpt-5-mini",
            {"efforts": ("minimal", "low", "medium", "high"), "effort_with_tools": "keep"},
        ),
        ("openai", "gpt-5.1", {"efforts": ("none", "low", "medium", "high")}),
        ("openai", "gpt-5.2-2025-12-11", {"efforts": ("none", "low", "medium", "high", "xhigh")}),
        ("openai", "gpt-5.4", {"effort_with_tools": "drop"}),
        ("openai", "gpt-5.6-sol", {"effort_with_tools": "none", "system_role": "developer"}),
        ("openai", "gpt-5-chat-latest", {"reasoning": "off", "sampling": True}),
        ("generic", "gpt-5", {"max_tokens_field": "max_completion_tokens"}),
        ("openrouter", "openai/gpt-5", {"max_tokens_field": "max_tokens", "reasoning": "object"}),
        ("openai", "omni-moderation", {"max_tokens_field": "max_tokens"}),
        (
            "deepseek",
            "deepseek-v4-pro",
            {"reasoning": "thinking", "images": False, "reasoning_required": True},
        ),
        ("deepseek", "deepseek-flash", {"images": True, "tool_images": True}),
        ("deepseek", "deepseek-chat", {"reasoning": "off"}),
        ("gemini", "gemini-3-pro-preview", {"reasoning_required": True, "schema": "gemini"}),
        ("gemini", "gemini-2.5-flash", {"reasoning_required": False, "reasoning": "effort"}),
        ("mistral", "devstral-medium", {"call_ids": "nine", "stream_usage": False}),
        ("ollama", "qwen3:30b", {"reasoning": "effort", "think_tags": "tags"}),
        ("ollama", "llama3.3", {"reasoning": "off"}),
        ("vllm", "Qwen/Qwen3-32B", {"reasoning": "chat_template", "top_k": True}),
        ("moonshot", "kimi-k2.5", {"reasoning": "thinking", "call_ids": "any"}),
        ("zai", "glm-5", {"images": False}),
        ("zai", "glm-4.6v", {"images": True}),
        ("generic", "whatever", {"reasoning": "off", "system_anywhere": False, "user": True, "pdf": False}),
    ],
)
def test_the_tables_say_of_a_model(profile: str, model: str, flags: dict[str, Any]) -> None:
    dialect = known_dialect(profile, model)
    assert {name: getattr(dialect, name) for name in flags} == flags


def test_options_of_the_provider_and_then_of_the_route_win() -> None:
    url = "https://api.openai.com/v1"
    made = dialect_for(url, "gpt-4o", {"images": "no", "max_output_tokens": 5}, {"max_output_tokens": 7})
    assert (made.images, made.max_output_tokens) == (False, 7)
    named = dialect_for(url, "m", {"profile": "mistral"}, {"profile": "auto"})
    assert named.call_ids == "nine"
    with pytest.raises(ValueError, match="profile"):
        dialect_for(url, "m", {"profile": "acme"})
    with pytest.raises(ValueError, match="images"):
        dialect_for(url, "m", {"images": "perhaps"})


@pytest.mark.parametrize(
    ("base_url", "model", "flags"),
    [
        (
            "https://api.openai.com/v1",
            "gpt-5.2",
            {
                "reasoning_items": "encrypted",
                "reasoning_summary": True,
                "tool_images": True,
                "stop_limit": 0,
                "effort_with_tools": "keep",
            },
        ),
        ("https://api.openai.com/v1", "gpt-5.5", {"effort_with_tools": "keep", "phases": True}),
        (
            "https://api.openai.com/v1",
            "gpt-5.2-codex",
            {"efforts": ("low", "medium", "high", "xhigh"), "phases": False},
        ),
        (
            "https://api.openai.com/v1",
            "gpt-4o",
            {"reasoning_items": "off", "sampling": True, "stop_limit": 0},
        ),
        ("https://x.openai.azure.com", "gpt-5-chat", {"reasoning_items": "off", "reasoning": "off"}),
        ("https://x.openai.azure.com", "o4-mini", {"reasoning_items": "encrypted", "pdf_url": True}),
        ("https://openrouter.ai/api/v1", "openai/gpt-5.2", {"reasoning_items": "encrypted"}),
        ("http://localhost:8000/v1", "gpt-oss-120b", {"reasoning_items": "text", "reasoning": "effort"}),
        ("https://gateway.example/v1", "gpt-5.2", {"reasoning_items": "encrypted", "tool_images": False}),
        ("https://gateway.example/v1", "some-model", {"reasoning_items": "off"}),
    ],
)
def test_the_responses_api_has_flags_of_its_own(base_url: str, model: str, flags: dict[str, Any]) -> None:
    dialect = dialect_for(base_url, model, wire="responses")
    assert {name: getattr(dialect, name) for name in flags} == flags
    assert dialect_for(base_url, model).reasoning_items == "off"
