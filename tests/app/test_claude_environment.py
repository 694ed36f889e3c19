"""What Claude Code must find in its environment."""

from __future__ import annotations

import pytest

from app.claude_environment import ELSEWHERE, environment, process_environment, proxied
from proxy_core.config import ModelMapping, Route

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
