"""From the routes of a model to those that a client wants, in the order in which it wants them.

Each wish takes routes away; if none is left, the answer names the wish and what there is. Which of the rest
may have the request is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from proxy_core.config import Config, Provider
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate, Redacted
from proxy_core.policy.prices import prices_of
from proxy_core.providers.attestations import attested, in_region
from proxy_core.providers.base import Call
from proxy_core.routing.health import Health
from proxy_core.routing.naming import named
from proxy_core.routing.preferences import Preferences

_LAST = Decimal("Infinity")


def choose(
    candidates: Sequence[Candidate],
    wishes: Preferences,
    request: Redacted,
    config: Config,
    health: Health | None,
) -> list[Candidate]:
    """The routes that fit, in order. Raises `ProxyError` VALIDATION_FAILED, which names what there is."""
    providers = tuple({each.provider.name: each.provider for each in candidates}.values())
    only = None if wishes.only is None else _all(providers, wishes.only)
    ignored, ordered = _all(providers, wishes.ignore), _in_order(providers, wishes.order)
    _contradictions(wishes, only, ignored, ordered, providers)
    left = list(candidates)
    for path, fits in _filters(wishes, only, ignored, request, config):
        kept = [each for each in left if fits(each)]
        if not kept:
            _nothing(path, providers)
        left = kept
    if wishes.sort:
        left.sort(key=_sorting(wishes.sort, config, health))
    if wishes.order:
        if not any(each.provider.name in ordered for each in left):
            _nothing("provider.order", providers)
        if not wishes.allow_fallbacks:
            left = [each for each in left if each.provider.name in ordered]
        left.sort(key=lambda each: _place(ordered, each.provider.name))
    elif not wishes.allow_fallbacks:
        left = left[:1]
    return left


def _all(providers: Sequence[Provider], names: Sequence[str]) -> set[str]:
    return {each.name for name in names for each in named(providers, name)}


def _in_order(providers: Sequence[Provider], names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(each.name for name in names for each in named(providers, name)))


def _place(ordered: list[str], name: str) -> int:
    return ordered.index(name) if name in ordered else len(ordered)


def _contradictions(
    wishes: Preferences,
    only: set[str] | None,
    ignored: set[str],
    ordered: list[str],
    providers: Sequence[Provider],
) -> None:
    if only is not None and only & ignored:
        _refuse("provider.ignore", "names a provider that provider.only asks for", providers)
    if ignored.intersection(ordered):
        _refuse("provider.ignore", "names a provider that provider.order asks for", providers)
    if only is not None and only and ordered and not only.intersection(ordered):
        _refuse("provider.order", "names none of the providers that provider.only allows", providers)


#: the path of a wish, and whether a route fits it
_Filter = tuple[str, Callable[[Candidate], bool]]


def _filters(
    wishes: Preferences, only: set[str] | None, ignored: set[str], request: Redacted, config: Config
) -> list[_Filter]:
    filters: list[_Filter] = []
    if only is not None:
        filters.append(("provider.only", lambda each: each.provider.name in only))
    if ignored:
        filters.append(("provider.ignore", lambda each: each.provider.name not in ignored))
    if wishes.zdr:
        filters.append(("provider.zdr", lambda each: attested(each.provider, each.route, "zdr")))
    if wishes.no_training:
        filters.append(
            ("provider.data_collection", lambda each: attested(each.provider, each.route, "no-training"))
        )
    for path, wish, region in (
        ("provider.required_data_region", "data", wishes.data_region),
        ("provider.required_execution_region", "execution", wishes.execution_region),
    ):
        if region:
            filters.append((path, _region_filter(wish, region)))
    if wishes.prompt is not None or wishes.completion is not None:
        filters.append(("provider.max_price", lambda each: _affordable(each, wishes, config)))
    if wishes.require_parameters:
        filters.append(("provider.require_parameters", lambda each: not leaves_out(each, request)))
    return filters


def _region_filter(what: str, region: str) -> Callable[[Candidate], bool]:
    return lambda each: in_region(each.provider, each.route, what, region)


def _affordable(candidate: Candidate, wishes: Preferences, config: Config) -> bool:
    """A price that nobody knows is not below anything."""
    prices = prices_of(candidate, config)
    return prices is not None and all(
        most is None or price <= most
        for price, most in ((prices.input, wishes.prompt), (prices.output, wishes.completion))
    )


def leaves_out(candidate: Candidate, request: Redacted) -> tuple[str, ...]:
    """The parameters of a request that a route would drop."""
    parsed = request.parsed
    call = Call(
        candidate.provider,
        candidate.model,
        request.redaction.body,
        parsed.stream,
        options=candidate.route.options,
    )
    return candidate.kind.leaves_out(call)


def _sorting(by: str, config: Config, health: Health | None) -> Callable[[Candidate], Any]:
    """What nothing is known of comes last, in the order that the mapping has it."""
    if by == "price":
        return lambda each: _price(each, config)
    return lambda each: _speed(each, by, health)


def _price(candidate: Candidate, config: Config) -> Decimal:
    # Most of a long conversation is input: three parts of it to one of output is the usual blend.
    prices = prices_of(candidate, config)
    return 3 * prices.input + prices.output if prices is not None else _LAST


def _speed(candidate: Candidate, by: str, health: Health | None) -> float:
    speed = health.speed(candidate.provider.name, candidate.model) if health is not None else None
    if speed is None:
        return float("inf")
    if by == "latency":
        return speed.latency_s
    return -speed.tokens_per_s if speed.tokens_per_s is not None else float("inf")


_HINTS = {
    "provider.zdr": "Attest 'zdr' for one under Providers if that is so.",
    "provider.data_collection": "Attest 'no-training' for one under Providers if that is so.",
    "provider.required_data_region": "Attest its region under Providers, such as 'region:us'.",
    "provider.required_execution_region": "Attest its region under Providers, such as 'region:us'.",
}


def _nothing(path: str, providers: Sequence[Provider]) -> NoReturn:
    _refuse(path, "no route of this model fits", providers, _HINTS.get(path, ""))


def _refuse(path: str, problem: str, providers: Sequence[Provider], hint: str = "") -> NoReturn:
    names = [each.name for each in providers]
    raise ProxyError(
        "VALIDATION_FAILED",
        f"{path}: {problem}. The providers of this model are: {', '.join(names)}. {hint}".rstrip(),
        param=path,
        details={"providers": names},
    )
