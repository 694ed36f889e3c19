"""Fallback: to the next route only before the first byte, only for what another provider may do better."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.upstream.attempt import may_fall_back, stream_error, without_local_key
from proxy_core.wire.events import Event, Failed
from tests.fakes.answers import anthropic_error, completion, event, message, openai_error, stream, text_block
from tests.fakes.proxy import Credentials, ask, proxy
from tests.fakes.signals import Signal
from tests.fakes.upstream import Break, Step, Upstream, html, redirect, reply, silent, sse

FIRST = message([text_block("from the first")])
SECOND = message([text_block("from the second")])


def two_providers(first: str, second: str, **sections: Any) -> dict[str, Any]:
    routes = [{"provider": "first", "model": "m1"}, {"provider": "second", "model": "m2"}]
    return {
        "providers": [
            {"name": "first", "kind": "anthropic", "base_url": first, "auth": "none"},
            {"name": "second", "kind": "anthropic", "base_url": second, "auth": "none"},
        ],
        "models": [{"alias": "*", "routes": routes}],
        **sections,
    }


@pytest.mark.parametrize(
    "failing",
    [
        reply(anthropic_error("api_error", "x"), 500),
        reply(anthropic_error("api_error", "x"), 502),
        reply(anthropic_error("overloaded_error", "x"), 503),
        reply(anthropic_error("timeout_error", "x"), 504),
        reply(anthropic_error("overloaded_error", "x"), 529),
        reply(anthropic_error("rate_limit_error", "x"), 429),
        reply(anthropic_error("timeout_error", "x"), 408),
        sse([event(anthropic_error("overloaded_error", "x"))]),
        sse([Break.RESET]),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_the_next_route_takes_over(failing: Any, streamed: bool) -> None:
    good = sse(stream(SECOND, piece=100)) if streamed else reply(SECOND)
    with Upstream([Step(failing)]) as one, Upstream([Step(good)]) as two:
        async with proxy(two_providers(one.url, two.url)) as near:
            if streamed:
                assert b"second" in await near.stream(ask())
            else:
                assert (await near.post(ask()))[2] == SECOND
            entry = await near.last_entry()
    assert [attempt.provider for attempt in entry.attempts] == ["first", "second"]
    assert (entry.provider, entry.model) == ("second", "m2")
    assert two.requests[0].json["model"] == "m2"


async def test_a_provider_that_cannot_be_reached_is_passed_over() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with Upstream([Step(reply(SECOND))]) as two:
            async with proxy(two_providers(address, two.url)) as near:
                assert (await near.post(ask()))[2] == SECOND


@pytest.mark.parametrize(
    ("failing", "status"),
    [
        (reply(anthropic_error("invalid_request_error", "x"), 400), 400),
        (reply(anthropic_error("not_found_error", "x"), 404), 404),
        (reply(anthropic_error("request_too_large", "x"), 413), 413),
        (reply(anthropic_error("authentication_error", "x"), 401), 502),
        (html("Sign in"), 502),
    ],
)
async def test_what_another_provider_would_not_do_better_is_the_answer(failing: Any, status: int) -> None:
    with Upstream([Step(failing)]) as one, Upstream([]) as two:
        async with proxy(two_providers(one.url, two.url)) as near:
            got, _, body = await near.post(ask())
    assert got == status
    assert two.requests == []
    assert body["error"]["details"]["failed_providers"] == ["first"]


async def test_no_route_takes_over_after_the_first_byte() -> None:
    with Upstream([Step(sse([*stream(FIRST)[:3], Break.RESET]))]) as one, Upstream([]) as two:
        async with proxy(two_providers(one.url, two.url)) as near:
            answer = await near.stream(ask())
    assert b"event: error" in answer
    assert two.requests == []


async def test_the_last_failure_is_told_with_all_that_were_tried() -> None:
    busy = reply(anthropic_error("overloaded_error", "busy"), 529)
    slow = reply(anthropic_error("rate_limit_error", "slow down"), 429, {"retry-after": "3"})
    with Upstream([Step(busy)]) as one, Upstream([Step(slow)]) as two:
        async with proxy(two_providers(one.url, two.url)) as near:
            status, headers, body = await near.post(ask())
    assert (status, headers["retry-after"]) == (429, "3")
    details = body["error"]["details"]
    assert (details["failed_providers"], details["attempt_count"]) == (["first", "second"], 2)


async def test_a_refused_key_is_forgotten() -> None:
    with Upstream([Step(reply(anthropic_error("authentication_error", "bad"), 401))]) as one:
        config = two_providers(one.url, one.url)
        async with proxy(config) as near:
            await near.post(ask())
            credentials = near.core.credentials
    assert isinstance(credentials, Credentials)
    assert credentials.forgotten == ["first"]


async def test_a_refused_key_of_the_clients_own_is_the_clients_to_mend() -> None:
    refusal = reply(anthropic_error("authentication_error", "invalid x-api-key"), 401)
    with Upstream([Step(refusal, times=2)]) as one, Upstream() as two:
        config = two_providers(one.url, two.url)
        config["providers"][0]["auth"] = "client"
        async with proxy(config) as near:
            key = {"x-api-key": "sk-x"}
            told = [await near.post(ask(stream=streamed), headers=key) for streamed in (False, True)]
    for status, headers, body in told:
        assert (status, headers["x-should-retry"]) == (401, "false")
        assert (body["error"]["code"], body["error"]["type"]) == ("UPSTREAM_REJECTED", "authentication_error")
        assert "'first' refused the key that the client sent" in body["error"]["message"]
        assert "under Providers" not in body["error"]["message"]


@pytest.mark.parametrize("how", [Break.EOF, Break.RESET])
async def test_an_answer_that_breaks_off_names_the_provider(how: Break) -> None:
    with Upstream([Step(sse([*stream(FIRST)[:3], how]))]) as one, Upstream() as two:
        async with proxy(two_providers(one.url, two.url)) as near:
            last = (await near.stream(ask())).split(b"\n\n")[-2]
    said = json.loads(last.partition(b"data: ")[2])["error"]["message"]
    assert "provider 'first'" in said


async def test_a_missing_key_says_where_to_set_it() -> None:
    with Upstream([]) as one:
        config = two_providers(one.url, one.url)
        config["providers"][0]["auth"] = "keyring"
        async with proxy(config) as near:
            status, _, body = await near.post(ask())
    assert (status, body["error"]["code"]) == (503, "PROVIDER_KEY_MISSING")
    assert one.requests == []


async def test_a_redirect_is_never_followed() -> None:
    with Upstream([]) as elsewhere, Upstream([Step(redirect(elsewhere.url + "/v1/messages", 307))]) as one:
        config = two_providers(one.url, one.url)
        config["models"][0]["routes"] = [{"provider": "first"}]
        async with proxy(config) as near:
            status, _, _ = await near.post(ask())
    assert status == 502
    assert elsewhere.requests == []


async def test_phi_is_not_sent_to_a_provider_without_an_agreement() -> None:
    with Upstream([Step(reply(SECOND))]) as two:
        config = two_providers("https://provider.invalid", two.url)
        async with proxy(config) as near:
            assert (await near.post(ask("Patient: Maria Gonzalez, SSN 536-22-8741")))[2] == SECOND
            config["models"][0]["routes"] = [{"provider": "first"}]
    async with proxy(config) as near:
        status, _, body = await near.post(ask("Patient: Maria Gonzalez, SSN 536-22-8741"))
    assert (status, body["error"]["code"], body["error"]["type"]) == (402, "BAA_REQUIRED", "billing_error")
    assert "'first'" in body["error"]["message"]


def test_a_client_mistake_never_falls_back() -> None:
    assert not may_fall_back(ProxyError("UPSTREAM_REJECTED"))
    assert not may_fall_back(ProxyError("INFERENCE_UPSTREAM_FAILURE", retryable=False))
    assert may_fall_back(ProxyError("INFERENCE_UPSTREAM_FAILURE"))
    assert may_fall_back(ProxyError("RATE_LIMITED"))


def test_headers_with_the_local_key_are_dropped() -> None:
    key = "scrub_live_" + "a" * 32
    headers = {"authorization": f"Bearer {key}", "x-api-key": "sk-1", "x-scrubroom-api-key": "other"}
    assert without_local_key(headers) == {"x-api-key": "sk-1"}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (anthropic_error("overloaded_error", "x"), 529),
        (anthropic_error("rate_limit_error", "x"), 429),
        (anthropic_error("invalid_request_error", "x"), 400),
        ({"type": "error", "error": {"type": "new_error", "message": "x"}}, 502),
        ({"type": "error", "error": "text"}, 502),
        ({"type": "error"}, 502),
        ({"type": "error", "error": {"code": "INFERENCE_UPSTREAM_FAILURE", "message": "broke"}}, 502),
    ],
)
def test_an_error_event_counts_as_the_status_that_it_stands_for(data: dict[str, Any], status: int) -> None:
    assert stream_error(Event.of(data), "far").status == status


def test_an_error_that_was_made_here_stays_what_it_is() -> None:
    made = ProxyError("RATE_LIMITED", "Slow down.", retry_after="34", details={"upstream_status": 429})
    assert stream_error(Failed(made), "far") is made


@pytest.mark.parametrize(
    ("error", "status", "again", "headers"),
    [
        ({"code": 500, "message": "x"}, 500, None, {}),
        ({"code": 503, "message": "x"}, 503, None, {}),
        ({"code": 401, "message": "x"}, 502, "false", {}),
        ({"code": 429, "message": "x", "details": [{"retryDelay": "34s"}]}, 429, None, {"retry-after": "34"}),
    ],
)
async def test_an_error_before_any_content_is_the_answers_status(
    error: dict[str, Any], status: int, again: str | None, headers: dict[str, str]
) -> None:
    opening = {"id": "1", "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}
    frames = [f"data: {json.dumps(each)}\n\n".encode() for each in (opening, {"error": error})]
    with Upstream([Step(sse(frames), times=2)]) as far:
        config = two_providers(far.url, far.url)
        config["providers"][0]["kind"] = "openai"
        config["models"][0]["routes"] = [{"provider": "first", "model": "m1"}]
        async with proxy(config) as near:
            for streamed in (True, False):
                got, told, body = await near.post(ask(stream=streamed))
                assert (got, body["type"], told.get("x-should-retry")) == (status, "error", again)
                assert headers.items() <= {name.lower(): value for name, value in told.items()}.items()


def test_a_broken_error_event_is_still_an_error() -> None:
    assert stream_error(Event("error", payload=b"{broken"), "far").status == 502


async def test_a_provider_that_says_how_it_wants_a_thing_said_is_heeded_once() -> None:
    words = (
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
    )
    refusal = reply(openai_error("invalid_request_error", words, "unsupported_parameter"), 400)
    with Upstream([Step(refusal), Step(reply(completion("Hello")), times=2)]) as far:
        config = two_providers(far.url, far.url)
        config["providers"][0]["kind"] = "openai"
        async with proxy(config) as near:
            status, _, body = await near.post(ask())
            entry = await near.last_entry()
            assert (await near.post(ask()))[0] == 200
    assert far.asked[2].json["max_completion_tokens"] == 100, "the next request profits"
    assert (status, body["content"][0]["text"]) == (200, "Hello")
    assert "max_tokens" in far.asked[0].json
    assert far.asked[1].json["max_completion_tokens"] == 100
    assert [attempt.outcome for attempt in entry.attempts] == ["ok"]


async def test_what_had_to_be_left_out_is_noted() -> None:
    with Upstream([Step(reply(completion("Hello")))]) as far:
        config = two_providers(far.url, far.url)
        config["providers"][0] |= {"kind": "openai", "max_output_tokens": 50}
        async with proxy(config) as near:
            await near.post(ask())
            entry = await near.last_entry()
    assert far.asked[0].json["max_tokens"] == 50
    assert any("50" in note for note in entry.notes)


async def test_a_route_that_hangs_is_passed_over_for_the_next() -> None:
    never = Signal("never")
    with Upstream([Step(silent(never))]) as one, Upstream([Step(reply(SECOND))]) as two:
        config = two_providers(one.url, two.url, server={"silence_timeout_s": 1})
        async with proxy(config) as near:
            assert (await near.post(ask()))[2] == SECOND
            entry = await near.last_entry()
    assert [attempt.outcome for attempt in entry.attempts] == ["504 INFERENCE_UPSTREAM_FAILURE", "ok"]
