"""A second try with a flag changed."""
# ruff: noqa: E501 - the words are quoted whole

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.providers.amend import lasting
from proxy_core.providers.base import Call
from proxy_core.providers.failures import upstream_failure
from proxy_core.providers.openai import OpenAIChat
from proxy_core.providers.openai_responses import OpenAIResponses
from proxy_core.wire.json import dumps
from tests.golden.replay import call

KIND = OpenAIChat()


def refused(
    message: str,
    status: int = 400,
    model: str = "unknown",
    url: str = "https://llm.example.com/v1",
    **options: Any,
) -> Call | None:
    a_call = call(
        {"max_tokens": 64000, "messages": [{"role": "user", "content": "Hello"}]}, url, model, options
    )
    error = upstream_failure("p", status, {}, dumps({"error": {"message": message}}))
    return KIND.amend(a_call, error)


@pytest.mark.parametrize(
    ("message", "flags"),
    [
        ("max_tokens is too large: 64000. This model supports at most 16384 completion tokens, whereas you provided 64000.", {"max_output_tokens": 16384}),
        ("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", {"max_output_tokens": 8192}),
        ("<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 8192]", {"max_output_tokens": 8192}),
        ("`max_completion_tokens` must be less than or equal to `16384`, the maximum value for `max_completion_tokens` is less than the `context_window` for this model", {"max_output_tokens": 16384}),
        ("The parameter max_tokens specified in the request is not valid: integer above maximum value, expected a value <= 32768, but got 64000 instead.", {"max_output_tokens": 32768}),
        ("max_tokens: 64000 > 4096, which is the maximum allowed number of output tokens", {"max_output_tokens": 4096}),
        ("'max_tokens' or 'max_completion_tokens' is too large: 64000. This model's maximum context length is 65536 tokens and your request has 17459 input tokens (64000 > 65536 - 17459).", {"max_output_tokens": 65536 - 17459}),
        ("This model's maximum context length is 128000 tokens. However, you requested 64000 output tokens and your prompt contains at least 64001 input tokens, for a total of at least 128001 tokens.", {"max_output_tokens": 16000}),
        ("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", {"max_tokens_field": "max_completion_tokens"}),
        ("Extra inputs are not permitted, field: 'stream_options'", {"stream_usage": False}),
        ("body.stream_options.include_usage: Extra inputs are not permitted", {"stream_usage": False}),
        ("Unsupported parameter: 'parallel_tool_calls' is not supported with this model.", {"parallel_tool_calls": False}),
        ("Invalid tool_choice type: 'object'. Supported string values: none, auto, required", {"named_tool_choice": False}),
        ("deepseek-reasoner does not support this tool_choice", {"forced_tool_choice": False}),
        ("Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.", {"sampling": False}),
        ("The `reasoning_content` in the thinking mode must be passed back to the API.", {"reasoning_history": "reasoning_content", "reasoning_required": True}),
        ("Function call is missing a thought_signature in functionCall parts.", {"reasoning_history": "google", "reasoning_required": True}),
        ("Reasoning is mandatory for this endpoint and cannot be disabled.", {"thinking_off": False}),
        ("this model does not support image input (ref: 1)", {"images": False}),
        ("Failed to deserialize the JSON body into the target type: messages[408]: unknown variant `image_url`, expected `text`", {"images": False}),
        ("Failed to deserialize the JSON body into the target type: messages[4]: content should be a string or a list", {"null_content": False}),
        ("messages.1.content: none is not an allowed value", {"null_content": False}),
        ("Invalid schema for function 'a': schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.", {"schema": "openai"}),
        ("Tool call id was toolu_1 but must be a-z, A-Z, 0-9, with a length of 9.", {"call_ids": "nine"}),
        ("Conversation roles must alternate user/assistant/user/assistant/...", {"merge_user": True}),
    ],
)  # fmt: skip
def test_a_refusal_that_says_what_is_wrong_leads_to_another_try(message: str, flags: dict[str, Any]) -> None:
    amended = refused(message)
    assert amended is not None
    assert dict(amended.options) == flags


@pytest.mark.parametrize(
    ("message", "options", "flags"),
    [
        (
            "Unsupported value: 'reasoning_effort' does not support 'xhigh' with this model. Supported values are: 'none', 'low', 'medium', and 'high'.",
            {"reasoning": "effort", "efforts": ["xhigh"]},
            {"efforts": ("none", "low", "medium", "high")},
        ),
        ("Unrecognized request argument supplied: reasoning_effort", {"reasoning": "effort"}, {"reasoning": "off"}),
        ("\"llama3\" does not support thinking", {"reasoning": "effort"}, {"reasoning": "off"}),
        ("Function tools with reasoning_effort are not supported for gpt-5.4 in /v1/chat/completions. Please use /v1/responses instead.", {"reasoning": "effort"}, {"effort_with_tools": "drop"}),
        ("Function tools with reasoning_effort are not supported for m in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.", {"reasoning": "effort"}, {"effort_with_tools": "none"}),
        ("System message must be at the beginning.", {"system_anywhere": True}, {"system_anywhere": False}),
        ("Unexpected role 'developer': not one of ['system', 'user']", {"system_role": "developer"}, {"system_role": "system"}),
        ("Unsupported parameter: 'stop' is not supported with this model.", {}, {"stop_limit": 0}),
        ("Unknown parameter: 'prompt_cache_key'.", {"cache_key": True}, {"cache_key": False}),
        ("Unsupported parameter: 'max_completion_tokens'", {"max_tokens_field": "max_completion_tokens"}, {"max_tokens_field": "max_tokens"}),
    ],
)  # fmt: skip
def test_what_was_too_much_is_given_up(message: str, options: Any, flags: dict[str, Any]) -> None:
    amended = refused(message, **options)
    assert amended is not None
    assert dict(amended.options) == flags


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("The model `x` does not exist", 404),
        ("Rate limit reached", 429),
        ("You have no access", 403),
        ("Something about stream_options", 400),
        ("prompt is too long: 9001 tokens > 8192 maximum", 400),
        ("", 400),
    ],
)
def test_a_refusal_that_says_nothing_of_the_kind_is_the_answer(message: str, status: int) -> None:
    assert refused(message, status) is None


def test_a_router_without_a_model_that_sees_gets_no_images() -> None:
    amended = refused("No endpoints found that support image input", 404)
    assert amended is not None
    assert dict(amended.options) == {"images": False}


def test_nothing_is_changed_twice() -> None:
    message = "Extra inputs are not permitted, field: 'stream_options'"
    first = refused(message)
    assert first is not None
    error = ProxyError("UPSTREAM_REJECTED", message)
    assert KIND.amend(first, error) is None


def test_trying_again_comes_to_an_end() -> None:
    message = "requested 64000 output tokens and your prompt contains at least 1 input tokens"
    error = ProxyError("UPSTREAM_REJECTED", message)
    a_call = call({"max_tokens": 64000, "messages": [{"role": "user", "content": "Hello"}]})
    tried = []
    while (amended := KIND.amend(a_call, error)) is not None:
        tried.append(amended.options["max_output_tokens"])
        a_call = amended
    assert tried == [8192, 4000]


def test_the_amended_call_asks_for_the_same_in_another_way() -> None:
    a_call = call(
        {
            "model": "m",
            "max_tokens": 64000,
            "messages": [{"role": "user", "content": "Hello"}],
            "stream": True,
        },
        "https://llm.example.com/v1",
        "m",
    )
    error = ProxyError("UPSTREAM_REJECTED", "Unknown field: stream_options")
    amended = KIND.amend(a_call, error)
    assert amended == replace(a_call, options={"stream_usage": False})
    assert b"stream_options" not in KIND.request(amended).body


@pytest.mark.parametrize(
    ("message", "param", "flags"),
    [
        ("The encrypted content gAAA...DQ== could not be verified.", None, {"reasoning_items": "drop"}),
        ("The encrypted content for item rs_0a18 could not be verified. Reason: Encrypted content could not be decrypted or parsed.", None, {"reasoning_items": "drop"}),
        ("Item 'rs_06a20bd' of type 'reasoning' was provided without its required following item.", "input", {"reasoning_items": "drop"}),
        ("Item with id 'rs_06a20bd' not found. Items are not persisted when `store` is set to false.", "input", {"reasoning_items": "drop"}),
        ("Encrypted content is not supported with this model.", "include", {"reasoning_items": "off"}),
        ("Your organization must be verified to generate reasoning summaries. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.", "reasoning.summary", {"reasoning_summary": False}),
        ("Unsupported value: 'minimal' is not supported with the 'gpt-5.2' model. Supported values are: 'low', 'medium', and 'high'.", "reasoning.effort", {"efforts": ("low", "medium", "high")}),
        ("Unsupported parameter: 'reasoning.effort' is not supported with this model.", "reasoning.effort", {"reasoning": "off"}),
        ("Invalid type for 'input[5].output': expected a string, but got an array instead.", "input[5].output", {"tool_images": False}),
        ("Unknown parameter: 'input[3].phase'.", "input[3].phase", {"phases": False}),
        ("Invalid parameter: 'text.format' of type 'json_schema' is not supported with this model.", "text.format", {"response_format": "prompt"}),
        ("Unsupported parameter: 'temperature' is not supported with this model.", "temperature", {"sampling": False}),
        ("The parameter max_output_tokens is not valid: integer above maximum value, expected a value <= 32768, but got 64000 instead.", None, {"max_output_tokens": 32768}),
    ],
)  # fmt: skip
def test_refusals_of_the_responses_api(message: str, param: str | None, flags: dict[str, Any]) -> None:
    body = {"max_tokens": 64000, "messages": [{"role": "user", "content": "Hello"}]}
    own = {"phases": True, "sampling": True}
    a_call = call(body, model="gpt-5.2", options=own, kind="openai_responses")
    error = upstream_failure("p", 400, {}, dumps({"error": {"message": message, "param": param}}))
    amended = OpenAIResponses().amend(a_call, error)
    assert amended is not None
    assert dict(amended.options) == flags


def test_what_is_wrong_with_one_conversation_says_nothing_of_the_next() -> None:
    assert lasting({"reasoning_items": "drop", "sampling": False}) == {"sampling": False}
    assert lasting({"reasoning_items": "off"}) == {"reasoning_items": "off"}
