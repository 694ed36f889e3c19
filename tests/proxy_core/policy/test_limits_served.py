"""Limits through the real proxy: exact, told on every answer, never for what is only counted."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest

from proxy_core.journal.entry import Outcome
from tests.fakes.answers import anthropic_error, message, stream, text_block
from tests.fakes.clock import FakeClock
from tests.fakes.proxy import ask, one_provider, proxy
from tests.fakes.upstream import Step, Upstream, reply, sse

HELLO = message([text_block("Hello there")])
KEY = "scrub_live_" + "k" * 32
OTHER = "scrub_live_" + "o" * 32
REMAINING = "x-ratelimit-remaining-requests"


def key(secret: str = KEY, name: str = "laptop", **fields: Any) -> dict[str, Any]:
    return {"name": name, "sha256": hashlib.sha256(secret.encode()).hexdigest(), **fields}


def headers(secret: str = KEY) -> dict[str, str]:
    return {"x-api-key": secret}


async def test_a_hundred_at_once_and_exactly_as_many_pass_as_may() -> None:
    clock = FakeClock()
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        async with proxy(one_provider(far.url, policy={"rpm": 7}), clock=clock) as near:
            answers = await asyncio.gather(*(near.post(ask()) for _ in range(100)))
            assert sorted(status for status, _, _ in answers) == [200] * 7 + [429] * 93
            clock.advance(59.9)
            assert (await near.post(ask()))[0] == 429
            clock.advance(0.2)
            assert (await near.post(ask()))[0] == 200
    assert len(far.requests) == 8


async def test_a_refusal_says_how_long_to_wait() -> None:
    clock = FakeClock()
    with Upstream([Step(reply(HELLO))]) as far:
        async with proxy(one_provider(far.url, policy={"rpm": 1}), clock=clock) as near:
            await near.post(ask())
            clock.advance(20)
            status, told, body = await near.post(ask())
            entry = near.entries[-1]
    assert status == 429
    assert body["error"]["type"] == "rate_limit_error"
    assert body["error"]["code"] == "RATE_LIMITED"
    assert body["error"]["details"]["retry_after_seconds"] == 40
    assert told["retry-after"] == "40"
    assert told["x-ratelimit-limit-requests"] == "1"
    assert told[REMAINING] == "0"
    assert int(told["x-ratelimit-reset-requests"]) == int(clock.now().timestamp()) + 40
    assert (entry.outcome, entry.counted) == (Outcome.FAILED, False)


async def test_every_answer_tells_what_is_left() -> None:
    steps = [
        Step(reply(HELLO)),
        Step(sse(stream(HELLO))),
        Step(reply(anthropic_error("invalid_request_error", "No."), 400)),
        Step(reply(HELLO)),
    ]
    with Upstream(steps) as far:
        async with proxy(one_provider(far.url, policy={"daily": 9}), clock=FakeClock()) as near:
            assert (await near.post(ask()))[1][REMAINING] == "8"
            async with near.client.post(f"{near.url}/v1/messages", json=ask(stream=True)) as answer:
                assert answer.headers[REMAINING] == "7"
                await answer.read()
            status, told, _ = await near.post(ask())
            assert (status, told[REMAINING]) == (400, "6")
            status, told, _ = await near.post(b"no json")
            assert (status, told[REMAINING]) == (400, "5")
            status, told, _ = await near.post(ask(), "/api/v1/messages")
            assert told[REMAINING] == "4"


async def test_a_key_has_limits_of_its_own() -> None:
    config: dict[str, Any] = {"keys": [key(rpm=1), key(OTHER, "other", daily=2)], "policy": {"rpm": 3}}
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        async with proxy(one_provider(far.url, **config), clock=FakeClock()) as near:
            assert (await near.post(ask(), headers=headers()))[0] == 200
            status, _, body = await near.post(ask(), headers=headers())
            assert status == 429
            assert "'laptop'" in body["error"]["message"]
            for expected in (200, 200, 429):
                assert (await near.post(ask(), headers=headers(OTHER)))[0] == expected


async def test_a_key_without_the_scope_counts_nothing() -> None:
    config: dict[str, Any] = {
        "keys": [key(scopes=["control:read"]), key(OTHER, "other")],
        "policy": {"daily": 1},
    }
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        async with proxy(one_provider(far.url, **config), clock=FakeClock()) as near:
            assert (await near.post(ask(), headers=headers()))[0] == 403
            assert (await near.post(ask(), headers=headers("nobody's")))[0] == 401
            assert (await near.post(ask(), headers=headers(OTHER)))[0] == 200


async def test_counting_tokens_is_not_counted() -> None:
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        async with proxy(one_provider(far.url, policy={"daily": 1}), clock=FakeClock()) as near:
            for _ in range(3):
                await near.post(ask(), "/v1/messages/count_tokens")
            assert (await near.post(ask()))[0] == 200


@pytest.mark.parametrize("agent", ["claude-cli/2.1.197", "curl/8"])
async def test_what_lasts_for_the_day_is_not_to_be_retried(agent: str) -> None:
    with Upstream([Step(reply(HELLO))]) as far:
        async with proxy(one_provider(far.url, policy={"daily": 1}), clock=FakeClock()) as near:
            await near.post(ask())
            status, told, _ = await near.post(ask(), headers={"user-agent": agent})
    assert (status, told["x-should-retry"]) == (429, "false")
