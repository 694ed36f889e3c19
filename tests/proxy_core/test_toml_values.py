"""Values of a TOML document: each wrong one is named by its path."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from proxy_core.toml_values import ConfigError, amount, array, string, table


def test_right_values_come_back_as_they_are() -> None:
    assert table({"a": 1}, "t") == {"a": 1}
    assert array([{"a": 1}, {}], "t") == [{"a": 1}, {}]
    assert string({"a": "x"}, "a", "t") == "x"
    assert string({}, "a", "t", default="y") == "y"
    assert amount({"a": 0}, "a", "t") == 0
    assert amount({"a": 1.5}, "a", "t") == 1.5


@pytest.mark.parametrize(
    ("read", "path"),
    [
        (lambda: table([], "t"), "t"),
        (lambda: array({}, "t"), "t"),
        (lambda: array([{}, 1], "t"), "t"),
        (lambda: string({}, "a", "t"), "t.a"),
        (lambda: string({"a": 1}, "a", "t[0]"), "t[0].a"),
        (lambda: amount({"a": -1}, "a", "t"), "t.a"),
        (lambda: amount({"a": True}, "a", "t"), "t.a"),
        (lambda: amount({"a": date(2026, 1, 1)}, "a", "t"), "t.a"),
        (lambda: amount({"a": float("inf")}, "a", "t"), "t.a"),
    ],
)
def test_a_wrong_one_is_named_by_its_path(read: Callable[[], Any], path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read()
    assert caught.value.path == path
    assert str(caught.value) == f"{path}: {caught.value.message}"
