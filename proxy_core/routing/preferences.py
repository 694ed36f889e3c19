"""What a client wants of its route: the `provider` field of gateways, and `providerOptions.gateway`.

Owns the reading of the two and their contradictions; `proxy_core.routing.choice` applies them. What is asked
and cannot be had is an error, never passed over: a promise about where data go must not be broken in silence.
Sources: https://openrouter.ai/docs/guides/routing/provider-selection,
https://vercel.com/docs/ai-gateway/models-and-providers/provider-options
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from proxy_core.errors import ProxyError

#: the members of `provider` that are known here
MEMBERS = frozenset(
    {
        "allow_fallbacks",
        "data_collection",
        "ignore",
        "max_price",
        "only",
        "order",
        "require_parameters",
        "require_zero_data_retention",
        "required_data_region",
        "required_execution_region",
        "sort",
        "zdr",
    }
)
#: of `provider.max_price`, and of `providerOptions.gateway`
PRICE_MEMBERS = frozenset({"completion", "prompt"})
OPTION_MEMBERS = frozenset({"models", "only", "order", "zeroDataRetention"})
#: of `debug`, which `proxy_core.surfaces.debug` reads
DEBUG_MEMBERS = frozenset({"enabled", "trace"})
SORTS = ("price", "latency", "throughput")


@dataclass(frozen=True, slots=True)
class Preferences:
    """order, only, ignore: names of providers; only is None where all may answer. prompt, completion: USD for
    a million tokens at most. models: other models, tried in order after the one that was asked for."""

    order: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    allow_fallbacks: bool = True
    require_parameters: bool = False
    sort: str = ""
    prompt: Decimal | None = None
    completion: Decimal | None = None
    zdr: bool = False
    no_training: bool = False
    data_region: str = ""
    execution_region: str = ""
    models: tuple[str, ...] = ()


NONE = Preferences()


def unknown_members(gateway: Mapping[str, Any]) -> list[str]:
    """The paths of what is asked here and nobody here knows. gateway: the request's gateway fields."""
    provider = gateway.get("provider")
    options = gateway.get("providerOptions")
    places = (
        ("provider", provider, MEMBERS),
        ("provider.max_price", _member(provider, "max_price"), PRICE_MEMBERS),
        ("debug", gateway.get("debug"), DEBUG_MEMBERS),
        ("providerOptions", options, frozenset({"gateway"})),
        ("providerOptions.gateway", _member(options, "gateway"), OPTION_MEMBERS),
    )
    return [
        f"{path}.{name}"
        for path, table, known in places
        if isinstance(table, Mapping)
        for name in table
        if name not in known
    ]


def preferences_of(gateway: Mapping[str, Any]) -> Preferences:
    """What a request asks of its route. Raises `ProxyError` VALIDATION_FAILED."""
    if not gateway.get("provider") and not gateway.get("providerOptions"):
        return NONE
    provider = _table(gateway.get("provider"), "provider")
    options = _table(gateway.get("providerOptions"), "providerOptions")
    options = _table(options.get("gateway"), "providerOptions.gateway")
    price = _table(provider.get("max_price"), "provider.max_price")
    return Preferences(
        order=_same(provider, options, "order") or (),
        only=_same(provider, options, "only"),
        ignore=_names(provider, "ignore", "provider") or (),
        allow_fallbacks=_flag(provider, "allow_fallbacks") is not False,
        require_parameters=_flag(provider, "require_parameters") is True,
        sort=_sort(provider.get("sort")),
        prompt=_price(price, "prompt"),
        completion=_price(price, "completion"),
        zdr=_zdr(provider, options),
        no_training=_no_training(provider.get("data_collection")),
        data_region=_region(provider, "required_data_region"),
        execution_region=_region(provider, "required_execution_region"),
        models=_names(options, "models", "providerOptions.gateway") or (),
    )


def _member(table: object, name: str) -> object:
    return table.get(name) if isinstance(table, Mapping) else None


def _fail(path: str, problem: str) -> NoReturn:
    # Values are not repeated: nobody has looked at them for PHI.
    raise ProxyError("VALIDATION_FAILED", f"{path}: {problem}", param=path)


def _table(value: object, path: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    return value if isinstance(value, Mapping) else _fail(path, "must be an object")


def _names(table: Mapping[str, Any], name: str, path: str) -> tuple[str, ...] | None:
    value = table.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        _fail(f"{path}.{name}", "must be a list of names")
    return tuple(dict.fromkeys(value))


def _same(provider: Mapping[str, Any], options: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    """A list that both fields may give, if they agree."""
    one, other = _names(provider, name, "provider"), _names(options, name, "providerOptions.gateway")
    if one is not None and other is not None and _folded(one) != _folded(other):
        _fail(f"provider.{name}", f"contradicts providerOptions.gateway.{name}; send one of them")
    return one if one is not None else other


def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)


def _flag(table: Mapping[str, Any], name: str, path: str = "provider") -> bool | None:
    value = table.get(name)
    return (
        value
        if value is None or isinstance(value, bool)
        else _fail(f"{path}.{name}", "must be true or false")
    )


def _zdr(provider: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
    """Three names of one wish; what one asks for, another must not do without."""
    said = {
        _flag(provider, "zdr"),
        _flag(provider, "require_zero_data_retention"),
        _flag(options, "zeroDataRetention", "providerOptions.gateway"),
    }
    if {True, False} <= said:
        _fail("provider.zdr", "is asked for in one field and not in another; say the same in all of them")
    return True in said


def _no_training(value: object) -> bool:
    if value not in (None, "allow", "deny"):
        _fail("provider.data_collection", "must be allow or deny")
    return value == "deny"


def _region(provider: Mapping[str, Any], name: str) -> str:
    value = provider.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or not value.strip():
        _fail(f"provider.{name}", "must be a region such as 'us'")
    return value.strip().lower()


def _sort(value: object) -> str:
    """A word, or an object whose `by` is one."""
    if isinstance(value, Mapping) and set(value) == {"by"}:
        value = value["by"]
    if value is None:
        return ""
    if not isinstance(value, str) or value not in SORTS:
        _fail("provider.sort", f"must be one of {', '.join(SORTS)}")
    return value


def _price(table: Mapping[str, Any], name: str) -> Decimal | None:
    value = table.get(name)
    if value is None:
        return None
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            price = Decimal(str(value))
        except InvalidOperation:
            price = Decimal("nan")
        if price.is_finite() and price >= 0:
            return price
    _fail(f"provider.max_price.{name}", "must be a price in US dollars for a million tokens")
