"""What an attempt says of its provider's health, when it is made again, and what ends between two of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from proxy_core.config import parse_config
from proxy_core.providers.base import UpstreamRequest
from proxy_core.routing.health import FAILURES, FIRST_S, Breaker
from proxy_core.upstream.base import UpstreamAnswer
from proxy_core.upstream.retry import Backoff
from tests.fakes.answers import anthropic_error, stream
from tests.fakes.clock import FakeClock
from tests.fakes.proxy import PATIENT, Proxy, ask, proxy
from tests.fakes.signals import Signal
from tests.fakes.upstream import Break, Step, Upstream, reply, silent, sse
from tests.proxy_core.upstream.test_attempt import FIRST, SECOND, two_providers

AWAY = "https://far.invalid"
BUSY = reply(anthropic_error("overloaded_error", "busy"), 529)


class Sleeps:
    """Waits for nothing and writes down for how long it was to. then: called at each."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.slept: list[float] = []
        self._then = then

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._then()


def patient(near: Proxy, then: Callable[[], None] = lambda: None) -> Sleeps:
    """A backoff that always draws the longest pause and takes no time."""
    sleeps = Sleeps(then)
    near.core.backoff = Backoff(lambda: 1.0, sleeps)
    return sleeps


class Elsewhere:
    """Carries what is meant for a provider that is not on this machine to the scripted one."""

    def __init__(self, near: Proxy, url: str) -> None:
        self._real, self._url = near.core.upstream, url
        near.core.upstream = self

    async def open(self, request: UpstreamRequest) -> UpstreamAnswer:
        return await self._real.open(replace(request, url=request.url.replace(AWAY, self._url)))


def one(url: str, **policy: Any) -> dict[str, Any]:
    config = two_providers(url, url, policy=policy)
    config["models"][0]["routes"] = [{"provider": "first", "model": "m1"}]
    return config


async def test_a_provider_that_fails_is_passed_over_and_tried_again_by_one_request() -> None:
    clock = FakeClock()
    script = [Step(BUSY, times=FAILURES), Step(reply(FIRST))]
    with Upstream(script) as far, Upstream([Step(reply(SECOND), times=FAILURES + 2)]) as spare:
        async with proxy(two_providers(far.url, spare.url), clock=clock) as near:
            for _ in range(FAILURES):
                assert (await near.post(ask()))[2] == SECOND
            assert near.core.health.breaker("first") is Breaker.OPEN
            for _ in range(2):
                assert (await near.post(ask()))[2] == SECOND
            assert len(far.asked) == FAILURES, "nobody waits for it"
            clock.advance(FIRST_S)
            assert (await near.post(ask()))[2] == FIRST
            assert near.core.health.breaker("first") is Breaker.CLOSED


async def test_an_answer_that_breaks_off_counts_as_a_failure() -> None:
    with Upstream([Step(sse([*stream(FIRST)[:3], Break.RESET]), times=2)]) as far:
        async with proxy(one(far.url)) as near:
            await near.stream(ask())
            assert near.core.health.standing("first").failures == 1
            await near.post(ask())
            assert near.core.health.standing("first").failures == 2


async def test_an_answer_that_stops_in_the_middle_counts_as_a_failure() -> None:
    never = Signal("never")
    with Upstream([Step(sse([*stream(FIRST)[:3], never]))]) as far:
        config = one(far.url) | {"server": {"silence_timeout_s": 1}}
        async with proxy(config) as near:
            assert b"event: error" in await near.stream(ask())
            assert near.core.health.standing("first").failures == 1


@pytest.mark.parametrize("status", [400, 413])
async def test_a_clients_mistake_never_counts(status: int) -> None:
    refusal = reply(anthropic_error("invalid_request_error", "x"), status)
    with Upstream([Step(refusal, times=2 * FAILURES)]) as far:
        async with proxy(one(far.url)) as near:
            for _ in range(2 * FAILURES):
                assert (await near.post(ask()))[0] == status
            assert near.core.health.standing("first").failures == 0


@pytest.mark.parametrize("begun", [False, True])
async def test_a_client_that_leaves_says_nothing_of_the_provider(begun: bool) -> None:
    never = Signal("never")
    answer = sse([*stream(FIRST)[:3], never]) if begun else silent(never)
    with Upstream([Step(answer)]) as far:
        async with proxy(one(far.url)) as near:
            near.core.health.failed("first")
            request = near.client.post(near.url + "/v1/messages", json=ask(stream=True))
            if begun:
                async with request as response:
                    await response.content.readany()
                    response.close()
            else:
                arrived = far.arrival()
                task = asyncio.create_task(request.__aenter__())
                await arrived.arrived()
                task.cancel()
            entry = await near.last_entry()
            assert entry.outcome.value == "cancelled"
            assert near.core.health.standing("first").failures == 1


async def test_a_session_stays_with_the_provider_whose_cache_is_warm() -> None:
    with Upstream([Step(BUSY)]) as far, Upstream([Step(reply(SECOND), times=2)]) as spare:
        async with proxy(two_providers(far.url, spare.url)) as near:
            for _ in range(2):
                assert (await near.post(ask(session_id="s-1")))[2] == SECOND
    assert len(far.asked) == 1


async def test_the_last_route_is_asked_again_and_the_log_has_every_attempt() -> None:
    with Upstream([Step(BUSY, times=2)]) as far, Upstream([Step(BUSY), Step(reply(SECOND))]) as spare:
        async with proxy(two_providers(far.url, spare.url, policy={"retries": 1})) as near:
            sleeps = patient(near)
            assert (await near.post(ask()))[2] == SECOND
            entry = await near.last_entry()
            assert [(each.provider, each.outcome[:3]) for each in entry.attempts] == [
                ("first", "529"), ("second", "529"), ("second", "ok"),
            ]  # fmt: skip
            assert sleeps.slept == [0.5]
            spare.script.append(Step(BUSY, times=2))
            spare._used.append(0)
            status, _, body = await near.post(ask())
    assert (status, body["error"]["details"]["attempt_count"]) == (529, 3)


async def test_a_wait_that_the_provider_asks_for_is_kept_if_it_is_short() -> None:
    def limited(seconds: str) -> Any:
        return reply(anthropic_error("rate_limit_error", "slow down"), 429, {"retry-after": seconds})

    with Upstream([Step(limited("2")), Step(reply(FIRST)), Step(limited("60"))]) as far:
        async with proxy(one(far.url, retries=1)) as near:
            sleeps = patient(near)
            assert (await near.post(ask()))[2] == FIRST
            assert sleeps.slept == [2.0]
            status, headers, _ = await near.post(ask())
            assert (status, headers["retry-after"], len(sleeps.slept)) == (429, "60", 1)


async def test_nothing_is_asked_again_after_the_first_byte_or_without_the_setting() -> None:
    with Upstream([Step(sse([*stream(FIRST)[:3], Break.RESET])), Step(BUSY)]) as far:
        async with proxy(one(far.url, retries=3)) as near:
            sleeps = patient(near)
            assert b"event: error" in await near.stream(ask())
        async with proxy(one(far.url, retries=0)) as near:
            sleeps = patient(near)
            assert (await near.post(ask()))[0] == 529
    assert sleeps.slept == []


async def test_an_agreement_that_ends_between_two_tries_ends_the_tries() -> None:
    clock = FakeClock(datetime(2026, 3, 14, 12, 0, tzinfo=UTC))
    baa = {"status": "signed", "expires_on": date(2026, 3, 14)}
    with Upstream([Step(BUSY)]) as far:
        config = one(AWAY, retries=3)
        config["providers"][0]["baa"] = baa
        async with proxy(config, clock=clock) as near:
            Elsewhere(near, far.url)
            patient(near, lambda: clock.advance(24 * 3600))
            status, _, body = await near.post(ask(PATIENT))
    assert (status, body["error"]["code"]) == (402, "BAA_REQUIRED")
    assert "expired on 2026-03-14" in body["error"]["message"]
    assert len(far.asked) == 1


async def test_an_agreement_that_is_taken_back_between_two_tries_ends_the_tries() -> None:
    with Upstream([Step(BUSY)]) as far:
        config = one(AWAY, retries=3)
        config["providers"][0]["baa"] = {"status": "signed"}
        async with proxy(config) as near:
            Elsewhere(near, far.url)
            config["providers"][0]["baa"] = {"status": "none"}
            taken_back = parse_config({**config, "policy": {"retries": 3}})
            patient(near, lambda: near.core.configure(taken_back))
            status, _, body = await near.post(ask(PATIENT))
    assert (status, body["error"]["code"]) == (402, "BAA_REQUIRED")
    assert len(far.asked) == 1


async def test_the_health_of_providers_is_told_in_counts_alone() -> None:
    with Upstream([Step(BUSY, times=FAILURES)]) as far:
        async with proxy(one(far.url)) as near:
            for _ in range(FAILURES):
                await near.post(ask())
            async with near.client.get(near.url + "/healthz") as answer:
                text = await answer.text()
                told = await answer.json()
                assert (told["providers"], told["providers_passed_over"]) == (3, 1)
    assert "first" not in text
