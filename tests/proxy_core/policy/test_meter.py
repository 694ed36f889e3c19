"""What an exchange may cost, and what it has cost."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.config import Config, Route
from proxy_core.exchange import Candidate, Redacted, Routed
from proxy_core.journal.entry import DOLLAR, Usage
from proxy_core.policy.meter import Meter
from proxy_core.privacy.guard import Guard
from proxy_core.providers import KIND_BY_NAME
from tests.fakes.requests import config, parsed

#: a dollar for a thousand tokens in, two for a thousand out
PRICE = {"model": "far-1", "input": 1000, "output": 2000, "cache_read": 100, "cache_write": 1250}
BODY = {"model": "m", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]}
FAR = {"name": "far", "kind": "anthropic", "base_url": "https://far.example", "auth": "none"}
HERE = {"name": "here", "kind": "openai", "base_url": "http://127.0.0.1:1/v1", "auth": "none"}
CONFIG = config(providers=[FAR, HERE], prices=[PRICE])


def meter(using: Config = CONFIG, **fields: Any) -> Meter:
    request = parsed({**BODY, **fields})
    return Meter(Routed(Redacted(request, Guard(bytes(32)).redact(request.body)), ()), using)


def candidate(name: str = "far", model: str = "far-1") -> Candidate:
    provider = CONFIG.provider(name)
    return Candidate(provider, KIND_BY_NAME[provider.kind], Route(name, model), model)


def test_the_most_is_the_request_at_its_dearest_and_the_longest_answer() -> None:
    one = meter()
    one.input_tokens = 1000
    assert one.most(candidate()) == 1250 * DOLLAR // 1000 + 200 * DOLLAR // 1000


def test_an_answer_is_no_longer_than_its_model_can() -> None:
    one = meter(max_tokens=10_000_000)
    one.input_tokens = 0
    assert one.most(candidate(model="claude-opus-4-8")) == 128_000 * 25 * DOLLAR // 1_000_000


def test_what_is_free_may_cost_nothing_and_what_is_not_known_has_no_most() -> None:
    assert meter().most(candidate("here", "any")) == 0
    assert meter().most(candidate("far", "unknown")) is None


def test_a_whole_answer_costs_what_its_provider_counted() -> None:
    one = meter()
    one.take(candidate())
    one.saw(500, 50_000)
    assert one.cost(Usage(10, 20, 30, 40), complete=True) == (10_000 + 40_000 + 3_000 + 50_000) * 1000


def test_nothing_is_owed_before_a_route_is_taken_or_after_it_refused() -> None:
    one = meter()
    assert one.cost(Usage(1, 1), complete=True) == 0
    one.take(candidate())
    one.drop()
    assert one.cost(Usage(1, 1), complete=False) == 0


def test_a_model_without_a_price_costs_nothing_where_there_is_no_budget() -> None:
    one = meter()
    one.take(candidate(model="unknown"))
    assert one.cost(Usage(1, 1), complete=True) == 0


@pytest.mark.parametrize(
    ("usage", "events", "size", "tokens_in", "tokens_out"),
    [
        (Usage(), 0, 0, 1000, 0),  # left before the first event
        (Usage(), 7, 0, 1000, 7),  # events that were made here: about a token each
        (Usage(50, 3), 10, 850 + 400, 50, 100),  # what came for them, less what stands around
        (Usage(50, 300), 10, 1250, 50, 300),  # the provider had counted more already
        (Usage(0, 0, 60), 0, 0, 0, 0),  # all of it from the cache
    ],
)
def test_a_broken_answer_costs_what_was_seen_and_at_least_its_request(
    usage: Usage, events: int, size: int, tokens_in: int, tokens_out: int
) -> None:
    one = meter()
    one.input_tokens = 1000
    one.take(candidate())
    one.saw(events, size)
    expected = (tokens_in * 1000 + tokens_out * 2000 + usage.cache_read * 100) * 1000
    assert one.cost(usage, complete=False) == expected
