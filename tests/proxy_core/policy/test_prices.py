"""Which price counts for a route."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from proxy_core.config import Config, ConfigError, Price, Route
from proxy_core.exchange import Candidate
from proxy_core.policy.prices import FREE, output_limit, own_price, prices_of, unpriced
from proxy_core.providers import KIND_BY_NAME
from tests.fakes.requests import config


def candidate(
    model: str, base_url: str = "https://api.openai.com/v1", **fields: Any
) -> tuple[Candidate, Config]:
    prices = fields.pop("prices", [])
    table = {"name": "far", "kind": "openai", "base_url": base_url, "auth": "none", **fields}
    made = config(providers=[table], prices=prices)
    provider = made.provider("far")
    return Candidate(provider, KIND_BY_NAME[provider.kind], Route("far"), model), made


def test_the_catalogue_knows_what_makers_ask() -> None:
    found = prices_of(*candidate("claude-opus-4-8", "https://api.anthropic.com", kind="anthropic"))
    assert found is not None
    assert (found.input, found.output, found.cache_read) == (Decimal(5), Decimal(25), Decimal("0.5"))


def test_nobody_knows_what_an_unknown_model_costs() -> None:
    one, using = candidate("in-house-9")
    assert prices_of(one, using) is None
    error = unpriced(one)
    assert (error.code, error.status, error.retryable) == ("MODEL_NOT_ENABLED", 403, False)
    assert '[[prices]] model = "in-house-9"' in error.message


@pytest.mark.parametrize("url", ["http://127.0.0.1:11434/v1", "http://localhost:8000/v1"])
def test_what_runs_on_this_machine_costs_nothing(url: str) -> None:
    assert prices_of(*candidate("gpt-5", url)) == FREE


def test_a_provider_that_its_owner_calls_local_costs_nothing() -> None:
    assert prices_of(*candidate("gpt-5", "http://10.0.0.7/v1", baa={"status": "local"})) == FREE


def test_the_configurations_price_comes_first_also_on_this_machine() -> None:
    own = [{"model": "gpt-5*", "input": 1.1, "output": 10, "cache_read": 0}]
    found = prices_of(*candidate("gpt-5-mini", "http://127.0.0.1:4000/v1", prices=own))
    assert found is not None
    assert (found.input, found.output) == (Decimal("1.1"), Decimal(10))
    assert (found.cache_read, found.cache_write) == (Decimal(0), Decimal("1.1"))


def test_the_exact_price_wins_then_the_longest() -> None:
    prices = [Price("gpt*", 1, 1), Price("gpt-5*", 2, 2), Price("gpt-5", 3, 3), Price("*", 4, 4)]
    for model, amount in (("gpt-5", 3), ("gpt-5.2", 2), ("gpt-4", 1), ("other", 4)):
        found = own_price(prices, model)
        assert found is not None
        assert found.input == amount
    assert own_price(prices[:1], "claude") is None


def test_the_longest_answer_is_the_catalogues() -> None:
    assert output_limit(candidate("claude-opus-4-8")[0]) == 128000
    assert output_limit(candidate("in-house-9")[0]) == 0


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ({"input": 1, "output": 1}, r"prices\[0\].model"),
        ({"model": "m", "input": 1}, r"prices\[0\].output"),
        ({"model": "m", "input": -1, "output": 1}, r"prices\[0\].input"),
        ({"model": "m", "input": True, "output": 1}, r"prices\[0\].input"),
        ({"model": "m", "input": float("nan"), "output": 1}, r"prices\[0\].input"),
        ({"model": "m", "input": float("inf"), "output": 1}, r"prices\[0\].input"),
        ({"model": "m", "input": "1", "output": 1}, r"prices\[0\].input"),
        ({"model": "a*b", "input": 1, "output": 1}, r"prices\[0\].model"),
        ({"model": "m", "input": 1, "output": 1, "image": 1}, r"prices\[0\].image"),
    ],
)
def test_a_price_that_cannot_be_is_named(table: dict[str, Any], path: str) -> None:
    with pytest.raises(ConfigError, match=path):
        config(prices=[table])


def test_a_price_is_said_once() -> None:
    one = {"model": "m", "input": 1, "output": 1}
    with pytest.raises(ConfigError, match="used twice"):
        config(prices=[one, one])
