"""What may be attested of a provider, and what follows from it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from proxy_core.config import ConfigError, Provider, Route, parse_config
from proxy_core.providers import KINDS, OPTION_CHECKS
from proxy_core.providers.attestations import ATTESTS, attested, in_region

ROUTE = Route("p")


def provider(*attests: str, url: str = "https://far.example/v1") -> Provider:
    return Provider("p", "openai", url, options=MappingProxyType({"attests": list(attests)}))


def configured(attests: Any) -> Provider:
    table = {"name": "p", "kind": "openai", "base_url": "https://far.example/v1", "attests": attests}
    return parse_config({"providers": [table]}, OPTION_CHECKS).provider("p")


@pytest.mark.parametrize(
    "word", ["zdr", "no-training", "region:us", "region:us-east-1", "data-region:eu", "execution-region:eu"]
)
def test_a_provider_may_attest(word: str) -> None:
    assert configured([word]).options["attests"] == [word]


@pytest.mark.parametrize("bad", ["zdr", ["ZDR"], ["region:"], ["region:US"], ["encrypted"], [1], [""], {}])
def test_what_is_mistyped_is_refused_by_its_place(bad: Any) -> None:
    with pytest.raises(ConfigError) as caught:
        configured(bad)
    assert caught.value.path == "providers[0].attests"


def test_every_kind_that_is_reached_over_a_network_has_the_field() -> None:
    assert [kind.kind for kind in KINDS if ATTESTS not in kind.fields] == ["demo"]


def test_what_is_not_kept_trains_nothing_and_what_is_not_said_does_not_hold() -> None:
    assert attested(provider("zdr"), ROUTE, "no-training")
    assert not attested(provider("no-training"), ROUTE, "zdr")
    assert not attested(provider(), ROUTE, "no-training")


def test_a_route_may_attest_more_than_its_provider() -> None:
    route = Route("p", options={"attests": ["zdr"]})
    assert attested(provider(), route, "zdr")


def test_this_machine_keeps_nothing_elsewhere_but_may_stand_anywhere() -> None:
    here = provider(url="http://127.0.0.1:11434/v1")
    assert attested(here, ROUTE, "zdr")
    assert attested(here, ROUTE, "no-training")
    assert not in_region(here, ROUTE, "data", "us")


@pytest.mark.parametrize(
    ("said", "what", "region", "holds"),
    [
        ("region:us", "data", "us", True),
        ("region:us", "execution", "us", True),
        ("region:us-east-1", "data", "us", True),
        ("region:us", "data", "us-east-1", False),
        ("region:usa", "data", "us", False),
        ("data-region:eu", "data", "eu", True),
        ("data-region:eu", "execution", "eu", False),
        ("execution-region:eu", "execution", "eu", True),
        ("zdr", "data", "eu", False),
    ],
)
def test_a_region_holds_for_what_it_was_said_of(said: str, what: str, region: str, holds: bool) -> None:
    assert in_region(provider(said), ROUTE, what, region) is holds
