"""IP: what must be found and what must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[[str], list[tuple[str, str]]]

MUST = (
    ("patient login, last login IP: 73.12.4.99", "73.12.4.99"),
    ("client_ip=73.12.4.99", "73.12.4.99"),
)
MUST_NOT = (
    "listen 127.0.0.1",
    "10.0.0.5 and 192.168.1.20",
    "patient app version 73.12.4.99",
    "255.255.255.0",
    "8.8.8.8",
    "ip: str",
)


@pytest.mark.parametrize(("text", "value"), MUST)
def test_the_value_is_found_whole(text: str, value: str, found: Find) -> None:
    assert ("IP", value) in found(text)


@pytest.mark.parametrize("text", MUST_NOT)
def test_nothing_of_the_kind_is_seen_in(text: str, found: Find) -> None:
    assert [value for kind, value in found(text) if kind == "IP"] == []
