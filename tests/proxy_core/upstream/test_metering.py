"""Budgets through the real proxy: reserved before anything is sent, settled whatever happens."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from proxy_core.journal.entry import DOLLAR, Outcome
from proxy_core.policy.budget import EVERYBODY, Limit, Standing, standing_of
from proxy_core.policy.cycle import cycle_of
from tests.fakes.answers import message, stream, text_block
from tests.fakes.clock import FakeClock
from tests.fakes.proxy import Proxy, ask, one_provider, proxy
from tests.fakes.signals import Signal
from tests.fakes.upstream import Break, Recorded, Step, Upstream, reply, sse

#: 12 tokens in and 34 out, as the scripted provider counts
HELLO = message([text_block("Hello there")])
#: a thousandth of a dollar a token: HELLO costs 4.6 cents, and ask() at most 10 and what its text comes to
PRICE = {"model": "far-1", "input": 1000, "output": 1000}
COST = 46 * DOLLAR // 1000
SECRET = "scrub_live_" + "k" * 32


def budgeted(url: str, dollars: int = 1, **sections: Any) -> dict[str, Any]:
    policy = {"budget_usd": dollars, **sections.pop("policy", {})}
    return one_provider(url, policy=policy, prices=[PRICE], **sections)


async def standing(near: Proxy, dollars: int = 1, key: str = EVERYBODY) -> Standing:
    journal = near.core.journal
    assert journal is not None
    cycle = cycle_of("month", near.core.clock.now())
    limit = Limit(key, dollars * DOLLAR)
    return await asyncio.wrap_future(journal.ask(lambda run: standing_of(run, limit, cycle)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


async def test_an_answer_is_paid_for(file: Path) -> None:
    with Upstream([Step(reply(HELLO)), Step(sse(stream(HELLO)))]) as far:
        async with proxy(budgeted(far.url, 10), journal=file) as near:
            assert (await near.post(ask()))[0] == 200
            assert await standing(near, 10) == Standing(10 * DOLLAR, COST, 0)
            await near.stream(ask())
            assert (await near.last_entry()).cost == COST
            assert await standing(near, 10) == Standing(10 * DOLLAR, 2 * COST, 0)


@pytest.mark.allow_logs("% used")
async def test_a_hundred_at_once_on_the_last_dollar_never_overspend(file: Path) -> None:
    most = 100 * DOLLAR // 1000  # the longest answer alone
    seen = 0

    def watch(request: Recorded) -> Any:
        nonlocal seen
        seen += 1
        return reply({**HELLO, "usage": {"input_tokens": 10, "output_tokens": 100}})

    with Upstream([Step(watch, times=0)]) as far:
        async with proxy(budgeted(far.url), journal=file) as near:
            answers = await asyncio.gather(*(near.post(ask()) for _ in range(100)))
            statuses = [status for status, _, _ in answers]
            found = await standing(near)
    assert set(statuses) == {200, 402}
    assert 1 <= seen == statuses.count(200) <= DOLLAR // most
    assert found.spent <= DOLLAR
    assert found.reserved == 0
    refused = next(body for status, _, body in answers if status == 402)
    assert refused["error"]["code"] == "AI_CREDITS_EXHAUSTED"
    assert refused["error"]["type"] == "billing_error"
    assert refused["error"]["details"]["cycle_reset_at"]


async def test_two_programs_share_one_budget(file: Path) -> None:
    gate = Signal("all have asked")

    def late(request: Recorded) -> Any:
        return sse([gate, *stream(HELLO)])

    with Upstream([Step(late, times=0)]) as far:
        async with (
            proxy(budgeted(far.url), journal=file) as one,
            proxy(budgeted(far.url), journal=file) as two,
        ):
            asked = [asyncio.ensure_future(near.post(ask())) for near in (one, two) * 10]
            refused = 0
            while refused + len(far.requests) < 20:
                await asyncio.sleep(0)
                refused = sum(each.done() and each.result()[0] == 402 for each in asked)
            gate.set()
            answers = await asyncio.gather(*asked)
            assert (await standing(one)).spent <= DOLLAR
    assert 1 <= [status for status, _, _ in answers].count(200) <= 9


async def test_a_stream_that_breaks_is_charged_for_what_was_seen(file: Path) -> None:
    frames = stream(message([text_block("Hello there, this is a long answer")]), piece=5)
    with Upstream([Step(sse([*frames[:6], Break.EOF]))]) as far:
        async with proxy(budgeted(far.url), journal=file) as near:
            assert b"error" in await near.stream(ask())
            entry = await near.last_entry()
            found = await standing(near)
    assert entry.outcome is Outcome.FAILED
    assert found.spent == entry.cost >= 12 * DOLLAR // 1000
    assert found.reserved == 0


async def test_a_client_that_leaves_pays_for_what_was_asked(file: Path) -> None:
    gate = Signal("never")
    with Upstream([Step(sse([gate, *stream(HELLO)]))]) as far:
        async with proxy(budgeted(far.url), journal=file) as near:
            with contextlib.suppress(asyncio.TimeoutError):
                patience = aiohttp.ClientTimeout(total=0.5)
                await near.post(ask("Hello " * 200), timeout=patience)
            entry = await near.last_entry()
            found = await standing(near)
            gate.set()
    assert entry.outcome is Outcome.CANCELLED
    assert found.spent == entry.cost >= 200 * DOLLAR // 1000
    assert found.reserved == 0


async def test_a_refusal_of_the_provider_costs_nothing(file: Path) -> None:
    with Upstream([Step(reply({"type": "error", "error": {"type": "x", "message": "No."}}, 400))]) as far:
        async with proxy(budgeted(far.url), journal=file) as near:
            assert (await near.post(ask()))[0] == 400
            assert await standing(near) == Standing(DOLLAR, 0, 0)


def two_routes(first: str, second: str, prices: list[dict[str, Any]], dollars: int = 1) -> dict[str, Any]:
    return {
        "providers": [
            {"name": name, "kind": "anthropic", "base_url": url, "auth": "none"}
            for name, url in (("one", first), ("two", second))
        ],
        "models": [
            {
                "alias": "*",
                "routes": [{"provider": "one", "model": "m-1"}, {"provider": "two", "model": "m-2"}],
            }
        ],
        "policy": {"budget_usd": dollars},
        "prices": prices,
    }


async def test_a_dearer_fallback_must_fit_too(file: Path) -> None:
    prices = [{**PRICE, "model": "m-1"}, {"model": "m-2", "input": 1000, "output": 20_000}]
    with Upstream([Step(reply({}, 500), times=0)]) as one, Upstream() as two:
        async with proxy(two_routes(one.url, two.url, prices), journal=file) as near:
            status, _, body = await near.post(ask())
            found = await standing(near)
    assert (status, body["error"]["code"]) == (402, "AI_CREDITS_EXHAUSTED")
    assert two.requests == []
    assert found == Standing(DOLLAR, 0, 0)


async def test_a_dearer_fallback_that_fits_is_reserved_anew_and_paid(file: Path) -> None:
    prices = [{**PRICE, "model": "m-1"}, {"model": "m-2", "input": 2000, "output": 2000}]
    with Upstream([Step(reply({}, 500), times=0)]) as one, Upstream([Step(reply(HELLO))]) as two:
        async with proxy(two_routes(one.url, two.url, prices), journal=file) as near:
            assert (await near.post(ask()))[0] == 200
            assert await standing(near) == Standing(DOLLAR, 2 * COST, 0)


@pytest.mark.parametrize("price", [{"model": "m-1", "input": 1000, "output": 20_000}, None])
async def test_what_is_too_dear_or_unpriced_falls_back_to_what_is_free(
    file: Path, price: dict[str, Any] | None
) -> None:
    unknown = "https://unknown.example" if price is None else "http://127.0.0.1:1"
    with Upstream([Step(reply(HELLO))]) as two:
        async with proxy(two_routes(unknown, two.url, [price] if price else []), journal=file) as near:
            status, _, _ = await near.post(ask())
            entry = await near.last_entry()
    assert status == 200
    assert (entry.provider, entry.cost) == ("two", 0)
    assert [attempt.outcome for attempt in entry.attempts] == [
        "402 AI_CREDITS_EXHAUSTED" if price else "403 MODEL_NOT_ENABLED",
        "ok",
    ]


async def test_a_model_without_a_price_says_how_to_add_one(file: Path) -> None:
    config = one_provider("https://unknown.example", policy={"budget_usd": 5})
    async with proxy(config, journal=file) as near:
        status, _, body = await near.post(ask())
    assert (status, body["error"]["code"]) == (403, "MODEL_NOT_ENABLED")
    assert "[[prices]]" in body["error"]["message"]


@pytest.mark.allow_logs("% used")
async def test_a_key_has_a_budget_of_its_own(file: Path) -> None:
    key = {"name": "laptop", "sha256": hashlib.sha256(SECRET.encode()).hexdigest(), "budget_usd": 0.2}
    config = one_provider("", prices=[PRICE], keys=[key])
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        config["providers"][0]["base_url"] = far.url
        async with proxy(config, journal=file) as near:
            statuses = [(await near.post(ask(), headers={"x-api-key": SECRET}))[0] for _ in range(4)]
            found = await standing(near, key="laptop")
    assert statuses == [200, 200, 200, 402]
    assert found.spent == 3 * COST


async def test_without_a_journal_nothing_that_costs_is_sent() -> None:
    with Upstream() as far:
        async with proxy(budgeted(far.url)) as near:
            status, headers, body = await near.post(ask())
    assert (status, body["error"]["code"]) == (503, "INFERENCE_UNAVAILABLE")
    assert headers["x-should-retry"] == "false"
    assert "budget" in body["error"]["message"]


@pytest.mark.allow_logs("not a journal of Scrubroom", "could not be written")
async def test_a_journal_that_cannot_be_used_refuses_what_costs_and_nothing_else(file: Path) -> None:
    file.write_bytes(b"somebody else's" * 100)
    with Upstream([Step(reply(HELLO))]) as far:
        async with proxy(budgeted(far.url), journal=file) as near:
            status, _, body = await near.post(ask())
            assert (status, body["error"]["code"]) == (503, "INFERENCE_UNAVAILABLE")
            assert "not a journal" in body["error"]["message"]
        async with proxy(one_provider(far.url, prices=[PRICE]), journal=file) as near:
            assert (await near.post(ask()))[0] == 200


@pytest.mark.allow_logs("% used")
async def test_the_next_cycle_begins_anew(file: Path) -> None:
    clock = FakeClock()
    with Upstream([Step(reply(HELLO), times=0)]) as far:
        config = budgeted(far.url, policy={"budget_cycle": "day"})
        async with proxy(config, journal=file, clock=clock) as near:
            while (await near.post(ask()))[0] == 200:
                pass
            clock.advance(24 * 3600)
            assert (await near.post(ask()))[0] == 200
