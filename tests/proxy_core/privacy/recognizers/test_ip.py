"""IP: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("patient login, last login IP: 73.12.4.99", "73.12.4.99"),
    ("client_ip=73.12.4.99", "73.12.4.99"),
    ("the patient's failed logins from 73.184.22.91 in the audit", "73.184.22.91"),
    ("Last login IP: 68.35.235.227", "68.35.235.227"),
    ("remote_addr=71.12.9.40", "71.12.9.40"),
    ("client ip 2600:1700:abc:12::9", "2600:1700:abc:12::9"),
)
MUST_NOT = (
    "listen 127.0.0.1",
    "10.0.0.5 and 192.168.1.20",
    "patient app version 73.12.4.99",
    "255.255.255.0",
    "8.8.8.8",
    "ip: str",
    "host 10.20.4.18 of the patient's ward",
    "192.168.1.20 serves patients",
    "127.0.0.1",
    "version 1.2.3.4 for patients",
    "OID 2.16.840.1 of the patient",
    "0.0.0.0:8080",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("IP", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "IP"] == []
