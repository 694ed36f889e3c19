"""Which mapping answers to a name: exact before wildcard, long before short, `[1m]` only where named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.config import ModelMapping, Route
from proxy_core.errors import ProxyError
from proxy_core.routing.mapping import resolve, routes_for, upstream_model


def mapped(*aliases: str) -> tuple[ModelMapping, ...]:
    return tuple(ModelMapping(alias, (Route("demo", alias),)) for alias in aliases)


ALL = mapped("*", "claude-*", "claude-opus-*", "claude-opus-4-8", "gpt", "claude-sonnet-5[1m]")


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("claude-opus-4-8", "claude-opus-4-8"),
        ("claude-opus-4-8-20260101", "claude-opus-*"),
        ("claude-opus-", "claude-opus-*"),
        ("claude-opus", "claude-*"),
        ("claude-", "claude-*"),
        ("claude", "*"),
        ("Claude-opus-4-8", "*"),
        ("gpt", "gpt"),
        ("gpt-5", "*"),
        ("", "*"),
        ("claude-opus-4-8[1m]", "claude-opus-4-8"),
        ("gpt[1m]", "gpt"),
        ("claude-opus-5[1m]", "claude-opus-*"),
        ("claude-sonnet-5[1m]", "claude-sonnet-5[1m]"),
        ("claude-sonnet-5", "claude-*"),
        ("unknown[1m]", "*"),
        ("[1m]", "*"),
    ],
)
def test_the_most_exact_alias_answers(name: str, alias: str) -> None:
    for models in (ALL, ALL[::-1]):
        found = resolve(models, name)
        assert found is not None
        assert found.alias == alias


@pytest.mark.parametrize("name", ["claude", "xclaude-opus-4-8", " claude-opus-4-8", "other", "other[1m]", ""])
def test_without_a_catch_all_a_name_may_have_no_answer(name: str) -> None:
    assert resolve(mapped("claude-opus-*", "claude-opus-4-8"), name) is None


def test_a_wildcard_that_names_the_long_context_takes_it() -> None:
    models = mapped("claude-opus-4-8", "claude-opus-4-8[*", "*")
    assert resolve(models, "claude-opus-4-8[1m]") is models[1]
    assert resolve(models, "claude-opus-4-8") is models[0]


names = st.text(st.sampled_from("ab[1m]*-"), max_size=6)


@given(st.lists(names.filter(lambda alias: "*" not in alias[:-1] and alias), unique=True), names)
def test_what_answers_fits_and_nothing_that_is_closer_does(aliases: list[str], name: str) -> None:
    bare = name.removesuffix("[1m]")
    found = resolve(mapped(*aliases), name)
    fitting = [
        alias
        for alias in aliases
        if alias in (name, bare)
        or (alias.endswith("*") and (bare.startswith(alias[:-1]) or name.startswith(alias[:-1])))
    ]
    assert (found is None) == (not fitting)
    if found is not None:
        assert found.alias in fitting
        closest = max(fitting, key=lambda alias: (alias == name, len(alias.removesuffix("*")), alias == bare))
        assert found.alias == closest


@pytest.mark.parametrize(
    ("route", "name", "model"),
    [
        (Route("p", "gpt-5.2"), "claude-opus-4-8[1m]", "gpt-5.2"),
        (Route("p", "m[1m]"), "x", "m[1m]"),
        (Route("p"), "claude-opus-4-8", "claude-opus-4-8"),
        (Route("p"), "claude-opus-4-8[1m]", "claude-opus-4-8"),
    ],
)
def test_an_upstream_is_asked_for_the_routes_model_or_for_the_name_without_the_mark(
    route: Route, name: str, model: str
) -> None:
    assert upstream_model(route, name) == model


def test_the_routes_come_in_their_order() -> None:
    routes = (Route("a"), Route("b"), Route("c"))
    assert routes_for((ModelMapping("*", routes),), "anything") == routes


def test_a_name_without_an_answer_is_told_what_there_is() -> None:
    with pytest.raises(ProxyError) as caught:
        routes_for(mapped("one", "two-*"), "three")
    error = caught.value
    assert (error.code, error.status, error.param) == ("MODEL_NOT_MAPPED", 404, "model")
    assert "'three'" in error.message
    assert "There are: one, two-*." in error.message
    assert error.details == {"model": "three", "aliases": ["one", "two-*"]}


def test_neither_a_long_name_nor_many_aliases_make_a_long_error() -> None:
    with pytest.raises(ProxyError) as caught:
        routes_for(mapped(*(f"alias-{number}" for number in range(1000))), "x" * 256)
    assert len(caught.value.details["aliases"]) == 50
    assert len(caught.value.message) < 1000


def test_with_no_mapping_at_all_it_says_so() -> None:
    with pytest.raises(ProxyError, match="none yet"):
        routes_for((), "m")
