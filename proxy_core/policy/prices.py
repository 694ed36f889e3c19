"""What a route's tokens cost: the configuration's price, nothing on this machine, or the catalogue's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from proxy_core.config import Config, Price, Provider
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate
from proxy_core.providers.profiles import profile_of
from proxy_core.routing.catalog import Prices, facts_of

FREE = Prices(Decimal(0), Decimal(0), Decimal(0), Decimal(0))


def prices_of(candidate: Candidate, config: Config) -> Prices | None:
    """None if nobody has said what this model costs.

    A price of one's own counts for a provider on this machine, too: it may be a gateway to one that costs.
    """
    own = own_price(config.prices, candidate.model)
    if own is not None:
        return _prices(own)
    provider = candidate.provider
    if provider.local or provider.baa.status == "local":
        return FREE
    return _listed(candidate.model, _profile(provider))


def own_price(prices: Sequence[Price], model: str) -> Price | None:
    """The exact one, else the one with the longest name before its `*`."""
    best: Price | None = None
    for price in prices:
        if price.model == model:
            return price
        fits = price.model.endswith("*") and model.startswith(price.model[:-1])
        if fits and (best is None or len(price.model) > len(best.model)):
            best = price
    return best


def output_limit(candidate: Candidate) -> int:
    """Tokens of the longest answer, as far as the catalogue knows the model; 0 if it does not."""
    facts = facts_of(candidate.model, _profile(candidate.provider))
    return facts.output if facts is not None else 0


def unpriced(candidate: Candidate) -> ProxyError:
    """What a client is told where a budget is set and the price is not known."""
    model = candidate.model[:100]
    return ProxyError(
        "MODEL_NOT_ENABLED",
        f"A budget is set, and what '{model}' costs is not known. Add it to the configuration, in USD for a "
        f'million tokens: [[prices]] model = "{model}", input = 1.25, output = 10.',
        details={"model": model, "provider": candidate.provider.name, "reason": "no_price"},
    )


def _profile(provider: Provider) -> str:
    if provider.kind == "anthropic":
        return "anthropic"
    named = provider.options.get("profile", "auto")
    return str(named) if named not in ("", "auto") else profile_of(provider.base_url)


@lru_cache(maxsize=512)
def _listed(model: str, profile: str) -> Prices | None:
    facts = facts_of(model, profile)
    return facts.prices if facts is not None else None


@lru_cache(maxsize=512)
def _prices(price: Price) -> Prices:
    def exact(value: float | None) -> Decimal:
        # as it is written, not as a binary fraction
        return Decimal(str(price.input if value is None else value))

    return Prices(exact(price.input), exact(price.output), exact(price.cache_read), exact(price.cache_write))
