"""Who may speak to this address: no web page that is not listed, by no name that is not ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.config import Config, is_loopback, parse_config
from proxy_core.errors import ProxyError
from proxy_core.server.guards import check_host, check_origin, host_of


def config(host: str = "127.0.0.1", hosts: tuple[str, ...] = (), origins: tuple[str, ...] = ()) -> Config:
    server = {"host": host, "allowed_hosts": list(hosts), "allowed_origins": list(origins)}
    return parse_config({"server": server})


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST:7440", "localhost"),
        (" 127.0.0.1:7440 ", "127.0.0.1"),
        ("[::1]", "::1"),
        ("[::1]:7440", "::1"),
        ("::1", "::1"),
        ("proxy.lan:80", "proxy.lan"),
        ("", ""),
        ("localhost:", "localhost"),
    ],
)
def test_the_host_is_the_header_without_its_port(header: str, host: str) -> None:
    assert host_of(header) == host


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:7440", "[::1]:7440", "127.8.8.8:1", "localhost."])
def test_this_machines_own_names_may_always_be_used(host: str) -> None:
    check_host({"host": host}, config())
    check_host({"host": host}, config("192.168.1.5"))


@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "evil.example:7440", "localhost.evil.example", "127.0.0.1.evil.example",
        "0.0.0.0:7440", "[::]:7440", "192.168.1.5", "127.0.0.1@evil.example", "evil.example@127.0.0.1",
        "127.0.0.1:80@evil.example", "127.0.0.1,evil.example", "evil.example, 127.0.0.1", "[::1]evil.example",
        "[::1].evil.example:80", "[::1]:80@evil.example", "[::1", "::1]", "localhost:evil.example",
        "localhost:80:80", "localhost/", "localhost#", "localhost?", "local host", "127.1", "2130706433",
        "localhost\x00", "127。0。0。1", "\udcff", "[::1%evil.example]", "[localhost]", "localhost:٣",
    ],
)  # fmt: skip
def test_no_other_name_may(host: str) -> None:
    with pytest.raises(ProxyError) as caught:
        check_host({"host": host}, config())
    assert (caught.value.code, caught.value.status) == ("HOST_NOT_ALLOWED", 403)
    assert not host or host not in caught.value.message


def test_a_request_without_a_host_is_refused() -> None:
    with pytest.raises(ProxyError, match="HOST_NOT_ALLOWED"):
        check_host({}, config())


@pytest.mark.parametrize("host", ["proxy.lan", "PROXY.LAN:7440"])
def test_a_listed_name_may_be_used_in_any_case(host: str) -> None:
    check_host({"host": host}, config(hosts=("Proxy.lan",)))
    with pytest.raises(ProxyError):
        check_host({"host": "a" + host}, config(hosts=("Proxy.lan",)))


def test_the_address_that_is_listened_on_may_be_used() -> None:
    check_host({"host": "192.168.1.5:7440"}, config("192.168.1.5"))
    check_host({"host": "[fd00::7]:7440"}, config("fd00::7"))


@pytest.mark.parametrize("listen", ["0.0.0.0", "::", ""])
def test_an_address_that_means_all_is_nobodys_name(listen: str) -> None:
    for host in ("0.0.0.0:7440", "[::]:7440", "", "192.168.1.5"):
        with pytest.raises(ProxyError):
            check_host({"host": host}, config(listen))


@given(st.text(st.sampled_from("localhost127.0:[]@%/ ev\\,;"), max_size=14))
def test_what_passes_is_this_machine_and_a_port(header: str) -> None:
    try:
        check_host({"host": header}, config())
    except ProxyError:
        return
    name, _, port = header.strip().removeprefix("[").replace("]", "").rpartition(":")
    assert is_loopback(header.strip()) or (is_loopback(name) and (port.isdigit() or not port))


# ---------------------------------------------------------------- origins


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "none"}, {"sec-fetch-site": "same-origin"}, {"sec-fetch-mode": "cors"}],
)
def test_a_program_that_is_no_web_page_may_ask(headers: dict[str, str]) -> None:
    check_origin(headers, config())


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:7440"},
        {"origin": "http://localhost"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": ""},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_a_web_page_may_not(headers: dict[str, str]) -> None:
    for settings in (config(), config(origins=("http://localhost:3000",))):
        with pytest.raises(ProxyError) as caught:
            check_origin(headers, settings)
        assert (caught.value.code, caught.value.status) == ("ORIGIN_NOT_ALLOWED", 403)


def test_a_listed_page_may_and_one_that_only_looks_like_it_may_not() -> None:
    settings = config(origins=("http://localhost:3000",))
    check_origin({"origin": "http://localhost:3000", "sec-fetch-site": "cross-site"}, settings)
    for origin in (
        "http://localhost:30001",
        "https://localhost:3000",
        "http://localhost",
        "http://localhost:3000.evil",
    ):
        with pytest.raises(ProxyError):
            check_origin({"origin": origin}, settings)
