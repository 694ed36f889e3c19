"""What is known of models by their names."""

from __future__ import annotations

from decimal import Decimal

import pytest

from proxy_core.routing.catalog import _rows, facts_of


@pytest.mark.parametrize(
    "name",
    [
        "claude-haiku-4-5",
        "claude-haiku-4-5-20251001",
        "Claude-Haiku-4-5",
        "anthropic/claude-haiku-4-5",
        "claude-haiku-4-5@20251001",
        "claude-haiku-4-5[1m]",
        "claude-haiku-4-5-20251001[1m]",
        "openrouter/anthropic/claude-haiku-4-5:beta",
        " claude-haiku-4-5 ",
    ],
)
def test_a_model_is_known_whatever_its_name_carries(name: str) -> None:
    facts = facts_of(name)
    assert facts is not None
    assert (facts.context, facts.output) == (200_000, 64_000)
    assert facts.prices.input == Decimal(1)
    assert facts.prices.cache_read == Decimal("0.1")


@pytest.mark.parametrize("name", ["", "my-own-model", "claude-haiku", "claude-haiku-4-5-turbo", "-20251001"])
def test_another_model_is_not_guessed(name: str) -> None:
    assert facts_of(name) is None


def test_a_model_that_several_sell_has_each_one_s_price() -> None:
    sold = next(rows for rows in _rows().values() if len(rows) > 1)
    for profile, facts in sold.items():
        assert facts_of(facts.name, profile) is facts
    assert facts_of(facts.name, "nobody") is next(iter(sold.values()))


def test_every_row_is_plausible() -> None:
    rows = [facts for sold in _rows().values() for facts in sold.values()]
    assert len(rows) > 150
    for facts in rows:
        assert 1_000 <= facts.context <= 20_000_000, facts.name
        assert 0 <= facts.output <= facts.context * 4, facts.name
        assert 0 <= facts.prices.cache_read <= facts.prices.input <= facts.prices.output, facts.name
        assert facts.prices.cache_write <= facts.prices.input * 2, facts.name


def test_a_cache_without_a_price_costs_what_the_input_does() -> None:
    facts = facts_of("gpt-5-pro")
    assert facts is not None
    assert facts.prices.cache_read == facts.prices.cache_write == facts.prices.input
