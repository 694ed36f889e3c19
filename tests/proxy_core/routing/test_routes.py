"""The routes that may take a request: in order, and without those that PHI may not take."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from proxy_core.auth import ANYBODY
from proxy_core.config import Config, parse_config
from proxy_core.errors import ProxyError
from proxy_core.exchange import Authorized, Parsed, Received, Redacted, Surface
from proxy_core.privacy.guard import Guard
from proxy_core.providers import KIND_BY_NAME, OPTION_CHECKS
from proxy_core.routing.routes import route
from tests.fakes.clock import START

TODAY = date(2026, 3, 14)
PHI = "SSN 219-09-9999"


def request(text: str, model: str = "m") -> Redacted:
    received = Received("req_1", Surface.MESSAGES, MappingProxyType({}), b"{}", START, 0.0)
    body = {"model": model, "max_tokens": 1, "messages": [{"role": "user", "content": text}]}
    parsed = Parsed(Authorized(received, ANYBODY), body, model, False, "")
    return Redacted(parsed, Guard(b"k" * 16).redact(body))


def provider(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "kind": "anthropic", "base_url": "https://example.com", **fields}


def config(rule: str = "phi", expires: date = TODAY) -> Config:
    names = ["uncovered", "signed", "local"]
    return parse_config(
        {
            "policy": {"require_baa": rule},
            "providers": [
                provider("uncovered"),
                provider("signed", baa={"status": "signed", "expires_on": expires}),
                provider("local", base_url="http://127.0.0.1:9"),
            ],
            "models": [
                {"alias": "m", "routes": [{"provider": name, "model": f"{name}-m"} for name in names]},
                {"alias": "out", "routes": [{"provider": "uncovered"}, {"provider": "signed"}]},
                {"alias": "pass", "routes": [{"provider": "local", "key_header": "bearer"}]},
            ],
        },
        OPTION_CHECKS,
    )


def taken(text: str, settings: Config, model: str = "m") -> list[str]:
    return [candidate.provider.name for candidate in route(request(text, model), settings, TODAY).candidates]


def test_without_phi_every_route_may_be_tried_in_order() -> None:
    assert taken("hello", config()) == ["uncovered", "signed", "local"]


def test_phi_takes_only_the_covered_ones() -> None:
    assert taken(PHI, config()) == ["signed", "local"]
    assert taken(PHI, config(expires=TODAY - timedelta(days=1))) == ["local"]
    assert taken(PHI, config(expires=TODAY + timedelta(days=1))) == ["signed", "local"]


def test_the_rule_may_ask_for_more_or_less() -> None:
    assert taken("hello", config("always")) == ["signed", "local"]
    assert taken(PHI, config("off")) == ["uncovered", "signed", "local"]


def test_with_no_covered_route_it_is_refused_with_each_ones_reason() -> None:
    with pytest.raises(ProxyError) as caught:
        route(request(PHI, "out"), config(expires=date(2026, 3, 13)), TODAY)
    error = caught.value
    assert (error.code, error.status) == ("BAA_REQUIRED", 402)
    assert error.details == {"providers": ["uncovered", "signed"]}
    assert "'uncovered' has none on record" in error.message
    assert "'signed' has one that expired on 2026-03-13" in error.message
    assert "219-09" not in f"{error} {error.details}"


def test_a_candidate_knows_its_kind_its_model_and_its_options() -> None:
    (candidate,) = route(request("hi", "pass"), config(), TODAY).candidates
    assert candidate.kind is KIND_BY_NAME["anthropic"]
    assert candidate.model == "pass"
    assert dict(candidate.route.options) == {"key_header": "bearer"}
    first = route(request("hi"), config(), TODAY).candidates[0]
    assert first.model == "uncovered-m"


def test_a_model_that_nothing_answers_to_is_not_found() -> None:
    with pytest.raises(ProxyError, match="MODEL_NOT_MAPPED"):
        route(request("hi", "nobody"), config(), TODAY)
