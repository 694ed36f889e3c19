"""What tokens cost. Money is counted in billionths of a US dollar, as whole numbers: sums stay exact."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from proxy_core.journal.entry import DOLLAR as DOLLAR
from proxy_core.journal.entry import Usage
from proxy_core.routing.catalog import Prices

#: a price is for so many tokens
_TOKENS = 1_000_000


def cost_of(usage: Usage, prices: Prices) -> int:
    """The cost of an exchange in billionths of a dollar, rounded up."""
    total = (
        usage.input * prices.input
        + usage.output * prices.output
        + usage.cache_read * prices.cache_read
        + usage.cache_write * prices.cache_write
    )
    return int((total * DOLLAR / _TOKENS).to_integral_value(ROUND_CEILING))


def dollars(cost: int) -> str:
    """For people: cents, and for less than one of them hundredths of a cent."""
    value = Decimal(cost) / DOLLAR
    return f"${value:.2f}" if cost == 0 or value >= Decimal("0.01") else f"${value:.4f}"
