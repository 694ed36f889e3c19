"""What Claude Code must find in its environment."""

from __future__ import annotations

import pytest

from app.claude_environment import (
    ELSEWHERE,
    KEY_HEADER,
    environment,
    needs_own_login,
    process_environment,
    proxied,
)
from proxy_core.auth import KEY_HEADERS
from proxy_core.config import ModelMapping, Route, parse_config

URL = "http://127.0.0.1:7440"


def models(*aliases: str) -> list[ModelMapping]:
    return [ModelMapping(alias, (Route("local"),)) for alias in aliases]


def test_the_address_the_token_and_the_silence() -> None:
    assert environment(URL + "/", "scrub_live_x") == {
        "ANTHROPIC_BASE_URL": URL,
        "ANTHROPIC_AUTH_TOKEN": "scrub_live_x",
        "ANTHROPIC_API_KEY": "",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL": "1",
        "CLAUDE_CODE_ATTRIBUTION_HEADER": "0",
        "CLAUDE_CODE_DISABLE_LEGACY_MODEL_REMAP": "1",
        "CLAUDE_STREAM_IDLE_TIMEOUT_MS": "900000",
        "API_TIMEOUT_MS": "600000",
    }


def test_without_a_key_the_owners_login_still_stays_at_home() -> None:
    assert environment(URL, "")["ANTHROPIC_AUTH_TOKEN"] != ""


@pytest.mark.parametrize(
    ("aliases", "chosen"),
    [
        ([], {}),
        (["*"], {}),
        (["claude-*", "gpt-5"], {}),
        (["gpt-*"], {}),
        (["gpt-5"], {"OPUS": "gpt-5", "SONNET": "gpt-5", "HAIKU": "gpt-5"}),
        (["big", "my-haiku", "claude-opus-*"], {"SONNET": "big", "HAIKU": "my-haiku"}),
    ],
)
def test_a_family_without_a_mapping_is_sent_to_a_name_that_has_one(
    aliases: list[str], chosen: dict[str, str]
) -> None:
    found = environment(URL, "", models(*aliases))
    assert {key: value for key, value in found.items() if key.endswith("_MODEL")} == {
        f"ANTHROPIC_DEFAULT_{family}_MODEL": model for family, model in chosen.items()
    }


def test_where_the_owners_login_is_passed_on_the_local_key_has_a_header_of_its_own() -> None:
    found = environment(URL, "scrub_live_x", own_login=True, headers="X-Team: a\nX-Scrubroom-Api-Key: old")
    assert found["ANTHROPIC_CUSTOM_HEADERS"] == "X-Team: a\nx-scrubroom-api-key: scrub_live_x"
    assert "ANTHROPIC_AUTH_TOKEN" not in found
    assert "ANTHROPIC_API_KEY" not in found
    assert "ANTHROPIC_CUSTOM_HEADERS" not in environment(URL, "", own_login=True)
    kept = {"ANTHROPIC_API_KEY": "sk-own", "ANTHROPIC_CUSTOM_HEADERS": "X-Team: a"}
    process = process_environment(kept, URL, "t", own_login=True)
    assert process["ANTHROPIC_API_KEY"] == "sk-own"
    assert process["ANTHROPIC_CUSTOM_HEADERS"] == "X-Team: a\nx-scrubroom-api-key: t"


@pytest.mark.parametrize(
    ("auth", "routed", "needed"), [("client", True, True), ("client", False, False), ("keyring", True, False)]
)
def test_the_login_is_needed_where_a_route_passes_it_on(auth: str, routed: bool, needed: bool) -> None:
    provider = {"name": "a", "kind": "anthropic", "base_url": "https://example.com", "auth": auth}
    models_ = [{"alias": "*", "routes": [{"provider": "a" if routed else "demo"}]}]
    assert needs_own_login(parse_config({"providers": [provider], "models": models_})) is needed


def test_the_header_is_one_that_the_proxy_reads() -> None:
    assert KEY_HEADER in KEY_HEADERS


def test_a_process_keeps_its_environment_but_not_its_ways_past_the_proxy() -> None:
    inherited = {"PATH": "/bin", "ANTHROPIC_API_KEY": "sk-own", **dict.fromkeys(ELSEWHERE, "1")}
    found = process_environment(inherited, URL, "t")
    assert found["PATH"] == "/bin"
    assert found["ANTHROPIC_API_KEY"] == ""
    assert found["CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST"] == "1"
    assert not set(ELSEWHERE) & set(found)
    assert "NO_PROXY" not in found


def test_a_forward_proxy_does_not_see_what_goes_to_this_machine() -> None:
    found = process_environment(
        {"http_proxy": "http://proxy:3128", "no_proxy": "example.com, localhost"}, URL, "t"
    )
    assert found["no_proxy"] == "example.com,localhost,127.0.0.1,::1"
    assert found["NO_PROXY"] == "127.0.0.1,localhost,::1"


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://p"}, None),
        ({"HTTP_PROXY": "http://p"}, "HTTP_PROXY"),
        ({"all_proxy": "socks5://p"}, "all_proxy"),
        ({"http_proxy": "http://p", "NO_PROXY": "example.com"}, "http_proxy"),
        ({"http_proxy": "http://p", "no_proxy": "a, 127.0.0.1"}, None),
        ({"http_proxy": "http://p", "NO_PROXY": "*"}, None),
    ],
)
def test_a_proxy_in_the_way_is_seen(environ: dict[str, str], name: str | None) -> None:
    assert proxied(environ) == name
