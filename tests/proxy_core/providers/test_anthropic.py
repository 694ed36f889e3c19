"""What goes to an Anthropic-compatible provider, what does not, and how its answer is read."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.config import Auth, Provider
from proxy_core.providers import anthropic
from proxy_core.providers.anthropic import Anthropic, StreamReader, endpoint, key_headers
from proxy_core.providers.base import AnswerReader, Call
from proxy_core.secrets import Secret
from proxy_core.wire import json, sse
from proxy_core.wire.collect import Collector, events_of
from proxy_core.wire.events import Event

KIND = Anthropic()
BODY: dict[str, Any] = {
    "model": "asked",
    "max_tokens": 1,
    "messages": [{"role": "user", "content": "hi"}],
    "new": 2**70,
}


def call(
    headers: dict[str, str] | None = None, *, auth: str = "keyring", key: str | None = "k", **body: Any
) -> Call:
    provider = Provider("p", "anthropic", "https://example.com", Auth(auth))
    secret = None if key is None else Secret(key)
    return Call(provider, "mapped", {**BODY, **body}, True, client_headers=headers or {}, secret=secret)


# ---------------------------------------------------------------- requests


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://api.anthropic.com", "https://api.anthropic.com/v1/messages"),
        ("https://api.anthropic.com/", "https://api.anthropic.com/v1/messages"),
        ("https://api.anthropic.com/v1", "https://api.anthropic.com/v1/messages"),
        ("https://api.anthropic.com/v1/", "https://api.anthropic.com/v1/messages"),
        ("https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1/messages"),
        ("https://example.com/anthropic", "https://example.com/anthropic/v1/messages"),
        ("https://example.com/api/v1", "https://example.com/api/v1/messages"),
        ("http://[::1]:8080", "http://[::1]:8080/v1/messages"),
        ("https://v1", "https://v1/v1/messages"),
        ("https://messages", "https://messages/v1/messages"),
    ],
)
def test_a_base_address_may_be_given_in_any_form(base: str, url: str) -> None:
    assert endpoint(base, "messages") == url


def test_the_request_goes_on_with_the_models_name_changed() -> None:
    asked = call()
    before = copy.deepcopy(asked.body)
    request = KIND.request(asked)
    assert (request.method, request.url) == ("POST", "https://example.com/v1/messages")
    assert json.loads(request.body) == {**BODY, "model": "mapped"}
    assert asked.body == before


def test_counting_asks_the_other_address_and_gives_away_no_more() -> None:
    request = KIND.count_tokens(call(metadata={"user_id": '{"device_id":"d","session_id":"s"}'}))
    assert request.url == "https://example.com/v1/messages/count_tokens"
    body = json.loads(request.body)
    assert body["model"] == "mapped"
    assert "device_id" not in request.body.decode()


def test_only_named_headers_of_the_client_go_on() -> None:
    client = {
        "anthropic-version": "2023-06-01", "anthropic-beta": "a,b", "user-agent": "claude-cli/2",
        "x-app": "cli", "x-stainless-os": "Linux", "x-claude-code-session-id": "s", "cookie": "canary",
        "x-forwarded-for": "canary", "authorization": "Bearer canary", "x-api-key": "canary",
        "x-scrubroom-api-key": "canary", "host": "canary", "content-type": "canary", "accept": "canary",
        "accept-encoding": "canary", "content-length": "7", "transfer-encoding": "chunked",
        "x-patient": "canary", "anthropic-dangerous-direct-browser-access": "true",
        "x-stainless-lang": "canary\udcff", "x-claude-code-agent-id": "Zoë canary",
        "x-stainless-arch": "a\x00",
    }  # fmt: skip
    headers = KIND.request(call(client)).headers
    assert "canary" not in str(dict(headers))
    assert dict(headers) == {
        **{name: client[name] for name in ("anthropic-version", "anthropic-beta", "user-agent", "x-app")},
        "x-stainless-os": "Linux",
        "x-claude-code-session-id": "s",
        "content-type": "application/json",
        "accept": "text/event-stream",
        "accept-encoding": "identity",
        "x-api-key": "k",
    }


def test_a_client_without_a_version_gets_one() -> None:
    assert KIND.request(call()).headers["anthropic-version"] == "2023-06-01"


def test_the_clients_own_credentials_go_on_only_where_the_provider_takes_them() -> None:
    own = {"authorization": "Bearer oauth", "x-api-key": "sk"}
    headers = KIND.request(call(own, auth="client", key=None)).headers
    assert (headers["authorization"], headers["x-api-key"]) == ("Bearer oauth", "sk")
    headers = KIND.request(call(own, auth="none", key=None)).headers
    assert not {"authorization", "x-api-key"} & set(headers)


@pytest.mark.parametrize(
    ("style", "key", "headers"),
    [
        ("auto", "sk-ant-api03-x", {"x-api-key": "sk-ant-api03-x"}),
        ("auto", "sk-ant-oat01-x", {"authorization": "Bearer sk-ant-oat01-x"}),
        ("bearer", "x", {"authorization": "Bearer x"}),
        ("x-api-key", "sk-ant-oat01-x", {"x-api-key": "sk-ant-oat01-x"}),
    ],
)
def test_the_key_goes_in_the_header_that_the_provider_reads(
    style: str, key: str, headers: dict[str, str]
) -> None:
    provider = Provider("p", "anthropic", options={"key_header": style})
    assert key_headers(provider, Secret(key)) == headers
    assert key_headers(provider, None) == {}


@pytest.mark.parametrize("options", [{}, {"key_header": 5}, {"key_header": ["bearer"]}])
def test_an_option_of_the_wrong_type_leaves_it_as_it_is(options: dict[str, Any]) -> None:
    assert key_headers(Provider("p", "anthropic", options=options), Secret("k")) == {"x-api-key": "k"}


USER = '{"device_id":"canary","account_uuid":"","session_id":"s"}'


def test_the_device_of_the_client_is_a_pseudonym_upstream_and_always_the_same() -> None:
    body = json.loads(KIND.request(call(metadata={"user_id": USER, "other": 1})).body)
    assert "canary" not in str(body)
    assert body["metadata"]["user_id"].startswith("user_")
    assert body["metadata"]["other"] == 1
    assert body == json.loads(KIND.request(call(metadata={"user_id": USER, "other": 1})).body)


@pytest.mark.parametrize("metadata", [{}, {"user_id": "user_1"}, {"user_id": None}, {"user_id": 5}])
def test_any_other_user_id_goes_on_as_it_is(metadata: dict[str, Any]) -> None:
    assert json.loads(KIND.request(call(metadata=metadata)).body)["metadata"] == metadata


def test_with_the_clients_own_account_its_id_goes_on_too() -> None:
    body = json.loads(KIND.request(call(auth="client", key=None, metadata={"user_id": USER})).body)
    assert body["metadata"]["user_id"] == USER


def test_a_probe_costs_nothing_and_carries_the_key() -> None:
    probe = KIND.probe(Provider("p", "anthropic", "https://example.com/v1"), Secret("k"))
    assert (probe.method, probe.url, probe.body) == ("GET", "https://example.com/v1/models", b"")
    assert probe.headers["x-api-key"] == "k"


# ---------------------------------------------------------------- answers

MESSAGE: dict[str, Any] = {
    "id": "m", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn",
    "stop_sequence": None, "content": [{"type": "text", "text": "Zoë 🫀"}],
    "usage": {"input_tokens": 1, "output_tokens": 2},
}  # fmt: skip
STREAM = b"".join(event.frame() for event in events_of(MESSAGE))


def read(reader: AnswerReader, *pieces: bytes) -> list[Event]:
    return [event for piece in pieces for event in reader.feed(piece)] + reader.finish()


def message_of(events: list[Event]) -> dict[str, Any]:
    collector = Collector()
    for event in events:
        collector.feed(event)
    return collector.message()


@given(st.lists(st.integers(0, len(STREAM)), max_size=5).map(sorted))
def test_a_stream_cut_anywhere_is_the_same_bytes(cuts: list[int]) -> None:
    pieces = [STREAM[start:end] for start, end in zip([0, *cuts], [*cuts, len(STREAM)], strict=True)]
    events = read(KIND.reader(call(), "text/event-stream"), *pieces)
    assert b"".join(event.frame() for event in events) == STREAM


@pytest.mark.parametrize("content_type", ["text/event-stream", ""])
def test_a_stream_and_a_document_say_the_same(content_type: str) -> None:
    streamed = message_of(read(KIND.reader(call(), content_type), STREAM))
    whole = message_of(read(KIND.reader(call(), "application/json"), json.dumps(MESSAGE)))
    assert streamed == whole == MESSAGE


@pytest.mark.parametrize(
    "body", [b'{"type":"message"}', b'{"type":"message","content":["x"]}', b'{"content":[]}', b"{}"]
)
def test_a_document_that_is_no_message_is_an_error(body: bytes) -> None:
    (event,) = read(KIND.reader(call(), "application/json"), body)
    assert event.type == "error"


def test_events_without_names_get_theirs_from_their_type() -> None:
    nameless = b"".join(b"data: " + json.dumps(event.data) + b"\n\n" for event in events_of(MESSAGE))
    events = read(
        StreamReader("p"),
        b"data: [DONE]\n\n",
        b"data: 5\n\n",
        b'data: {"type":5}\n\n',
        nameless,
        b"data: [DONE]\n\n",
    )
    assert message_of(events) == MESSAGE
    assert b"".join(event.frame() for event in events) == STREAM


@pytest.mark.parametrize("kind", ["a\\nb", "ping\\n\\nevent: error\\ndata: {}", "\\u0000", " "])
def test_a_type_that_is_no_name_names_no_event(kind: str) -> None:
    (error,) = read(StreamReader("p"), b'data: {"type":"' + kind.encode() + b'"}\n\n')
    assert error.type == "error"


@pytest.mark.parametrize("end", [b"", b"event: ping\ndata: {}\n\n", STREAM[: len(STREAM) // 2], STREAM[:-40]])
def test_a_stream_that_breaks_off_ends_in_an_error(end: bytes) -> None:
    events = read(StreamReader("azure"), end)
    assert [event.type for event in events].count("error") == 1
    assert events[-1].type == "error"
    assert "'azure' broke off" in events[-1].data["error"]["message"]


@pytest.mark.parametrize("last", [STREAM, b'event: error\ndata: {"type":"error","error":{}}\n\n'])
def test_nothing_follows_the_end(last: bytes) -> None:
    reader = StreamReader("p")
    count = len(reader.feed(last + b"event: ping\ndata: {}\n\n"))
    assert count == last.count(b"\n\n")
    assert reader.feed(STREAM) == []
    assert reader.finish() == []


def test_an_endless_event_ends_in_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_BYTES", 100)
    events = read(StreamReader("p"), *([b"data: " + b"x" * 60] * 5))
    assert [event.type for event in events] == ["error"]
    assert "too long" in events[0].data["error"]["message"]


@given(
    st.lists(
        st.binary(max_size=40) | st.sampled_from([STREAM[:200], b"data: ", b"\n\n", b"event: ", b"\r"]),
        max_size=6,
    )
)
def test_any_bytes_are_events_and_end_once(pieces: list[bytes]) -> None:
    events = read(StreamReader("p"), *pieces)
    ends = [event.type for event in events if event.type in ("message_stop", "error")]
    assert len(ends) == 1
    assert events[-1].type == ends[0]


def test_a_failure_keeps_the_providers_words() -> None:
    body = json.dumps({"type": "error", "error": {"type": "rate_limit_error", "message": "Slow down."}})
    error = KIND.failure(call(), 429, {"retry-after": "7"}, body)
    assert (error.code, error.status, error.message, error.retry_after) == (
        "RATE_LIMITED",
        429,
        "Slow down.",
        "7",
    )


def test_the_list_of_headers_is_closed() -> None:
    assert not {"authorization", "x-api-key", "cookie", "host"} & anthropic.FORWARDED


def test_thoughts_of_another_providers_model_are_left_out() -> None:
    own = {"type": "thinking", "thinking": "a", "signature": "EqQBCgIYAhIM"}
    unsigned = {"type": "thinking", "thinking": "b", "signature": ""}
    google = {"type": "thinking", "thinking": "", "signature": "google.abc"}
    text = {"type": "text", "text": "Hello"}
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": [own, unsigned, google, text]},
        {"role": "user", "content": [text]},
        {"role": "assistant", "content": [google]},
    ]
    to_anthropic = anthropic.without_foreign_thoughts(messages, unsigned=True)
    assert [len(message["content"]) for message in to_anthropic] == [2, 2, 1]
    assert to_anthropic[1]["content"] == [own, text]
    to_others = anthropic.without_foreign_thoughts(messages, unsigned=False)
    assert to_others[1]["content"] == [own, unsigned, text]
    assert len(messages[1]["content"]) == 4, "the request itself is not changed"
    plain = [messages[0], messages[2]]
    assert anthropic.without_foreign_thoughts(plain, unsigned=True) is plain


def test_the_other_wire_is_called_by_its_name() -> None:
    reader = anthropic.StreamReader("far")
    assert (
        reader.feed(b'data: {"id": "c", "choices": [{"delta": {"content": "Hi"}}]}\n\ndata: [DONE]\n\n') == []
    )
    (failed,) = reader.finish()
    assert "kind to openai" in failed.data["error"]["message"]
