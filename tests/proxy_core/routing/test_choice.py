"""Which routes fit what a client wants, and in which order they are tried."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from proxy_core.config import Price
from proxy_core.routing.choice import leaves_out
from proxy_core.routing.health import Health, Pace
from proxy_core.routing.routes import route
from tests.fakes.clock import FakeClock
from tests.proxy_core.routing.making import TODAY, asking, configured, refused, routes_of, taken

ALL = ["claude", "OpenAI-eu", "hospital", "here"]


@pytest.mark.parametrize(
    ("wishes", "order"),
    [
        ({}, ALL),
        ({"order": ["here", "openai-EU"]}, ["here", "OpenAI-eu", "claude", "hospital"]),
        ({"order": ["ollama"]}, ["here", "claude", "OpenAI-eu", "hospital"]),
        ({"order": ["nobody", "hospital"]}, ["hospital", "claude", "OpenAI-eu", "here"]),
        ({"order": ["nobody", "here", "claude"], "allow_fallbacks": False}, ["here", "claude"]),
        ({"only": ["Claude", "HERE"]}, ["claude", "here"]),
        ({"only": ["here", "claude"], "order": ["here"]}, ["here", "claude"]),
        ({"ignore": ["claude"]}, ["OpenAI-eu", "hospital", "here"]),
        ({"ignore": ["nobody"]}, ALL),
        ({"allow_fallbacks": False}, ["claude"]),
        ({"allow_fallbacks": False, "ignore": ["claude"]}, ["OpenAI-eu"]),
        ({"sort": "price"}, ["here", "claude", "OpenAI-eu", "hospital"]),
        ({"sort": "price", "order": ["hospital"]}, ["hospital", "here", "claude", "OpenAI-eu"]),
    ],
)
def test_names_say_who_answers_and_in_which_order(wishes: dict[str, Any], order: list[str]) -> None:
    assert taken(wishes) == order


@pytest.mark.parametrize(
    ("wishes", "path"),
    [
        ({"only": ["nobody"]}, "provider.only"),
        ({"only": []}, "provider.only"),
        ({"order": ["nobody"]}, "provider.order"),
        ({"ignore": ["claude", "OpenAI-eu", "hospital", "here"]}, "provider.ignore"),
        ({"only": ["claude"], "ignore": ["claude"]}, "provider.ignore"),
        ({"order": ["claude"], "ignore": ["anthropic"]}, "provider.ignore"),
        ({"order": ["claude"], "only": ["here"]}, "provider.order"),
    ],
)
def test_what_leaves_nobody_names_who_there_is(wishes: dict[str, Any], path: str) -> None:
    error = refused(wishes)
    assert (error.code, error.status, error.param) == ("VALIDATION_FAILED", 400, path)
    assert "claude, OpenAI-eu, hospital, here" in error.message
    assert error.details == {"providers": ALL}


def test_attestations_are_kept_or_the_request_is_refused() -> None:
    assert taken({"zdr": True}) == ["here"], "what runs on this machine keeps nothing elsewhere"
    config = configured(hospital={"attests": ["zdr", "region:us-east"]}, claude={"attests": ["no-training"]})
    assert taken({"zdr": True}, config) == ["hospital", "here"]
    assert taken({"require_zero_data_retention": True}, config) == ["hospital", "here"]
    assert taken({"data_collection": "deny"}, config) == ["claude", "hospital", "here"]
    assert taken({"data_collection": "allow"}, config) == ALL
    assert taken({"required_data_region": "us"}, config) == ["hospital"]
    assert taken({"required_execution_region": "US-east"}, config) == ["hospital"]
    error = refused({"required_data_region": "eu"}, config)
    assert error.param == "provider.required_data_region"
    assert "region:us" in error.message
    assert refused({"zdr": True, "only": ["claude"]}, config).param == "provider.zdr"


def test_a_price_that_nobody_knows_is_not_low_enough() -> None:
    assert taken({"max_price": {"prompt": 1.5}}) == ["claude", "here"]
    assert taken({"max_price": {"prompt": 5, "completion": 10}}) == ["claude", "OpenAI-eu", "here"]
    assert taken({"max_price": {"completion": "0"}}) == ["here"]
    assert refused({"max_price": {"prompt": 0}, "ignore": ["here"]}).param == "provider.max_price"


def test_a_price_of_ones_own_counts() -> None:
    config = replace(configured(), prices=(Price("own-*", 0.1, 0.2), Price("qwen3", 3, 3)))
    assert taken({"max_price": {"prompt": 1}}, config) == ["claude", "hospital"]
    assert taken({"sort": "price"}, config) == ["hospital", "claude", "here", "OpenAI-eu"]


def test_required_parameters_leave_out_who_drops_them() -> None:
    assert taken({"require_parameters": True}) == ALL
    assert taken({"require_parameters": True}, top_k=5) == ["claude"]
    assert taken({"require_parameters": True}, temperature=0.5) == ALL
    assert refused({"require_parameters": True, "ignore": ["claude"]}, top_k=5).param == (
        "provider.require_parameters"
    )
    claude, openai, *_ = route(asking(), configured(), TODAY).candidates
    assert leaves_out(claude, asking(top_k=5)) == ()
    assert leaves_out(openai, asking(top_k=5)) == ("top_k",)


def test_the_quickest_come_first_and_the_unknown_last() -> None:
    health = Health(FakeClock())
    health.answered("hospital", "", "m", Pace(0.2, 100, 4.0), "own-1")
    health.answered("here", "", "m", Pace(0.9, 100, 1.0), "qwen3")
    assert taken({"sort": "latency"}, health=health) == ["hospital", "here", "claude", "OpenAI-eu"]
    assert taken({"sort": "throughput"}, health=health) == ["here", "hospital", "claude", "OpenAI-eu"]
    assert taken({"sort": {"by": "latency"}}) == ALL


def test_other_models_are_tried_after_the_one_that_was_asked_for() -> None:
    more = [{"alias": "other", "routes": [{"provider": "here", "model": "tiny"}]}]
    config = configured(more)
    assert routes_of(asking(model="other", options={"models": ["m"]}), config) == [
        ("here", "tiny"), ("claude", "claude-haiku-4-5"), ("OpenAI-eu", "gpt-4.1"), ("hospital", "own-1"),
        ("here", "qwen3"),
    ]  # fmt: skip
    assert routes_of(asking(model="other", options={"models": ["other"]}), config) == [("here", "tiny")]
    assert refused(config=config, model="other", options={"models": ["nobody"]}).code == "MODEL_NOT_MAPPED"
    assert taken(model="m", options={"order": ["here"]}) == ["here", "claude", "OpenAI-eu", "hospital"]


@pytest.mark.parametrize(
    ("wishes", "path"),
    [({"only": ["claude"]}, "provider.only"), ({"ignore": ["hospital"]}, "provider.ignore")],
)
def test_a_model_that_names_its_provider_must_not_be_contradicted(wishes: dict[str, Any], path: str) -> None:
    error = refused(wishes, model="hospital:own-1")
    assert (error.status, error.param) == (400, path)
    assert taken({"only": ["hospital"]}, model="hospital:own-1") == ["hospital"]


def test_a_model_that_is_not_allowed_is_not_allowed_in_another_s_place() -> None:
    config = configured([{"alias": "n", "routes": [{"provider": "here", "model": "x"}]}])
    config = replace(config, settings={**config.settings, "policy.models_allowed": ["m"]})
    assert refused(config=config, options={"models": ["n"]}).code == "MODEL_NOT_ENABLED"
    assert refused(config=config, options={"models": ["claude:opus"]}).code == "OPUS_NOT_ENABLED"


def test_a_model_that_names_its_provider_allows_no_other_models() -> None:
    error = refused(model="hospital:own-1", options={"models": ["m"]})
    assert (error.status, error.param) == (400, "providerOptions.gateway.models")


@pytest.mark.parametrize(
    ("wishes", "options", "own"),
    [
        ({}, None, False),
        ({"zdr": True}, None, False),
        ({"order": ["here"]}, None, True),
        ({"sort": "price"}, None, True),
        ({}, {"models": ["m"]}, True),
    ],
)
def test_a_client_that_says_the_order_keeps_it(
    wishes: dict[str, Any], options: dict[str, Any] | None, own: bool
) -> None:
    assert route(asking(wishes, options=options), configured(), TODAY).ordered is own
