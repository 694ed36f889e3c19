"""Ids of models that name a provider or a creator, and what providers go by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proxy_core.config import Config, ModelMapping, Provider, Route
from proxy_core.routing.naming import model_at, named, owner_of, wanted
from tests.proxy_core.routing.making import asking, configured, refused, routes_of

MAPPED = [
    {"alias": "qwen3:8b", "routes": [{"provider": "here", "model": "qwen3:8b"}]},
    {
        "alias": "claude-sonnet-*",
        "routes": [{"provider": "hospital", "model": "own-2"}, {"provider": "claude"}],
    },
    {"alias": "meta/llama", "routes": [{"provider": "hospital", "model": "llama"}]},
    {"alias": "*", "routes": [{"provider": "claude"}, {"provider": "hospital", "model": "own-1"}]},
]  # fmt: skip


@pytest.fixture
def config() -> Config:
    return configured(MAPPED)


@pytest.mark.parametrize(
    ("name", "routes"),
    [
        ("hospital:own-7", [("hospital", "own-7")]),
        ("HOSPITAL:own-7", [("hospital", "own-7")]),
        ("own-7#hospital", [("hospital", "own-7")]),
        ("own-7[1m]#hospital", [("hospital", "own-7")]),
        ("hospital:own-7[1m]", [("hospital", "own-7")]),
        ("here:qwen3:8b", [("here", "qwen3:8b")]),
        ("ollama:qwen3:0.6b", [("here", "qwen3:0.6b")]),
        ("anthropic:claude-opus-4-8", [("claude", "claude-opus-4-8")]),
        ("anthropic:anthropic/claude-opus-4-8", [("claude", "claude-opus-4-8")]),
        ("hospital:meta-llama/llama-4", [("hospital", "meta-llama/llama-4")]),
        # an alias and a provider of it: that route of the mapping
        ("hospital:claude-sonnet-5", [("hospital", "own-2")]),
        ("claude-sonnet-5#claude", [("claude", "claude-sonnet-5")]),
        # an alias that is spelled so wins
        ("qwen3:8b", [("here", "qwen3:8b")]),
        ("meta/llama", [("hospital", "llama")]),
        # no provider is called so: a name like any other
        ("nobody:x", [("claude", "nobody:x"), ("hospital", "own-1")]),
        ("x#nobody", [("claude", "x#nobody"), ("hospital", "own-1")]),
        (":x", [("claude", ":x"), ("hospital", "own-1")]),
        # a creator is not a provider: whoever offers the model may answer
        ("anthropic/claude-sonnet-5", [("hospital", "own-2"), ("claude", "claude-sonnet-5")]),
        ("anthropic/claude-opus-4-8", [("claude", "claude-opus-4-8"), ("hospital", "own-1")]),
    ],
)
def test_an_id_leads_to_its_routes(config: Config, name: str, routes: list[tuple[str, str]]) -> None:
    assert routes_of(asking(model=name), config) == routes


def test_an_exact_id_has_no_fallback_and_the_options_of_its_route() -> None:
    routes = [{"provider": "here", "model": "q", "images": "no"}, {"provider": "hospital", "model": "q"}]
    found = wanted(configured([{"alias": "n", "routes": routes}]), "here:q")
    assert found.exact
    assert [dict(route.options) for route in found.routes] == [{"images": "no"}]


def test_a_provider_that_the_mapping_does_not_lead_to_is_not_reached_by_an_id() -> None:
    only = ModelMapping("*", (Route("here", "qwen3"),))
    config = replace(configured(), models=(only,))
    assert routes_of(asking(model="hospital:own-7"), config) == [("here", "qwen3")]
    assert routes_of(asking(model="here:own-7"), config) == [("here", "own-7")]


def test_several_of_a_kind_must_be_told_apart() -> None:
    config = configured(hospital={"profile": "ollama"})
    error = refused(config=config, model="ollama:qwen3")
    assert (error.status, error.param) == (400, "model")
    assert error.details == {"providers": ["hospital", "here"]}


def test_a_provider_is_known_by_its_name_then_by_whose_it_is_then_by_its_kind() -> None:
    providers = configured().providers
    assert [each.name for each in named(providers, " openai-EU ")] == ["OpenAI-eu"]
    assert [each.name for each in named(providers, "ollama")] == ["here"]
    assert [each.name for each in named(providers, "openai")] == ["OpenAI-eu"]
    assert [each.name for each in named(providers, "anthropic")] == ["claude"]
    assert [each.name for each in named(providers, "demo")] == ["demo"]
    assert named(providers, "nobody") == ()
    elsewhere = Provider("x", "openai", "https://llm.example/v1")
    assert owner_of(elsewhere) == ""
    assert named((elsewhere,), "openai") == (elsewhere,)


@pytest.mark.parametrize(
    ("url", "kind", "name", "model"),
    [
        ("https://api.openai.com/v1", "openai", "openai/gpt-5", "gpt-5"),
        ("https://x.openai.azure.com/openai/v1", "openai", "openai/gpt-5", "gpt-5"),
        ("https://generativelanguage.googleapis.com/v1beta/openai", "openai", "google/gemini-3", "gemini-3"),
        ("https://openrouter.ai/api/v1", "openai", "openai/gpt-5", "openai/gpt-5"),
        ("https://llm.example/v1", "openai", "openai/gpt-5", "openai/gpt-5"),
        ("https://api.anthropic.com", "anthropic", "anthropic/claude-x", "claude-x"),
        ("https://api.anthropic.com", "anthropic", "openai/gpt-5", "openai/gpt-5"),
    ],
)
def test_who_makes_a_model_knows_it_without_its_creator(url: str, kind: str, name: str, model: str) -> None:
    provider = Provider("p", kind, url)
    assert model_at(provider, Route("p"), name) == model
    assert model_at(provider, Route("p", "fixed"), name) == "fixed"
