"""What a request must pass before it is looked at: an ordered list, each with its own refusal."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from proxy_core.auth import ALL_SCOPES, Principal
from proxy_core.config import default_config
from proxy_core.errors import ProxyError
from proxy_core.exchange import Authorized, Parsed, Received, Surface
from proxy_core.policy.checks import CHECKS, check, scope, stored_content
from tests.fakes.clock import START


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
    assert (scope, stored_content) == CHECKS
    assert refusal(request("debug", store=True)).code == "MISSING_SCOPE"
