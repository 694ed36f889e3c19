"""A local key with a mapping and a PHI mode of its own, through the real proxy."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from proxy_core.config import ConfigError
from proxy_core.policy.baa import ending
from tests.fakes.answers import message, text_block
from tests.fakes.clock import START
from tests.fakes.proxy import PATIENT, ask, proxy
from tests.fakes.requests import config
from tests.fakes.upstream import Step, Upstream, reply

HELLO = message([text_block("Hello")])
COMMON = "scrub_live_" + "c" * 32
OWN = "scrub_live_" + "o" * 32


def keys(**fields: Any) -> list[dict[str, Any]]:
    return [
        {"name": name, "sha256": hashlib.sha256(secret.encode()).hexdigest(), **more}
        for name, secret, more in (("common", COMMON, {}), ("own", OWN, fields))
    ]


def two(one: str, other: str, **fields: Any) -> dict[str, Any]:
    return {
        "providers": [
            {"name": name, "kind": "anthropic", "base_url": url, "auth": "none"}
            for name, url in (("one", one), ("other", other))
        ],
        "models": [{"alias": "*", "routes": [{"provider": "one", "model": "one-1"}]}],
        "keys": keys(**fields),
    }


PROFILE = [{"alias": "house", "routes": [{"provider": "other", "model": "other-1"}]}]


async def test_a_key_has_a_mapping_of_its_own_in_place_of_the_common_one() -> None:
    with Upstream([Step(reply(HELLO))]) as one, Upstream([Step(reply(HELLO))]) as other:
        async with proxy(two(one.url, other.url, models=PROFILE)) as near:
            asked = ask(model="house")
            for secret in (COMMON, OWN):
                assert (await near.post(asked, headers={"x-api-key": secret}))[0] == 200
            status, _, body = await near.post(ask(model="any"), headers={"x-api-key": OWN})
            assert (status, body["error"]["code"]) == (404, "MODEL_NOT_MAPPED")
            async with near.client.get(f"{near.url}/v1/models", headers={"x-api-key": OWN}) as answer:
                assert [each["id"] for each in (await answer.json())["data"]] == ["house"]
            async with near.client.get(f"{near.url}/v1/models/any", headers={"x-api-key": OWN}) as answer:
                assert answer.status == 404
    assert one.requests[0].json["model"] == "one-1"
    assert other.requests[0].json["model"] == "other-1"


@pytest.mark.parametrize(("common", "own"), [("redact", "block"), ("block", "redact")])
async def test_a_key_has_a_phi_mode_of_its_own(common: str, own: str) -> None:
    with Upstream([Step(reply(HELLO))]) as one:
        sections = {**two(one.url, one.url, privacy_mode=own), "privacy": {"mode": common}}
        async with proxy(sections) as near:
            for secret, mode in ((COMMON, common), (OWN, own)):
                status, _, body = await near.post(ask(PATIENT), headers={"x-api-key": secret})
                assert status == (403 if mode == "block" else 200), body
                counted, _, _ = await near.post(
                    ask(PATIENT), "/v1/messages/count_tokens", headers={"x-api-key": secret}
                )
                assert (counted == 403) is (mode == "block")


def test_what_is_no_mode_or_no_mapping_is_named() -> None:
    for fields, path in (
        ({"privacy_mode": "off"}, r"keys\[1\].privacy_mode"),
        ({"models": [{"alias": "a", "routes": []}]}, r"keys\[1\].models\[0\].routes"),
        (
            {"models": [{"alias": "a", "routes": [{"provider": "x"}]}]},
            r"keys\[1\].models\[0\].routes\[0\].prov",
        ),
        ({"models": [*PROFILE, *PROFILE]}, r"keys\[1\].models\[1\].alias"),
    ):
        with pytest.raises(ConfigError, match=path):
            config(**two("https://a.example", "https://b.example", **fields))


def test_the_configuration_is_the_same_for_a_key_without_its_own() -> None:
    made = config(**two("https://a.example", "https://b.example", models=PROFILE))
    common, own = made.keys
    assert made.seen_by(None) is made
    assert made.seen_by(common) is made
    assert [each.alias for each in made.seen_by(own).models] == ["house"]
    assert [each.alias for each in made.mappings] == ["*", "house"]


def test_an_agreement_that_ends_is_told_of_for_a_keys_own_route_too() -> None:
    table = two("https://a.example", "https://b.example", models=PROFILE)
    table["providers"][1]["baa"] = {"status": "signed", "expires_on": START.date()}
    assert [provider.name for provider, _ in ending(config(**table), START.date())] == ["other"]
