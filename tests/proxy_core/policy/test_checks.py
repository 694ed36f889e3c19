"""What a request must pass before it is looked at: an ordered list, each with its own refusal."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from proxy_core.auth import ALL_SCOPES, Principal
from proxy_core.config import ConfigError, default_config
from proxy_core.errors import ProxyError
from proxy_core.exchange import Authorized, Parsed, Received, Surface
from proxy_core.policy.checks import CHECKS, check, check_model, model, scope, stored_content
from tests.fakes.clock import START
from tests.fakes.requests import config, parsed


def request(*scopes: str, **fields: Any) -> Parsed:
    received = Received("req_1", Surface.MESSAGES, MappingProxyType({}), b"", START, 0.0)
    principal = Principal("laptop", scopes)
    return Parsed(Authorized(received, principal), {"model": "m", **fields}, "m", False, "")


def refusal(parsed: Parsed) -> ProxyError:
    with pytest.raises(ProxyError) as caught:
        check(parsed, default_config())
    return caught.value


def test_a_key_with_the_scope_passes() -> None:
    check(request("ai:chat"), default_config())
    check(request(*ALL_SCOPES), default_config())


@pytest.mark.parametrize("scopes", [(), ("debug",), ("control:read", "ai"), ("AI:CHAT",)])
def test_a_key_without_it_does_not(scopes: tuple[str, ...]) -> None:
    error = refusal(request(*scopes))
    assert (error.code, error.details) == ("MISSING_SCOPE", {"required_scope": "ai:chat"})


@pytest.mark.parametrize("value", [True, False, None, "canary"])
def test_a_wish_to_store_is_refused_whatever_it_says(value: Any) -> None:
    error = refusal(request("ai:chat", store=value))
    assert (error.code, error.status, error.param) == ("UNSUPPORTED_PARAMETER", 400, "store")
    assert "canary" not in error.message


def test_who_may_ask_is_looked_at_before_what_is_asked() -> None:
    assert (scope, model, stored_content) == CHECKS
    assert refusal(request("debug", store=True)).code == "MISSING_SCOPE"


ALLOWED = config(policy={"models_allowed": ["claude-sonnet-*", "house"]})


@pytest.mark.parametrize("name", ["claude-sonnet-5", "claude-sonnet-4-6[1m]", "house", "house[1m]"])
def test_a_listed_model_may_be_asked_for(name: str) -> None:
    check_model(name, ALLOWED)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("claude-opus-4-8", "OPUS_NOT_ENABLED"),
        ("CLAUDE-OPUS-4-8", "OPUS_NOT_ENABLED"),
        ("azure:claude-opus-4-8", "OPUS_NOT_ENABLED"),
        ("claude-haiku-4-5", "MODEL_NOT_ENABLED"),
        ("house-2", "MODEL_NOT_ENABLED"),
        ("House", "MODEL_NOT_ENABLED"),
    ],
)
def test_any_other_is_refused_by_name(name: str, code: str) -> None:
    with pytest.raises(ProxyError) as caught:
        check_model(name, ALLOWED)
    assert (caught.value.code, caught.value.param, caught.value.status) == (code, "model", 403)
    assert name in caught.value.message
    assert "house" in caught.value.message


def test_an_empty_list_allows_all_and_the_check_is_among_the_others() -> None:
    check_model("anything", config())
    with pytest.raises(ProxyError, match="OPUS_NOT_ENABLED"):
        check(parsed({"model": "claude-opus-4-8"}), ALLOWED)


@pytest.mark.parametrize("pattern", ["", "a*b", "two words", "*x"])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(ConfigError, match="number 2"):
        config(policy={"models_allowed": ["*", pattern]})
