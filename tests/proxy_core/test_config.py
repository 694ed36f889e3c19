"""A configuration is complete and valid, or it is refused by the path of what is wrong."""

from __future__ import annotations

import math
import tomllib
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from proxy_core.config import (
    DEMO,
    Auth,
    Baa,
    Config,
    ConfigError,
    Kinds,
    Provider,
    Route,
    alias_problem,
    default_config,
    is_loopback,
    name_problem,
    parse_auth,
    parse_config,
)
from proxy_core.settings import SETTINGS

HASH = "0" * 64


def any_option(key: str, value: object) -> str | None:
    return "must not be bad" if value == "bad" else None


KINDS: Kinds = {"openai": any_option, "demo": any_option}
FULL = """
version = 1
[server]
port = 8000
allowed_hosts = ["proxy.lan"]
[policy]
require_baa = "always"
[[providers]]
name = "azure"
kind = "openai"
base_url = "https://example.openai.azure.com/openai/v1/"
baa = { status = "signed", signed_on = 2026-01-31, expires_on = 2027-01-31, reference = "MSA-2231" }
api_version = "preview"
[[providers]]
name = "local"
kind = "openai"
base_url = "http://127.0.0.1:8080/v1"
auth = "none"
[[models]]
alias = "claude-sonnet-*"
routes = [ { provider = "azure", model = "gpt-5.2", vision = false }, { provider = "local" } ]
[[keys]]
name = "laptop"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
last_four = "x7Qa"
rpm = 60
budget_usd = 12.5
"""


def full() -> dict[str, Any]:
    return tomllib.loads(FULL)


def refusal(data: dict[str, Any], kinds: Kinds | None = None) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse_config(data, kinds)
    return caught.value


def with_provider(**changes: Any) -> dict[str, Any]:
    return {"providers": [{"name": "p", "kind": "openai", "base_url": "https://example.com/v1", **changes}]}


def with_key(**changes: Any) -> dict[str, Any]:
    return {"keys": [{"name": "k", "sha256": HASH, **changes}]}


# ---------------------------------------------------------------- what is read


def test_every_field_of_the_file_arrives() -> None:
    config = parse_config(full(), KINDS)
    azure, local, demo = config.providers
    assert azure.base_url == "https://example.openai.azure.com/openai/v1"
    assert azure.auth == Auth("keyring")
    assert azure.baa == Baa("signed", date(2026, 1, 31), date(2027, 1, 31), "MSA-2231")
    assert dict(azure.options) == {"api_version": "preview"}
    assert (local.auth, local.local, demo) == (Auth("none"), True, DEMO)
    assert config.models[0].alias == "claude-sonnet-*"
    assert [(route.provider, route.model) for route in config.models[0].routes] == [
        ("azure", "gpt-5.2"),
        ("local", ""),
    ]
    assert dict(config.models[0].routes[0].options) == {"vision": False}
    key = config.keys[0]
    assert (key.name, key.sha256, key.last_four, key.scopes) == ("laptop", HASH, "x7Qa", ("ai:chat",))
    assert (key.rpm, key.daily, key.budget_usd) == (60, None, 12.5)
    assert config["server.port"] == 8000
    assert config["server.allowed_hosts"] == ["proxy.lan"]
    assert config["policy.require_baa"] == "always"


def test_what_is_not_in_the_file_has_its_default() -> None:
    config = parse_config(full())
    assert set(config.settings) == set(SETTINGS)
    assert config["server.host"] == "127.0.0.1"


def test_with_no_configuration_the_demo_answers_to_every_name() -> None:
    config = default_config()
    assert config.providers == (DEMO,)
    assert [(mapping.alias, mapping.routes) for mapping in config.models] == [("*", (Route("demo"),))]
    assert config.keys == ()


def test_a_provider_without_a_mapping_answers_to_nothing() -> None:
    assert parse_config(with_provider()).models == ()
    assert parse_config({"models": []}).models == ()


def test_a_provider_of_the_users_may_be_named_demo() -> None:
    config = parse_config(with_provider(name="demo"))
    assert [provider.kind for provider in config.providers] == ["openai"]


def test_a_provider_is_found_by_its_name() -> None:
    config = parse_config(full())
    assert config.provider("local").base_url == "http://127.0.0.1:8080/v1"
    with pytest.raises(KeyError):
        config.provider("nobody")


def test_one_configuration_cannot_change_the_next_ones_defaults() -> None:
    first = default_config()["server.allowed_origins"]
    if isinstance(first, list):
        first.append("http://evil.example")
    assert list(default_config()["server.allowed_origins"]) == []


# ---------------------------------------------------------------- what is refused, and where


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"version": "1"}, "version"),
        ({"version": True}, "version"),
        ({"version": 0}, "version"),
        ({"version": 2}, "version"),
        ({"polcy": {}}, "polcy"),
        ({"policy": {"require_ba": "off"}}, "policy.require_ba"),
        ({"policy": 5}, "policy"),
        ({"policy": []}, "policy"),
        ({"policy": {"require_baa": "never"}}, "policy.require_baa"),
        ({"server": {"port": "7440"}}, "server.port"),
        ({"server": {"port": 65536}}, "server.port"),
        ({"server": {"port": True}}, "server.port"),
        ({"server": {"port": {}}}, "server.port"),
        ({"providers": {}}, "providers"),
        ({"providers": [1]}, "providers"),
        ({"providers": [{}]}, "providers[0].name"),
        (with_provider(name="a b"), "providers[0].name"),
        (with_provider(name=5), "providers[0].name"),
        (with_provider(kind=None), "providers[0].kind"),
        (with_provider(kind="opnai"), "providers[0].kind"),
        (with_provider(auth="keyrng"), "providers[0].auth"),
        (with_provider(auth="env:"), "providers[0].auth"),
        (with_provider(auth="command: "), "providers[0].auth"),
        (with_provider(auth="none:x"), "providers[0].auth"),
        (with_provider(auth=["none"]), "providers[0].auth"),
        (with_provider(baa="signed"), "providers[0].baa"),
        (with_provider(baa={"status": "yes"}), "providers[0].baa.status"),
        (with_provider(baa={"expires": 1}), "providers[0].baa.expires"),
        (with_provider(baa={"status": "signed", "expires_on": "2027-01-31"}), "providers[0].baa.expires_on"),
        (
            with_provider(baa={"status": "signed", "signed_on": datetime(2027, 1, 1, tzinfo=UTC)}),
            "providers[0].baa.signed_on",
        ),
        (
            with_provider(baa={"signed_on": date(2026, 1, 2), "expires_on": date(2026, 1, 1)}),
            "providers[0].baa.expires_on",
        ),
        (with_provider(baa={"reference": 5}), "providers[0].baa.reference"),
        (with_provider(baa={"attested_by": 5}), "providers[0].baa.attested_by"),
        ({"providers": with_provider()["providers"] * 2}, "providers[1].name"),
        ({"models": [{}]}, "models[0].alias"),
        ({"models": [{"alias": ""}]}, "models[0].alias"),
        ({"models": [{"alias": "a*b"}]}, "models[0].alias"),
        ({"models": [{"alias": "a"}]}, "models[0].routes"),
        ({"models": [{"alias": "a", "routes": []}]}, "models[0].routes"),
        ({"models": [{"alias": "a", "routes": ["demo"]}]}, "models[0].routes"),
        ({"models": [{"alias": "a", "routes": [{}]}]}, "models[0].routes[0].provider"),
        ({"models": [{"alias": "a", "routes": [{"provider": "x"}]}]}, "models[0].routes[0].provider"),
        (
            {"models": [{"alias": "a", "routes": [{"provider": "demo", "model": 5}]}]},
            "models[0].routes[0].model",
        ),
        ({"models": [{"alias": "a", "route": [], "routes": [{"provider": "demo"}]}]}, "models[0].route"),
        ({"models": [{"alias": "a", "routes": [{"provider": "demo"}]}] * 2}, "models[1].alias"),
        ({"keys": [{"name": "k"}]}, "keys[0].sha256"),
        (with_key(sha256="0" * 63), "keys[0].sha256"),
        (with_key(sha256="A" * 64), "keys[0].sha256"),
        (with_key(sha256=HASH + "\n"), "keys[0].sha256"),
        (with_key(sha256="٠" * 64), "keys[0].sha256"),
        (with_key(name="-k"), "keys[0].name"),
        (with_key(scopes="ai:chat"), "keys[0].scopes"),
        (with_key(scopes=[1]), "keys[0].scopes"),
        (with_key(scope=["ai:chat"]), "keys[0].scope"),
        (with_key(rpm=-1), "keys[0].rpm"),
        (with_key(rpm=1.5), "keys[0].rpm"),
        (with_key(daily=True), "keys[0].daily"),
        (with_key(budget_usd="10"), "keys[0].budget_usd"),
        (with_key(budget_usd=math.nan), "keys[0].budget_usd"),
        (with_key(budget_usd=math.inf), "keys[0].budget_usd"),
        (with_key(budget_usd=-0.01), "keys[0].budget_usd"),
        ({"keys": with_key()["keys"] * 2}, "keys[1].name"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(data: dict[str, Any], path: str) -> None:
    error = refusal(data, KINDS)
    assert error.path == path
    assert str(error) == f"{path}: {error.message}"


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "ftp://example.com", "http://", "http:///v1", "//example.com", "http://:80",
        "http://[::1", "http://[::1]x", "http://[::1].example.com", "http://example.com:port",
        "http://127.0.0.1[::1]", "http://[::1][::1]",
        "http://example.com:99999", "http://user@example.com", "http://u:p@example.com", "http://@example.com",
        "http://example.com/?q=1", "http://example.com/#f", "http://127.0.0.1#@example.com",
        "http://exa mple.com",
        "http://example.com/v1\n", "http://exam\tple.com", "http://a\x00b", "http://example.com\\@127.0.0.1",
        "http://127.0.0.1\\.example.com", "javascript:alert(1)", "http://h:٣", "\x01http://example.com",
    ],
)  # fmt: skip
def test_what_is_no_base_url_is_refused(url: str) -> None:
    assert refusal(with_provider(base_url=url)).path == "providers[0].base_url"


def test_a_password_in_a_base_url_is_not_repeated() -> None:
    error = refusal(with_provider(base_url="http://user:canary@example.com"))
    assert "canary" not in str(error)


@pytest.mark.parametrize(
    "url",
    [
        "http://h",
        "https://api.example.com/v1///",
        "http://[::1]:8080/v1",
        "http://10.0.0.7:80",
        "HTTP://EXAMPLE.com",
    ],
)
def test_a_base_url_keeps_its_path_and_loses_its_last_slash(url: str) -> None:
    assert parse_config(with_provider(base_url=url)).providers[0].base_url == url.rstrip("/")


def test_the_demo_needs_no_address_and_no_key() -> None:
    config = parse_config({"providers": [{"name": "d", "kind": "demo"}]})
    assert config.providers[0].auth == Auth("none")
    assert config.providers[0].local


@pytest.mark.parametrize(
    ("text", "auth"),
    [
        ("keyring", Auth("keyring")),
        ("env:OPENAI_API_KEY", Auth("env", "OPENAI_API_KEY")),
        ("command:op read op://a/b", Auth("command", "op read op://a/b")),
        ("client", Auth("client")),
        ("none", Auth("none")),
    ],
)
def test_where_a_key_comes_from_reads_and_writes_alike(text: str, auth: Auth) -> None:
    assert parse_auth(text) == auth
    assert str(auth) == text


@pytest.mark.parametrize("name", ["a", "A.b_c-9", "9", "x" * 64])
def test_a_name_may_be(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize("name", ["", ".a", "-a", "a b", "x" * 65, "é", "a\n", "../a", "a/b", "١"])
def test_a_name_may_not_be(name: str) -> None:
    assert name_problem(name) is not None


@pytest.mark.parametrize(
    "alias", ["claude-sonnet-5", "*", "claude-*", "claude-opus-4-8[1m]", "org/model:7b@v1"]
)
def test_an_alias_may_be(alias: str) -> None:
    assert alias_problem(alias) is None


@pytest.mark.parametrize("alias", ["", "a b", "a*b", "**", "a\tb", "a\n", "\u00a0", "a\x00b", "a\x1b[31m"])
def test_an_alias_may_not_be(alias: str) -> None:
    assert alias_problem(alias) is not None


# ---------------------------------------------------------------- agreements


TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("baa", "covered"),
    [
        (Baa(), False),
        (Baa("none", date(2020, 1, 1), date(2030, 1, 1)), False),
        (Baa("signed"), True),
        (Baa("signed", expires_on=date(2026, 3, 15)), True),
        (Baa("signed", expires_on=date(2026, 3, 14)), True),
        (Baa("signed", expires_on=date(2026, 3, 13)), False),
        (Baa("signed", date(2026, 3, 14)), True),
        (Baa("local"), True),
    ],
)
def test_an_agreement_covers_up_to_and_with_its_last_day(baa: Baa, covered: bool) -> None:
    assert Provider("p", "openai", "https://example.com", baa=baa).covered(TODAY) is covered


def test_a_loopback_address_is_covered_by_itself() -> None:
    assert Provider("p", "openai", "http://localhost:8080").covered(TODAY)
    assert Provider(
        "p", "openai", "http://[::1]:8080", baa=Baa("signed", expires_on=date(2020, 1, 1))
    ).covered(TODAY)
    assert not Provider("p", "openai", "http://10.0.0.7").covered(TODAY)


@pytest.mark.parametrize(
    "host", ["localhost", "LocalHost.", "127.0.0.1", "127.9.8.7", "::1", "[::1]", "localhost.localdomain"]
)
def test_these_names_can_only_mean_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "", ".", "0.0.0.0", "::", "localhost.example.com", "127.0.0.1.example.com", "127.1", "2130706433",
        "0x7f.1", "10.0.0.1", "169.254.169.254", "fe80::1", "localhoſt", "①27.0.0.1", "127。0。0。1",
        "127.0.0.1 ", " localhost", "127.0.0.1/8", "::1%eth0", "::1%example.com", "]127.0.0.1[",
        "localhost..", "[127.0.0.1", "[[::1]]",
    ],
)  # fmt: skip
def test_these_names_need_not(host: str) -> None:
    assert not is_loopback(host)


pieces = st.sampled_from(
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "evil.example",
        "@",
        ":",
        "/",
        "\\",
        "#",
        "?",
        ".",
        "%2e",
        "%25",
        "80",
        "[",
        "]",
        "\t",
        " ",
        "\n",
        "。",
        "①27.0.0.1",
        "ｌocalhost",
        ";",
        "%",
        "::1",
    ]
)


@given(st.lists(pieces, max_size=6))
def test_an_address_that_counts_as_local_is_where_the_request_goes(parts: list[str]) -> None:
    try:
        provider = parse_config(with_provider(base_url="http://" + "".join(parts))).providers[0]
    except ConfigError:
        return
    if provider.local:
        host = URL(provider.base_url).raw_host
        assert host is not None
        assert is_loopback(host)


# ---------------------------------------------------------------- anything at all

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**30, 10**31)
    | st.floats()
    | st.text(max_size=8)
    | st.just(time(1, 2))
    | st.dates()
    | st.datetimes()
    | st.sampled_from(
        ["demo", "openai", "keyring", "env:", "signed", "*", HASH, "http://[", "https://a", "ai:chat"]
    )
)
words = st.sampled_from(
    [
        "version",
        "providers",
        "models",
        "keys",
        "name",
        "kind",
        "base_url",
        "auth",
        "baa",
        "status",
        "signed_on",
        "expires_on",
        "reference",
        "alias",
        "routes",
        "provider",
        "model",
        "sha256",
        "last_four",
        "scopes",
        "rpm",
        "daily",
        "budget_usd",
        *(key for setting in SETTINGS.values() for key in (setting.group, setting.name)),
    ]
)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)


@given(st.dictionaries(words | st.text(max_size=5), trees, max_size=5))
def test_any_tree_is_a_configuration_or_a_refusal(data: dict[str, Any]) -> None:
    try:
        config = parse_config(data, KINDS)
    except ConfigError:
        return
    assert isinstance(config, Config)
    assert all(config.provider(route.provider) for mapping in config.models for route in mapping.routes)


@given(st.data())
def test_any_value_in_any_place_is_taken_or_refused(data: st.DataObject) -> None:
    tree = full()
    node: Any = tree
    while True:
        places = list(node) if isinstance(node, dict) else list(range(len(node)))
        place = data.draw(st.sampled_from(places))
        if isinstance(node[place], dict | list) and node[place] and data.draw(st.booleans()):
            node = node[place]
            continue
        node[place] = data.draw(trees)
        break
    try:
        config = parse_config(tree, KINDS)
    except ConfigError:
        return
    for provider in config.providers:
        assert isinstance(provider.covered(TODAY), bool)
        assert parse_auth(str(provider.auth)) == provider.auth


def test_an_option_that_the_kind_does_not_take_is_named() -> None:
    assert refusal(with_provider(key_style="bad"), KINDS).path == "providers[0].key_style"
    data = with_provider() | {"models": [{"alias": "*", "routes": [{"provider": "p", "vision": "bad"}]}]}
    found = refusal(data, KINDS)
    assert (found.path, found.message) == ("models[0].routes[0].vision", "must not be bad")
    demo = {"models": [{"alias": "*", "routes": [{"provider": "demo", "vision": "bad"}]}]}
    assert refusal(demo, KINDS).path == "models[0].routes[0].vision"
