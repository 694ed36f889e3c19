"""What a client asks for in chat completions, in Anthropic's words."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.surfaces.chat_request import DEFAULT_MAX_TOKENS, JSON_ONLY, from_openai_chat

SCHEMA = {"type": "object"}
IMAGE = {"type": "image_url", "image_url": {"url": "x"}}
HI = {"role": "user", "content": "Hi"}


def asked(*messages: Any, **fields: Any) -> dict[str, Any]:
    return from_openai_chat({"model": "m", "messages": list(messages) or [HI], **fields}).body


def refused(request: Any) -> ProxyError:
    with pytest.raises(ProxyError) as caught:
        from_openai_chat(request)
    return caught.value


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def says(role: str, *parts: Any) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": list(parts)}]}


def calls(*each: Any) -> dict[str, Any]:
    return {"messages": [{"role": "assistant", "tool_calls": list(each)}]}


def test_the_least_request() -> None:
    assert asked() == {
        "model": "m",
        "messages": [{"role": "user", "content": [text("Hi")]}],
        "max_tokens": DEFAULT_MAX_TOKENS,
    }


def test_system_and_developer_messages_at_the_beginning_are_the_system_prompt() -> None:
    body = asked({"role": "system", "content": "a"}, {"role": "developer", "content": [text("b")]}, HI)
    assert body["system"] == "a\n\nb"
    assert body["messages"] == [{"role": "user", "content": [text("Hi")]}]


def test_a_system_message_in_the_midst_is_a_reminder_of_the_user() -> None:
    body = asked(HI, {"role": "assistant", "content": "Hello"}, {"role": "system", "content": "note"})
    reminder = text("<system-reminder>\nnote\n</system-reminder>")
    assert body["messages"][-1] == {"role": "user", "content": [reminder]}


def test_calls_and_their_results() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "Read", "arguments": '{"path": "a"}'}}
    body = asked(
        HI,
        {"role": "assistant", "content": None, "tool_calls": [call], "reasoning_content": "Hm."},
        {"role": "tool", "tool_call_id": "c1", "content": "found"},
        {"role": "user", "content": "Go on."},
    )
    assert body["messages"][1:] == [
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "Hm.", "signature": ""},
                {"type": "tool_use", "id": "c1", "name": "Read", "input": {"path": "a"}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "c1", "content": [text("found")]},
                text("Go on."),
            ],
        },
    ]


def test_images_and_files() -> None:
    parts = [
        {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,aGk="}},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,aGk="}},
    ]
    assert asked({"role": "user", "content": parts})["messages"][0]["content"] == [
        {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "aGk="}},
        {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
        {
            "type": "document",
            "source": {"type": "base64", "media_type": "application/pdf", "data": "aGk="},
            "title": "a.pdf",
        },
    ]


@pytest.mark.parametrize(
    ("fields", "made"),
    [
        ({"max_tokens": 5}, {"max_tokens": 5}),
        ({"max_completion_tokens": 7, "max_tokens": 5}, {"max_tokens": 7}),
        ({"stop": "x"}, {"stop_sequences": ["x"]}),
        ({"stop": ["x", "y"]}, {"stop_sequences": ["x", "y"]}),
        ({"temperature": 0, "top_p": 0.5, "stream": True}, {"temperature": 0, "top_p": 0.5, "stream": True}),
        ({"user": "u"}, {"metadata": {"user_id": "u"}}),
        ({"reasoning_effort": "minimal"}, {"output_config": {"effort": "low"}}),
        ({"reasoning_effort": "high"}, {"output_config": {"effort": "high"}}),
        ({"reasoning_effort": "none"}, {"thinking": {"type": "disabled"}}),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}},
            {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}},
        ),
        ({"response_format": {"type": "json_object"}}, {"system": JSON_ONLY}),
        ({"response_format": {"type": "text"}, "n": 1, "logprobs": False, "store": False}, {}),
        ({"seed": 7, "presence_penalty": 1, "logit_bias": {}, "metadata": {"a": "b"}}, {}),
    ],
)
def test_settings(fields: dict[str, Any], made: dict[str, Any]) -> None:
    assert asked(**fields) == {**asked(), **made}


TOOL = {
    "type": "function",
    "function": {"name": "Read", "description": "Reads.", "parameters": {"type": "object"}},
}


@pytest.mark.parametrize(
    ("fields", "choice"),
    [
        ({}, None),
        ({"tool_choice": "auto"}, {"type": "auto"}),
        ({"tool_choice": "required"}, {"type": "any"}),
        ({"tool_choice": "none", "parallel_tool_calls": False}, {"type": "none"}),
        (
            {"tool_choice": {"type": "function", "function": {"name": "Read"}}},
            {"type": "tool", "name": "Read"},
        ),
        ({"parallel_tool_calls": False}, {"type": "auto", "disable_parallel_tool_use": True}),
    ],
)
def test_tools(fields: dict[str, Any], choice: Any) -> None:
    body = asked(tools=[TOOL], **fields)
    assert body["tools"] == [{"name": "Read", "input_schema": {"type": "object"}, "description": "Reads."}]
    assert body.get("tool_choice") == choice


def test_whether_a_stream_ends_with_the_counts() -> None:
    request = {"model": "m", "messages": [HI], "stream": True}
    assert not from_openai_chat(request).include_usage
    assert from_openai_chat({**request, "stream_options": {"include_usage": True}}).include_usage


@pytest.mark.parametrize(
    ("fields", "code", "param"),
    [
        ({"n": 2}, "UNSUPPORTED_PARAMETER", "n"),
        ({"logprobs": True}, "UNSUPPORTED_PARAMETER", "logprobs"),
        ({"store": True}, "UNSUPPORTED_PARAMETER", "store"),
        ({"modalities": ["text", "audio"]}, "UNSUPPORTED_PARAMETER", "modalities"),
        ({"functions": [{"name": "a"}]}, "UNSUPPORTED_PARAMETER", "functions"),
        ({"tools": [{"type": "web_search"}]}, "UNSUPPORTED_PARAMETER", "tools[0].type"),
        ({"tools": [{"type": "function", "function": {}}]}, "VALIDATION_FAILED", "tools[0].function.name"),
        ({"tools": "x"}, "VALIDATION_FAILED", "tools"),
        ({"tools": [TOOL], "tool_choice": "perhaps"}, "VALIDATION_FAILED", "tool_choice"),
        ({"response_format": {"type": "xml"}}, "VALIDATION_FAILED", "response_format"),
        ({"reasoning_effort": 3}, "VALIDATION_FAILED", "reasoning_effort"),
        ({"messages": []}, "VALIDATION_FAILED", "messages"),
        ({"messages": "hi"}, "VALIDATION_FAILED", "messages"),
        ({"messages": ["hi"]}, "VALIDATION_FAILED", "messages[0]"),
        ({"messages": [{"role": "robot"}]}, "VALIDATION_FAILED", "messages[0].role"),
        ({"messages": [{"role": "user", "content": 3}]}, "VALIDATION_FAILED", "messages[0].content"),
        ({"messages": [{"role": "user", "content": [{}]}]}, "VALIDATION_FAILED", "messages[0].content[0]"),
        (says("system", IMAGE), "VALIDATION_FAILED", "messages[0].content"),
        (says("user", {"type": "input_audio"}), "UNSUPPORTED_PARAMETER", "messages[0].content[0].type"),
        (
            says("user", {"type": "file", "file": {"file_id": "f"}}),
            "UNSUPPORTED_PARAMETER",
            "messages[0].content[0].file",
        ),
        ({"messages": [{"role": "tool", "content": "x"}]}, "VALIDATION_FAILED", "messages[0].tool_call_id"),
        (
            calls({"id": "c", "function": {"name": "R", "arguments": "{"}}),
            "VALIDATION_FAILED",
            "messages[0].tool_calls[0].function.arguments",
        ),
        (calls("c"), "VALIDATION_FAILED", "messages[0].tool_calls[0]"),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_its_name(
    fields: dict[str, Any], code: str, param: str
) -> None:
    error = refused({"model": "m", "messages": [HI], **fields})
    assert (error.code, error.param) == (code, param)


def test_a_body_that_is_no_object_is_refused() -> None:
    assert refused([HI]).code == "VALIDATION_FAILED"


def test_orders_to_this_proxy_are_taken_along() -> None:
    wishes = {"provider": {"zdr": True}, "providerOptions": {"gateway": {"only": ["a"]}}, "session_id": "s"}
    body = from_openai_chat({"model": "m", "messages": [{"role": "user", "content": "x"}], **wishes}).body
    assert {name: body[name] for name in wishes} == wishes
