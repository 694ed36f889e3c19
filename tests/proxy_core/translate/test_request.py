"""What goes upstream: the rules of the request, one test for each."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.providers.openai_kind import dialect_of
from proxy_core.translate.request import TranslatedRequest, to_openai_chat, watched_stops
from tests.golden.replay import call

USER = {"role": "user", "content": "Hello"}
GENERIC = "https://llm.example.com/v1"


def translated(
    base_url: str = "https://api.openai.com/v1",
    model: str = "gpt-4.1",
    options: dict[str, Any] | None = None,
    **request: Any,
) -> TranslatedRequest:
    body = {"model": "claude-sonnet-4-5", "max_tokens": 100, "messages": [USER], **request}
    a_call = call(body, base_url, model, options)
    return to_openai_chat(a_call, dialect_of(a_call))


def test_the_body_is_built_from_what_is_known_and_from_nothing_else() -> None:
    made = translated(
        cache_control={"type": "ephemeral"},
        context_management={"edits": []},
        service_tier="standard_only",
        diagnostics={"previous_message_id": "msg_1"},
        speed="fast",
        invented="yes",
        inference_geo=None,
    )
    assert set(made.body) == {"model", "messages", "max_tokens"}


def test_the_request_is_not_changed_and_its_texts_are_shared() -> None:
    text = "a long text " * 1000
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    request = {
        "model": "m",
        "max_tokens": 1,
        "system": text,
        "messages": [{"role": "user", "content": [{"type": "text", "text": text}]}],
        "tools": [{"name": "t", "input_schema": schema}],
    }
    before = copy.deepcopy(request)
    a_call = call(request)
    made = to_openai_chat(a_call, dialect_of(a_call))
    assert request == before
    assert made.body["messages"][0]["content"] is text
    assert made.body["messages"][1]["content"] is text
    assert made.body["tools"][0]["function"]["parameters"] is schema


def test_a_streamed_request_asks_for_the_usage() -> None:
    assert translated(stream=True).body["stream_options"] == {"include_usage": True}
    assert "stream_options" not in translated().body
    refused = translated(options={"stream_usage": False}, stream=True)
    assert "stream_options" not in refused.body
    assert refused.body["stream"] is True


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("gpt-4o", "max_tokens"),
        ("o3", "max_completion_tokens"),
        ("o4-mini", "max_completion_tokens"),
        ("gpt-5", "max_completion_tokens"),
        ("gpt-5.2", "max_completion_tokens"),
        ("gpt-6", "max_completion_tokens"),
    ],
)
def test_reasoning_models_get_max_completion_tokens_and_no_sampling(model: str, field: str) -> None:
    body = translated(model=model, temperature=0.2, top_p=0.5).body
    assert body[field] == 100
    assert ("temperature" in body) == ("top_p" in body) == (field == "max_tokens")


def test_max_tokens_is_lowered_to_the_model_s_limit_and_a_note_tells_it() -> None:
    made = translated(model="gpt-4o", max_tokens=64000)
    assert made.body["max_tokens"] == 16384
    assert made.notes == ("max_tokens was lowered from 64000 to 16384, the most that gpt-4o takes",)
    assert translated(model="gpt-4o", max_tokens=16384).notes == ()
    assert translated(GENERIC, "unknown", max_tokens=64000).body["max_tokens"] == 64000


def test_a_warm_up_of_the_cache_asks_for_one_token() -> None:
    assert translated(max_tokens=0).body["max_tokens"] == 1


def test_top_k_goes_only_to_providers_that_know_it() -> None:
    assert "top_k" not in translated(top_k=5).body
    assert translated("http://127.0.0.1:8000/v1", "local", top_k=5).body["top_k"] == 5


def test_the_first_four_stop_sequences_are_sent_and_the_rest_is_watched_here() -> None:
    made = translated(stop_sequences=["a", "b", "", "c", "d", "e"])
    assert made.body["stop"] == ["a", "b", "c", "d"]
    assert made.stops == ("e",)
    reasoning = translated(model="o3", stop_sequences=["a"])
    assert "stop" not in reasoning.body
    assert reasoning.stops == ("a",)


def test_what_is_watched_is_told_without_translating() -> None:
    a_call = call({"stop_sequences": ["a", "b"]}, model="o3")
    assert watched_stops(a_call.body, dialect_of(a_call)) == ("a", "b")


@pytest.mark.parametrize(
    "user_id",
    [
        json.dumps({"device_id": "d", "account_uuid": "u", "session_id": "s1"}),
        "user_d_account_u_session_s1",
    ],
)
def test_the_user_is_a_hash_that_stays_the_same_over_sessions(user_id: str) -> None:
    first = translated(metadata={"user_id": user_id}).body
    later = translated(metadata={"user_id": user_id.replace("s1", "s2")}).body
    assert first["user"] == later["user"]
    assert len(first["user"]) <= 64
    assert first["prompt_cache_key"] == hashlib.sha256(b"s1").hexdigest()
    assert first["prompt_cache_key"] != later["prompt_cache_key"]
    assert "d" not in (first["user"], first["prompt_cache_key"])


def test_a_plain_identifier_of_a_user_stays_and_anything_else_becomes_a_hash() -> None:
    assert translated(metadata={"user_id": "someone"}).body["user"] == "someone"
    assert translated(metadata={"user_id": "{broken"}).body["user"] == hashlib.sha256(b"{broken").hexdigest()
    address = translated(metadata={"user_id": "someone@example.com"}).body["user"]
    assert address == hashlib.sha256(b"someone@example.com").hexdigest()
    long = translated(metadata={"user_id": "x" * 65}).body["user"]
    assert long == hashlib.sha256(b"x" * 65).hexdigest()
    assert "prompt_cache_key" not in translated(metadata={"user_id": "someone"}).body


def test_a_user_goes_only_to_providers_that_know_the_field() -> None:
    metadata = {"user_id": "someone"}
    assert translated(GENERIC, "m", metadata=metadata).body["user"] == "someone"
    assert "user" not in translated("https://api.mistral.ai/v1", "m", metadata=metadata).body
    assert "user" not in translated(GENERIC, "m", {"user": False}, metadata=metadata).body
    assert "prompt_cache_key" not in translated(GENERIC, metadata={"user_id": "u_session_s"}).body


def test_structured_output_is_strict_only_if_the_schema_is() -> None:
    closed = {
        "type": "object",
        "properties": {"a": {"type": "string"}},
        "required": ["a"],
        "additionalProperties": False,
    }
    loose = {**closed, "required": []}
    for schema, strict in ((closed, True), (loose, False)):
        made = translated(output_config={"format": {"type": "json_schema", "schema": schema}}).body
        described = made["response_format"]["json_schema"]
        assert described == {"name": "answer", "schema": schema, "strict": strict}
    old = translated(output_format={"type": "json_schema", "schema": closed}).body
    assert old["response_format"]["json_schema"]["schema"] == closed


def test_structured_output_is_asked_for_in_words_where_schemas_are_not_known() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}}
    wanted = {"format": {"type": "json_schema", "schema": schema}}
    deepseek = translated("https://api.deepseek.com", "deepseek-chat", output_config=wanted).body
    assert deepseek["response_format"] == {"type": "json_object"}
    assert '"title"' in deepseek["messages"][0]["content"]
    assert deepseek["messages"][0]["role"] == "system"
    told = translated(options={"response_format": "prompt"}, system="Be brief.", output_config=wanted).body
    assert "response_format" not in told
    assert told["messages"][0]["content"].startswith("Be brief.\n\nAnswer with nothing but JSON")
    assert len(told["messages"]) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("container", "c_1"), ("mcp_servers", [{"type": "url"}]), ("inference_geo", "us")],
)
def test_what_only_anthropic_can_honour_is_refused_by_name(field: str, value: Any) -> None:
    with pytest.raises(ProxyError) as refused:
        translated(**{field: value})
    assert refused.value.code == "UNSUPPORTED_PARAMETER"
    assert refused.value.param == field


@pytest.mark.parametrize(
    "turn",
    [
        {"role": "user", "content": []},
        {"role": "user", "content": [{"type": "text", "text": ""}]},
        {"role": "system", "content": "Be brief."},
        {"role": "assistant", "content": [{"type": "thinking", "thinking": "t", "signature": ""}]},
    ],
)
@pytest.mark.parametrize("system", [None, "Be brief."])
def test_a_conversation_that_says_nothing_is_not_sent(turn: dict[str, Any], system: str | None) -> None:
    with pytest.raises(ProxyError) as refused:
        translated(messages=[turn], system=system)
    assert (refused.value.code, refused.value.param) == ("VALIDATION_FAILED", "messages")


def test_the_names_of_the_tools_come_back_with_the_request() -> None:
    name = "mcp__" + "x" * 80
    made = translated(tools=[{"name": name, "input_schema": {"type": "object"}}])
    short = made.body["tools"][0]["function"]["name"]
    assert len(short) == 64
    assert made.names.to_client(short) == name
