"""What clients may ask of a route, and what of it is a contradiction or no sense."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.routing.preferences import NONE, Preferences, preferences_of, unknown_members


def of(options: dict[str, Any] | None = None, **provider: Any) -> Preferences:
    gateway: dict[str, Any] = {"provider": provider}
    if options is not None:
        gateway["providerOptions"] = {"gateway": options}
    return preferences_of(gateway)


@pytest.mark.parametrize("nothing", [{}, {"provider": None}, {"provider": {}}, {"session_id": "s"}])
def test_who_asks_for_nothing_gets_the_usual(nothing: dict[str, Any]) -> None:
    assert preferences_of(nothing) is NONE


def test_all_members_are_read() -> None:
    assert of(
        {"models": ["b"]},
        order=["a", "b", "a"],
        only=["a"],
        ignore=["c"],
        allow_fallbacks=False,
        require_parameters=True,
        sort={"by": "latency"},
        max_price={"prompt": 1.5, "completion": "2"},
        zdr=True,
        data_collection="deny",
        required_data_region="US",
        required_execution_region="eu",
    ) == Preferences(
        order=("a", "b"),
        only=("a",),
        ignore=("c",),
        allow_fallbacks=False,
        require_parameters=True,
        sort="latency",
        prompt=Decimal("1.5"),
        completion=Decimal(2),
        zdr=True,
        no_training=True,
        data_region="us",
        execution_region="eu",
        models=("b",),
    )


def test_both_fields_may_say_the_same() -> None:
    assert of({"order": ["A", "b"], "only": ["a"]}, order=["a", "B"]).order == ("a", "B")
    assert of({"order": ["b"]}).order == ("b",)
    assert of({"zeroDataRetention": True}).zdr


@pytest.mark.parametrize(
    ("options", "provider", "path"),
    [
        ({"order": ["a"]}, {"order": ["b"]}, "provider.order"),
        ({"order": ["a", "b"]}, {"order": ["b", "a"]}, "provider.order"),
        ({"only": []}, {"only": ["a"]}, "provider.only"),
        (None, {"zdr": False, "require_zero_data_retention": True}, "provider.zdr"),
        ({"zeroDataRetention": True}, {"zdr": False}, "provider.zdr"),
        (None, {"order": "a"}, "provider.order"),
        (None, {"only": [1]}, "provider.only"),
        (None, {"ignore": [""]}, "provider.ignore"),
        ({"models": "x"}, {}, "providerOptions.gateway.models"),
        (None, {"allow_fallbacks": "no"}, "provider.allow_fallbacks"),
        (None, {"require_parameters": 1}, "provider.require_parameters"),
        (None, {"zdr": "yes"}, "provider.zdr"),
        ({"zeroDataRetention": 1}, {}, "providerOptions.gateway.zeroDataRetention"),
        (None, {"data_collection": "maybe"}, "provider.data_collection"),
        (None, {"required_data_region": ""}, "provider.required_data_region"),
        (None, {"required_execution_region": ["us"]}, "provider.required_execution_region"),
        (None, {"sort": "luck"}, "provider.sort"),
        (None, {"sort": ["price"]}, "provider.sort"),
        (None, {"sort": {"by": "price", "partition": "model"}}, "provider.sort"),
        (None, {"max_price": 5}, "provider.max_price"),
        (None, {"max_price": {"prompt": -1}}, "provider.max_price.prompt"),
        (None, {"max_price": {"prompt": True}}, "provider.max_price.prompt"),
        (None, {"max_price": {"completion": "much"}}, "provider.max_price.completion"),
        (None, {"max_price": {"completion": "nan"}}, "provider.max_price.completion"),
    ],
)
def test_contradictions_and_nonsense_are_refused_by_name(
    options: dict[str, Any] | None, provider: dict[str, Any], path: str
) -> None:
    with pytest.raises(ProxyError) as caught:
        of(options, **provider)
    assert (caught.value.code, caught.value.status, caught.value.param) == ("VALIDATION_FAILED", 400, path)


@pytest.mark.parametrize(
    ("gateway", "path"),
    [
        ({"provider": "openai"}, "provider"),
        ({"providerOptions": ["gateway"]}, "providerOptions"),
        ({"providerOptions": {"gateway": True}}, "providerOptions.gateway"),
    ],
)
def test_what_must_be_an_object_is(gateway: dict[str, Any], path: str) -> None:
    with pytest.raises(ProxyError) as caught:
        preferences_of(gateway)
    assert caught.value.param == path


@pytest.mark.parametrize("member", ["order", "sort", "data_collection", "max_price"])
def test_no_error_repeats_a_value(member: str) -> None:
    with pytest.raises(ProxyError) as caught:
        preferences_of({"provider": {member: "Maria Gonzalez"}})
    assert "Gonzalez" not in f"{caught.value} {caught.value.details}"


def test_unknown_members_are_found_at_every_depth() -> None:
    gateway = {
        "provider": {"order": ["a"], "quantizations": ["fp8"], "max_price": {"prompt": 1, "image": 2}},
        "providerOptions": {"openai": {"x": 1}, "gateway": {"caching": "auto", "only": ["a"]}},
        "debug": {"enabled": True, "return_upstream_request": True},
    }
    assert unknown_members(gateway) == [
        "provider.quantizations",
        "provider.max_price.image",
        "debug.return_upstream_request",
        "providerOptions.openai",
        "providerOptions.gateway.caching",
    ]
    assert unknown_members({"provider": "x", "providerOptions": None}) == []
