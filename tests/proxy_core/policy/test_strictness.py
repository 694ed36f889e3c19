"""What becomes of fields that are not Anthropic's."""

from __future__ import annotations

import typing
from typing import Any

import pytest
from anthropic.types import message_create_params
from anthropic.types.beta import message_create_params as beta_params

from proxy_core.errors import ProxyError
from proxy_core.policy.strictness import ANTHROPIC_FIELDS, GATEWAY_FIELDS, judge_fields, shown
from tests.fakes.answers import message, text_block
from tests.fakes.proxy import ask, one_provider, proxy
from tests.fakes.requests import config, parsed
from tests.fakes.upstream import Step, Upstream, reply

BETA = {"anthropic-beta": "new-2027-01-01"}


def judged(
    body: dict[str, Any], setting: str = "auto", **headers: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = judge_fields(parsed(body, named), config(policy={"strictness": setting}))
    return dict(request.body), request.warnings


def test_every_field_of_the_official_sdk_is_known() -> None:
    for module in (message_create_params, beta_params):
        for kind in (module.MessageCreateParamsStreaming, module.MessageCreateParamsNonStreaming):
            assert set(typing.get_type_hints(kind)) <= ANTHROPIC_FIELDS


def test_no_field_is_both() -> None:
    assert not ANTHROPIC_FIELDS & GATEWAY_FIELDS


def test_fields_of_gateways_are_taken_here() -> None:
    body, warnings = judged({**ask(), "session_id": "s", "provider": {"order": ["a"]}})
    assert body == ask()
    assert warnings == ()


def test_an_unknown_field_is_refused_by_its_name() -> None:
    with pytest.raises(ProxyError) as caught:
        judged({**ask(), "frequency_penalty": 1})
    assert (caught.value.code, caught.value.param) == ("UNSUPPORTED_PARAMETER", "frequency_penalty")


def test_a_client_that_announces_betas_gets_its_fields_through() -> None:
    body, warnings = judged({**ask(), "novelty": 1}, **BETA)
    assert body["novelty"] == 1
    assert warnings == ("novelty is unknown to this proxy and was sent on",)


@pytest.mark.parametrize(
    ("setting", "header", "left", "warned"),
    [
        ("warn", "", False, True),
        ("off", "", False, False),
        ("error", "warn", False, True),
        ("error", "OFF", False, False),
        ("off", "nonsense", False, True),
    ],
)
def test_the_header_wins_over_the_setting(setting: str, header: str, left: bool, warned: bool) -> None:
    body, warnings = judged({**ask(), "novelty": 1}, setting, x_scrubroom_strictness=header)
    assert ("novelty" in body) is left
    assert bool(warnings) is warned


@pytest.mark.parametrize("name", ["x_aistats_strictness", "x_phaseo_strictness"])
def test_other_gateways_headers_are_read(name: str) -> None:
    body, warnings = judged({**ask(), "novelty": 1}, **{name: "warn"})
    assert "novelty" not in body
    assert warnings


def test_a_header_of_an_unknown_strictness_is_answered_clearly() -> None:
    _, warnings = judged(ask(), x_scrubroom_strictness="very")
    assert warnings == ("x-scrubroom-strictness must be error, warn or off: taken as warn",)


@pytest.mark.parametrize("name", ["Maria Gonzalez", "ssn 536-22-8741", "mrn_00482913", "", "ä"])
def test_a_name_that_may_be_somebodys_text_is_not_repeated(name: str) -> None:
    assert shown(name) == "a field"
    with pytest.raises(ProxyError) as caught:
        judged({**ask(), name: 1})
    assert caught.value.param == "a field"
    assert "Gonzalez" not in caught.value.message


async def test_the_client_is_told_in_a_header_and_the_log_in_a_note() -> None:
    with Upstream([Step(reply(message([text_block("Hi")])))]) as far:
        async with proxy(one_provider(far.url)) as near:
            _, headers, _ = await near.post(
                {**ask(), "novelty": 1, "session_id": "s-1"}, headers={"x-scrubroom-strictness": "warn"}
            )
            entry = await near.last_entry()
    assert headers["x-gateway-warnings"] == "novelty is unknown and was left out"
    assert entry.notes == ("novelty is unknown and was left out",)
    assert entry.session == "s-1"
    assert set(far.asked[0].json) == set(ask())


WISH = {"provider": {"order": ["a"], "quantizations": ["fp8"]}}


def test_what_is_asked_of_the_route_is_kept() -> None:
    request = judge_fields(parsed({**ask(), "provider": {"zdr": True}, "debug": {}}), config())
    assert dict(request.gateway) == {"provider": {"zdr": True}, "debug": {}}
    assert dict(judge_fields(parsed(ask()), config()).gateway) == {}


@pytest.mark.parametrize(("setting", "headers"), [("auto", BETA), ("warn", {}), ("off", {})])
def test_a_wish_that_nobody_heeds_is_told_whatever_the_strictness(
    setting: str, headers: dict[str, str]
) -> None:
    body, warnings = judged({**ask(), **WISH}, setting, **headers)
    assert body == ask()
    assert warnings == ("provider.quantizations is unknown to this proxy and is not heeded",)


def test_a_wish_that_nobody_knows_is_refused_by_its_path() -> None:
    with pytest.raises(ProxyError) as caught:
        judged({**ask(), **WISH})
    assert (caught.value.code, caught.value.param) == ("UNSUPPORTED_PARAMETER", "provider.quantizations")
    with pytest.raises(ProxyError) as caught:
        judged({**ask(), "provider": {"Maria Gonzalez": True}})
    assert caught.value.param == "provider.a field"
