"""The body of a request: what is asked for, and what never leaves."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.providers.openai_kind import dialect_of
from proxy_core.translate.request import TranslatedRequest
from proxy_core.translate.responses.request import to_responses
from proxy_core.wire import json
from tests.golden.replay import call

HELLO = [{"role": "user", "content": "Hello"}]
READ = {"name": "Read", "description": "Reads.", "input_schema": {"type": "object"}}
SEARCH = {"type": "web_search_20250305", "name": "web_search", "allowed_domains": ["nih.gov"]}


def translated(
    request: dict[str, Any],
    model: str = "gpt-5.2",
    base_url: str = "https://api.openai.com/v1",
    **options: Any,
) -> TranslatedRequest:
    made = call({"messages": HELLO, **request}, base_url, model, options, "openai_responses")
    before = copy.deepcopy(made.body)
    found = to_responses(made, dialect_of(made))
    assert made.body == before
    return found


def body(request: dict[str, Any], *args: Any, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(translated(request, *args, **options).body))
    return found


def test_nothing_is_ever_stored() -> None:
    for model in ("gpt-4o", "gpt-5.2", "o3", "codex-mini-latest", "something-else"):
        assert body({"store": True}, model)["store"] is False
    assert "previous_response_id" not in body({})


def test_a_small_request_says_only_what_is_asked() -> None:
    assert body({"max_tokens": 1, "system": "Help."}, "gpt-4o") == {
        "model": "gpt-4o",
        "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}],
        "instructions": "Help.",
        "max_output_tokens": 16,
        "store": False,
    }


def test_nothing_of_anthropics_alone_leaks() -> None:
    request = {
        "system": [
            {"type": "text", "text": "x-anthropic-billing-header: v"},
            {"type": "text", "text": "Help.", "cache_control": {"type": "ephemeral"}},
        ],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "a", "cache_control": {}}]}],
        "context_management": {"edits": []},
        "service_tier": "standard_only",
        "thinking": {"type": "adaptive"},
        "betas": ["x"],
        "stop_sequences": ["END"],
        "top_k": 5,
        "metadata": {"user_id": "u"},
    }
    sent = body(request)
    assert set(sent) == {
        "model", "input", "instructions", "user", "reasoning", "store", "include",
    }  # fmt: skip
    assert sent["instructions"] == "Help."
    assert "cache_control" not in str(sent)
    assert translated(request).stops == ("END",)


def test_tools_are_functions_that_are_not_strict() -> None:
    long = {"name": "mcp__" + "x" * 80, "input_schema": {"type": "object", "properties": {}}}
    choice = {"type": "tool", "name": long["name"], "disable_parallel_tool_use": True}
    sent = body({"tools": [READ, long], "tool_choice": choice})
    assert sent["tools"][0] == {
        "type": "function",
        "name": "Read",
        "description": "Reads.",
        "parameters": {"type": "object", "properties": {}},
        "strict": False,
    }
    assert len(sent["tools"][1]["name"]) == 64
    assert sent["tool_choice"] == {"type": "function", "name": sent["tools"][1]["name"]}
    assert sent["parallel_tool_calls"] is False
    assert body({"tools": [READ], "tool_choice": {"type": "any"}})["tool_choice"] == "required"


@pytest.mark.parametrize(
    ("model", "asked", "reasoning", "include"),
    [
        (
            "gpt-5.2",
            {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}},
            {"effort": "xhigh", "summary": "auto"},
            True,
        ),
        (
            "gpt-5",
            {"thinking": {"type": "enabled", "budget_tokens": 2000}},
            {"effort": "low", "summary": "auto"},
            True,
        ),
        ("gpt-5", {"thinking": {"type": "adaptive"}}, {"summary": "auto"}, True),
        ("gpt-5", {}, None, True),
        ("gpt-5", {"thinking": {"type": "disabled"}}, None, True),
        ("gpt-5.2", {"thinking": {"type": "disabled"}}, {"effort": "none"}, True),
        (
            "gpt-5-codex",
            {"thinking": {"type": "enabled", "budget_tokens": 100}},
            {"effort": "low", "summary": "auto"},
            True,
        ),
        ("o3", {"output_config": {"effort": "high"}}, {"effort": "high"}, True),
        ("codex-mini-latest", {"output_config": {"effort": "high"}}, {"effort": "high"}, True),
        ("gpt-4o", {"thinking": {"type": "adaptive"}}, None, False),
        ("gpt-5-chat-latest", {"thinking": {"type": "adaptive"}}, None, False),
        ("unknown", {"thinking": {"type": "adaptive"}}, None, False),
    ],
)
def test_models_that_reason_are_asked_for_it_and_for_what_they_want_back(
    model: str, asked: dict[str, Any], reasoning: Any, include: bool
) -> None:
    sent = body(asked, model)
    assert sent.get("reasoning") == reasoning
    assert sent.get("include") == (["reasoning.encrypted_content"] if include else None)


def test_sampling_goes_to_models_that_take_it() -> None:
    asked = {"temperature": 0.2, "top_p": 0.9}
    assert asked.items() <= body(asked, "gpt-4.1").items()
    assert not {"temperature", "top_p"} & body(asked, "gpt-5.2").keys()


def test_the_limit_is_what_the_model_takes_and_at_least_what_the_wire_takes() -> None:
    lowered = translated({"max_tokens": 64000}, "gpt-4o")
    assert lowered.body["max_output_tokens"] == 16384
    assert lowered.notes == ("max_tokens was lowered from 64000 to 16384, the most that gpt-4o takes",)
    assert body({"max_tokens": 10})["max_output_tokens"] == 16


def test_who_asks_is_a_pseudonym_and_the_session_a_key_of_the_cache() -> None:
    user = {"device_id": "d", "account_uuid": "a", "session_id": "s"}
    sent = body({"metadata": {"user_id": json.dumps(user).decode()}})
    assert len(sent["user"]) == len(sent["prompt_cache_key"]) == 64
    assert "device_id" not in str(sent)


def test_structured_output_is_a_text_format() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    asked = {"output_config": {"format": {"type": "json_schema", "schema": schema}}, "system": "Help."}
    assert body(asked)["text"] == {
        "format": {"type": "json_schema", "name": "answer", "schema": schema, "strict": True}
    }
    in_words = body(asked, response_format="json_object")
    assert in_words["text"] == {"format": {"type": "json_object"}}
    assert in_words["instructions"].startswith("Help.\n\nAnswer with nothing but JSON")
    assert "text" not in body(asked, response_format="prompt")


def test_a_search_is_the_providers_where_that_is_wanted_and_refused_elsewhere() -> None:
    asked = {"tools": [SEARCH], "tool_choice": {"type": "tool", "name": "web_search"}}
    sent = body(asked, web_search="tool")
    assert sent["tools"] == [{"type": "web_search", "filters": {"allowed_domains": ["nih.gov"]}}]
    assert sent["tool_choice"] == {"type": "web_search"}
    assert "web_search_call.action.sources" in sent["include"]
    with pytest.raises(ProxyError) as refused:
        body(asked)
    assert refused.value.param == "tools[0].type"
    assert "include" not in body({"tools": [READ]}, "gpt-4o", web_search="tool")


@pytest.mark.parametrize(
    ("request_", "param"),
    [
        ({"container": {"id": "c"}}, "container"),
        ({"messages": [{"role": "user", "content": []}]}, "messages"),
        ({"messages": [{"role": "user", "content": [{"type": "odd"}]}]}, "messages[0].content[0].type"),
    ],
)
def test_what_cannot_be_said_is_refused_by_name(request_: dict[str, Any], param: str) -> None:
    with pytest.raises(ProxyError) as refused:
        body(request_)
    assert refused.value.param == param


def test_a_stream_is_asked_for_without_options() -> None:
    made = call({"messages": HELLO, "stream": True}, kind="openai_responses")
    sent = to_responses(made, dialect_of(made)).body
    assert sent["stream"] is True
    assert "stream_options" not in sent, "what hides the lengths of deltas from eavesdroppers stays on"


def test_the_providers_that_hide_nothing_get_thoughts_as_text() -> None:
    thought = {"type": "thinking", "thinking": "I think.", "signature": ""}
    talk = [*HELLO, {"role": "assistant", "content": [thought, {"type": "text", "text": "Hi"}]}, *HELLO]
    sent = body({"messages": talk}, "qwen3", "http://localhost:1234/v1")
    assert sent["input"][1]["content"] == [{"type": "reasoning_text", "text": "I think."}]
    assert "include" not in sent
