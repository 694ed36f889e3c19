"""Who may ask: which header decides, what a key opens, and that a refusal never repeats the key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.auth import ALL_SCOPES, ANYBODY, PREFIX, authenticate, presented_key, require_scope
from proxy_core.config import LocalKey
from proxy_core.errors import ProxyError

LAPTOP = PREFIX + "a" * 32
SERVER = PREFIX + "b" * 32


def local(name: str, value: str, *scopes: str) -> LocalKey:
    digest = hashlib.sha256(value.encode()).hexdigest()
    return LocalKey(name, digest, value[-4:], scopes or ("ai:chat",))


KEYS = (local("laptop", LAPTOP), local("server", SERVER, "ai:chat", "debug"))


def refusal(headers: Mapping[str, str], keys: tuple[LocalKey, ...] = KEYS) -> ProxyError:
    with pytest.raises(ProxyError) as caught:
        authenticate(headers, keys)
    return caught.value


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({}, ""),
        ({"x-api-key": "k"}, "k"),
        ({"x-api-key": "  k\t"}, "k"),
        ({"authorization": "Bearer k"}, "k"),
        ({"authorization": "bEARER   k "}, "k"),
        ({"authorization": "k"}, "k"),
        ({"authorization": "Basic dXNlcjpwYXNz"}, "Basic dXNlcjpwYXNz"),
        ({"x-scrubroom-api-key": "Bearer k"}, "k"),
        ({"x-api-key": "k", "authorization": "Bearer other"}, "k"),
        ({"x-scrubroom-api-key": "k", "x-api-key": "other", "authorization": "Bearer other"}, "k"),
        ({"x-api-key": "", "authorization": "Bearer k"}, "k"),
        ({"x-api-key": "   ", "authorization": "Bearer k"}, "k"),
        ({"x-api-key": "Bearer k"}, "Bearer k"),
        ({"authorization": "Bearer"}, ""),
        ({"authorization": "Bearer "}, ""),
        ({"x-scrubroom-api-key": "Bearer ", "x-api-key": "k"}, "k"),
        ({"proxy-authorization": "Bearer k", "cookie": "k"}, ""),
    ],
)
def test_the_first_header_that_holds_a_key_decides(headers: Mapping[str, str], key: str) -> None:
    assert presented_key(headers) == key


@pytest.mark.parametrize("header", ["x-scrubroom-api-key", "x-api-key"])
def test_a_known_key_names_its_principal_and_opens_its_scopes(header: str) -> None:
    principal = authenticate({header: SERVER}, KEYS)
    assert (principal.name, principal.scopes, principal.key) == ("server", ("ai:chat", "debug"), KEYS[1])
    assert authenticate({"authorization": f"Bearer {LAPTOP}"}, KEYS).name == "laptop"


def test_a_wrong_key_is_not_rescued_by_a_good_one_in_a_later_header() -> None:
    assert refusal({"x-api-key": "wrong", "authorization": f"Bearer {LAPTOP}"}).code == "INVALID_API_KEY"


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer "}, {"x-api-key": " "}])
def test_a_request_without_a_key_is_told_that_it_has_none(headers: Mapping[str, str]) -> None:
    assert "has none" in refusal(headers).message


@pytest.mark.parametrize(
    "key",
    [
        PREFIX,
        LAPTOP[:-1],
        LAPTOP + "a",
        LAPTOP.upper(),
        KEYS[0].sha256,
        KEYS[0].last_four,
        "laptop",
        "\udcff\udc80",
        "ключ",
        "k" * 100_000,
    ],
)
def test_anything_but_the_key_itself_is_refused(key: str) -> None:
    error = refusal({"x-api-key": key})
    assert (error.status, error.type) == (401, "authentication_error")
    assert "unknown or revoked" in error.message


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "sk-ant-1"}, {"authorization": "Basic x"}])
def test_with_no_local_keys_everybody_may_ask(headers: Mapping[str, str]) -> None:
    assert authenticate(headers, ()) is ANYBODY
    assert ANYBODY.scopes == ALL_SCOPES


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "sk-ant-1"}, {"authorization": "Basic x"}])
def test_with_no_local_keys_nobody_may_ask_where_other_machines_can(headers: Mapping[str, str]) -> None:
    with pytest.raises(ProxyError, match="lets nobody in") as caught:
        authenticate(headers, (), exposed=True)
    assert (caught.value.code, caught.value.status) == ("INVALID_API_KEY", 401)
    assert authenticate({"x-api-key": LAPTOP}, KEYS, exposed=True).name == "laptop"


def test_a_revoked_key_is_refused_even_if_it_was_the_last_one() -> None:
    assert "revoked" in refusal({"x-api-key": LAPTOP}, keys=()).message
    assert "revoked" in refusal({"authorization": f"Bearer {LAPTOP}"}, keys=()).message


def test_the_same_key_twice_gives_a_principal_and_no_failure() -> None:
    twice = (local("old", LAPTOP), local("new", LAPTOP))
    assert authenticate({"x-api-key": LAPTOP}, twice).name in ("old", "new")


def test_a_missing_scope_is_named_and_a_present_one_passes() -> None:
    principal = authenticate({"x-api-key": LAPTOP}, KEYS)
    require_scope(principal, "ai:chat")
    with pytest.raises(ProxyError) as caught:
        require_scope(principal, "debug")
    assert (caught.value.code, caught.value.details) == ("MISSING_SCOPE", {"required_scope": "debug"})
    assert "'laptop'" in caught.value.message


def test_a_scope_is_matched_whole() -> None:
    principal = authenticate({"x-api-key": "k"}, (local("k", "k", "ai:chatter", "ai"),))
    with pytest.raises(ProxyError, match="MISSING_SCOPE"):
        require_scope(principal, "ai:chat")


#: what an HTTP parser makes of any bytes in a header
header_values = st.binary(max_size=80).map(lambda raw: raw.decode("utf-8", "surrogateescape"))


@given(
    st.dictionaries(st.sampled_from(["x-scrubroom-api-key", "x-api-key", "authorization"]), header_values),
    st.booleans(),
)
def test_any_header_ends_in_a_principal_or_a_refusal_that_does_not_repeat_it(
    headers: dict[str, str], with_keys: bool
) -> None:
    canary = "canary7Qx"
    headers = {name: value + canary for name, value in headers.items()}
    if not with_keys:
        assert authenticate(headers, ()) is ANYBODY
        return
    error = refusal(headers)
    assert error.code == "INVALID_API_KEY"
    assert canary not in f"{error} {error.message} {error.details} {error.body('r')}"
