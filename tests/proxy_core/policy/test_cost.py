"""What tokens cost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.journal.entry import DOLLAR, Usage
from proxy_core.policy.cost import cost_of, dollars
from proxy_core.routing.catalog import Prices

PRICES = Prices(Decimal(3), Decimal(15), Decimal("0.3"), Decimal("3.75"))
MILLION = 1_000_000


def test_each_kind_of_token_has_its_price() -> None:
    assert cost_of(Usage(input=MILLION), PRICES) == 3 * DOLLAR
    assert cost_of(Usage(output=MILLION), PRICES) == 15 * DOLLAR
    assert cost_of(Usage(cache_read=MILLION), PRICES) == 3 * DOLLAR // 10
    assert cost_of(Usage(cache_write=MILLION), PRICES) == 375 * DOLLAR // 100
    assert cost_of(Usage(), PRICES) == 0


def test_a_part_of_a_billionth_counts_as_one() -> None:
    cheap = Prices(Decimal("0.0001"), Decimal(0), Decimal(0), Decimal(0))
    assert cost_of(Usage(input=1), cheap) == 1


counts = st.integers(0, 10**9)


@given(counts, counts, counts, counts)
def test_parts_cost_what_the_whole_does(a: int, b: int, c: int, d: int) -> None:
    whole = cost_of(Usage(a, b, c, d), PRICES)
    parts = sum(
        cost_of(usage, PRICES)
        for usage in (Usage(input=a), Usage(output=b), Usage(cache_read=c), Usage(cache_write=d))
    )
    assert 0 <= parts - whole <= 4


@pytest.mark.parametrize(
    ("cost", "shown"),
    [
        (0, "$0.00"),
        (DOLLAR, "$1.00"),
        (1234567890123, "$1234.57"),
        (DOLLAR // 1000, "$0.0010"),
        (5000000, "$0.0050"),
    ],
)
def test_amounts_are_shown_to_people(cost: int, shown: str) -> None:
    assert dollars(cost) == shown
