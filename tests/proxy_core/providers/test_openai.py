"""The provider kind: address, headers, options, bytes in and events out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy_core.config import Auth, Provider
from proxy_core.errors import ProxyError
from proxy_core.providers.base import Call
from proxy_core.providers.openai import OpenAIChat, base_path, dialect_of, extra_headers, extra_query
from proxy_core.secrets import Secret
from proxy_core.translate.dialect import option_problem
from tests.golden.replay import call, check, chunk, message_of, read, reader, sse

KIND = OpenAIChat()
KEY = Secret("sk-test-0123456789abcdef")
REQUEST = {"model": "claude", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}


def a_call(
    base_url: str, model: str = "m", stream: bool = False, secret: Secret | None = KEY, **options: Any
) -> Call:
    provider = Provider("p", "openai", base_url, Auth("keyring"), options=options)
    return Call(
        provider, model, REQUEST, stream, {"authorization": "Bearer client", "x-api-key": "client"}, secret
    )


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        ("https://api.openai.com", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/chat/completions/", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/responses", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/models", "https://api.openai.com/v1"),
        (" http://localhost:11434 ", "http://localhost:11434/v1"),
        ("http://127.0.0.1:8080/chat/completions", "http://127.0.0.1:8080/v1"),
        ("https://openrouter.ai", "https://openrouter.ai/api/v1"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
        ("https://api.groq.com", "https://api.groq.com/openai/v1"),
        (
            "https://generativelanguage.googleapis.com",
            "https://generativelanguage.googleapis.com/v1beta/openai",
        ),
        ("https://api.perplexity.ai", "https://api.perplexity.ai"),
        ("https://x.openai.azure.com", "https://x.openai.azure.com/openai/v1"),
        ("https://x.openai.azure.com/openai", "https://x.openai.azure.com/openai/v1"),
        (
            "https://x.openai.azure.com/openai/deployments/gpt/chat/completions",
            "https://x.openai.azure.com/openai/deployments/gpt",
        ),
        ("https://host.example/some/gateway", "https://host.example/some/gateway"),
        ("https://open.bigmodel.cn/api/paas/v4", "https://open.bigmodel.cn/api/paas/v4"),
    ],
)
def test_an_address_is_understood_however_it_was_pasted(pasted: str, url: str) -> None:
    assert base_path(pasted) == url


def test_requests_and_probes_go_to_their_endpoints_with_the_extra_query() -> None:
    url = "https://x.openai.azure.com/openai/deployments/gpt-4o"
    made = a_call(url, extra_query="api-version=2024-10-21")
    assert KIND.request(made).url == f"{url}/chat/completions?api-version=2024-10-21"
    probe = KIND.probe(made.provider, KEY)
    assert (probe.method, probe.url) == (
        "GET",
        "https://x.openai.azure.com/openai/models?api-version=2024-10-21",
    )
    unnamed = a_call("https://x.openai.azure.com/openai/deployments", "my gpt")
    assert (
        KIND.request(unnamed).url == "https://x.openai.azure.com/openai/deployments/my%20gpt/chat/completions"
    )
    plain = a_call("https://api.openai.com/v1")
    assert KIND.probe(plain.provider, None).url == "https://api.openai.com/v1/models"


@pytest.mark.parametrize(
    ("base_url", "key", "headers"),
    [
        ("https://api.openai.com/v1", "k" * 20, {"authorization": "Bearer " + "k" * 20}),
        (
            "https://x.openai.azure.com/openai/v1",
            "k" * 20,
            {"authorization": "Bearer " + "k" * 20, "api-key": "k" * 20},
        ),
        ("https://x.openai.azure.com/openai/deployments/g", "k" * 20, {"api-key": "k" * 20}),
        ("https://x.openai.azure.com/openai/v1", "eyJ0.e30.x", {"authorization": "Bearer eyJ0.e30.x"}),
        ("https://notazure.example/v1", "k", {"authorization": "Bearer k"}),
    ],
)
def test_the_key_goes_where_the_provider_looks_for_it(
    base_url: str, key: str, headers: dict[str, str]
) -> None:
    sent = KIND.request(a_call(base_url, secret=Secret(key))).headers
    assert {name: sent[name] for name in ("authorization", "api-key") if name in sent} == headers


def test_nothing_of_the_clients_headers_goes_on_and_no_key_means_no_header() -> None:
    sent = KIND.request(a_call("https://api.openai.com/v1", secret=None)).headers
    assert set(sent) == {"content-type", "accept", "accept-encoding"}
    assert sent["accept"] == "application/json"
    assert (
        KIND.request(a_call("https://api.openai.com/v1", stream=True)).headers["accept"]
        == "text/event-stream"
    )


def test_the_clients_own_key_goes_on_only_to_a_provider_that_is_marked_to_get_it() -> None:
    provider = Provider("p", "openai", "https://gateway.example/v1", Auth("client"))
    for headers, sent in (
        ({"authorization": "Bearer mine", "x-api-key": "other"}, "Bearer mine"),
        ({"x-api-key": "mine"}, "Bearer mine"),
        ({}, None),
    ):
        made = KIND.request(Call(provider, "m", REQUEST, False, headers))
        assert made.headers.get("authorization") == sent


def test_organization_and_more_headers_are_sent() -> None:
    sent = KIND.request(
        a_call("https://api.openai.com/v1", organization="org-1", extra_headers="X-Title: Clinic")
    ).headers
    assert sent["openai-organization"] == "org-1"
    assert sent["x-title"] == "Clinic"


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ({"X-Title": "Clinic", "X-N": 1}, {"x-title": "Clinic", "x-n": "1"}),
        (
            "HTTP-Referer: https://example.com/a; X-Title: Clinic",
            {"http-referer": "https://example.com/a", "x-title": "Clinic"},
        ),
        ("X-A: 1\nX-B: 2", {"x-a": "1", "x-b": "2"}),
        ("Host: evil; Content-Length: 5; nonsense; : x; X-Empty:", {}),
        ({"X-Bad": "a\r\nX-Injected: b", "Bad Name": "x"}, {}),
        (None, {}),
        (7, {}),
    ],
)
def test_more_headers_are_sent_as_far_as_they_are_fit(given: Any, headers: dict[str, str]) -> None:
    assert extra_headers(given) == headers


def test_a_query_is_a_table_or_a_text() -> None:
    assert extra_query({"api-version": "v"}) == [("api-version", "v")]
    assert extra_query("?a=1&b=%20") == [("a", "1"), ("b", " ")]
    assert extra_query("") == extra_query(None) == []


def test_every_field_of_the_form_takes_its_own_choices_and_default() -> None:
    keys = [field.key for field in KIND.fields]
    assert keys[0] == "base_url"
    assert len(keys) == len(set(keys))
    for field in KIND.fields:
        assert field.label
        assert field.help
        for choice in (*field.choices, field.default):
            if field.key not in ("base_url", "profile"):
                assert option_problem(field.key, choice) is None
    made = a_call("https://api.openai.com/v1", **{field.key: field.default for field in KIND.fields[1:]})
    assert dialect_of(made) == dialect_of(a_call("https://api.openai.com/v1"))


def test_a_wrong_option_is_named_to_the_person_who_can_mend_it() -> None:
    with pytest.raises(ProxyError) as wrong:
        KIND.request(a_call("https://api.openai.com/v1", images="perhaps"))
    assert "images" in wrong.value.message
    assert "'p'" in wrong.value.message


def test_notes_say_what_was_lowered() -> None:
    made = call({**REQUEST, "max_tokens": 64000}, model="gpt-4o")
    assert KIND.request(made).notes == (
        "max_tokens was lowered from 64000 to 16384, the most that gpt-4o takes",
    )


def test_a_failure_never_shows_the_key() -> None:
    body = json.dumps({"error": {"message": f"No access with {KEY.reveal()} or 'hunter-two-two'"}}).encode()
    made = a_call("https://api.openai.com/v1", secret=Secret("hunter-two-two"))
    error = KIND.failure(made, 400, {}, body)
    assert "hunter-two-two" not in error.message
    assert KEY.reveal() not in error.message
    assert KIND.failure(a_call("https://api.openai.com/v1", secret=None), 500, {}, b"x").status == 500


# ---------------------------------------------------------------- bytes


STREAM = sse(
    chunk({"role": "assistant", "content": ""}), chunk({"content": "Hi"}), chunk({}, "stop"), "[DONE]"
)
WHOLE = json.dumps(
    {"id": "1", "choices": [{"index": 0, "message": {"content": "Hi"}, "finish_reason": "stop"}]}
).encode()


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("body", [STREAM, WHOLE, b"\xef\xbb\xbf \n" + WHOLE, b"\n" + STREAM])
def test_an_answer_is_read_as_what_it_is_not_as_what_was_asked_for(stream: bool, body: bytes) -> None:
    events = read(call({**REQUEST, "stream": stream}), [body])
    check(events)
    assert message_of(events)["content"] == [{"type": "text", "text": "Hi"}]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty answer"),
        (b" \n", "empty answer"),
        (b"data: [DONE]\n\n", "empty answer"),
        (b": only a comment\n\n", "empty answer"),
        (b"data: {broken\n\n", "not JSON"),
        (b'{"choices": [', "broken JSON"),
        (b'{"object": "list", "data": []}', "not a chat completion"),
        (b"[1, 2]", "broken JSON"),
        (b'event: error\ndata: {"reason": "no", "message": "It failed"}\n\n', "It failed"),
        (b'[{"error": {"code": 400, "message": "Bad schema"}}]', "Bad schema"),
    ],
)
def test_what_is_no_answer_is_one_error_that_says_so(body: bytes, words: str) -> None:
    events = read(call(REQUEST), [body])
    assert [event.type for event in events] == ["error"]
    assert words in events[0].data["error"]["message"]


def test_a_client_that_does_not_stream_never_gets_arguments_that_are_no_object() -> None:
    tool = {"index": 0, "id": "a", "function": {"name": "Bash", "arguments": '{"command":"rm -rf /tmp/x'}}
    data = sse(chunk({"tool_calls": [tool]}), chunk({}, "length"), "[DONE]")
    message = message_of(read(call(REQUEST), [data]))
    assert message["content"][0]["input"] == {"_raw_arguments": '{"command":"rm -rf /tmp/x'}
    assert message["stop_reason"] == "max_tokens"


def test_an_empty_payload_keeps_the_connection_alive() -> None:
    events = read(call(REQUEST), [b"data:\n\n", STREAM])
    assert message_of(events)["content"][0]["text"] == "Hi"


def test_chunks_without_an_empty_line_between_them_are_parted_by_lines() -> None:
    data = STREAM.replace(b"\n\n", b"\n")
    assert message_of(read(call(REQUEST), [data]))["content"][0]["text"] == "Hi"
    pretty = json.dumps(json.loads(WHOLE), indent=1).replace("\n", "\ndata: ")
    events = read(call(REQUEST), [f"data: {pretty}\n\n".encode()])
    assert message_of(events)["content"][0]["text"] == "Hi", "one chunk on several lines stays one"


def test_an_event_that_is_too_long_ends_the_answer() -> None:
    machine = reader(call(REQUEST))
    machine.feed(STREAM[:40])
    events = []
    for _ in range(70):
        events += machine.feed(b"x" * 1024 * 1024)
    assert [event.type for event in events] == ["error"]
    assert machine.finish() == []


def test_the_clients_stop_sequences_and_thinking_are_respected() -> None:
    request = {**REQUEST, "stop_sequences": ["a", "b", "c", "d", "END"], "thinking": {"type": "disabled"}}
    data = sse(chunk({"reasoning_content": "t", "content": "one END two"}), chunk({}, "stop"), "[DONE]")
    message = message_of(read(call(request), [data]))
    assert message["content"] == [{"type": "text", "text": "one "}]
    assert message["stop_sequence"] == "END"


def test_the_kind_makes_its_own_reader() -> None:
    machine = KIND.reader(call(REQUEST), "text/event-stream")
    assert message_of([*machine.feed(STREAM), *machine.finish()])["model"] == "gpt-4.1"
