"""Each setting is declared once, and what it refuses it refuses in words."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.settings import GROUPS, SETTINGS, Setting

NAMES = list(SETTINGS)


@pytest.mark.parametrize("key", NAMES)
def test_each_setting_is_complete(key: str) -> None:
    setting = SETTINGS[key]
    assert setting.key == key == f"{setting.group}.{setting.name}"
    assert setting.group in GROUPS
    assert setting.type in (str, int, bool, list)
    assert setting.label
    assert setting.help.endswith(".")
    assert setting.problem(setting.default) is None
    assert type(setting.default) is setting.type


@pytest.mark.parametrize("key", NAMES)
def test_each_setting_says_what_it_takes(key: str) -> None:
    setting = SETTINGS[key]
    if setting.choices and setting.type is list:
        assert setting.problem(list(setting.choices)) is None
        assert setting.problem(["no such choice"]) == f"may hold only {', '.join(setting.choices)}"
    elif setting.choices:
        assert setting.type is str
        assert all(setting.problem(choice) is None for choice in setting.choices)
        assert setting.problem("no such choice") == f"must be one of {', '.join(setting.choices)}"
        assert setting.problem(setting.choices[0].upper()) is not None
    if setting.type is int:
        assert setting.minimum is not None
        assert setting.maximum is not None
        assert setting.problem(setting.minimum) is None
        assert setting.problem(setting.maximum) is None
        assert setting.problem(setting.minimum - 1) == f"must be at least {setting.minimum}"
        assert setting.problem(setting.maximum + 1) == f"must be at most {setting.maximum}"


#: what a TOML file can hold, and what it cannot
WRONG: list[Any] = [
    None, True, False, 0, -1, 10**30, 1.5, math.nan, math.inf, "", "x", [], ["x"], [1], [["x"]], {}, {"a": 1},
    b"x",
]  # fmt: skip


@pytest.mark.parametrize("key", NAMES)
@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_a_value_of_another_type_is_refused(key: str, value: Any) -> None:
    setting = SETTINGS[key]
    if type(value) is setting.type:
        return
    problem = setting.problem(value)
    assert problem is not None
    assert problem.startswith("must be ")


@given(
    st.sampled_from(NAMES),
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists),
)
def test_a_problem_never_repeats_the_value(key: str, value: Any) -> None:
    setting = SETTINGS[key]
    problem = setting.problem(value)
    assert problem is None or "canary" not in (setting.problem(f"canary {value}") or "")


def test_the_safe_choice_is_the_default() -> None:
    assert SETTINGS["server.host"].default == "127.0.0.1"
    assert SETTINGS["privacy.mode"].default == "redact"
    assert SETTINGS["privacy.attachments"].default == "block"
    assert SETTINGS["policy.require_baa"].default == "phi"
    assert SETTINGS["server.allowed_hosts"].default == SETTINGS["server.allowed_origins"].default == []


def test_an_unbounded_number_and_a_free_text_take_what_they_are_given() -> None:
    assert Setting("a.b", int, 0, "A", "B.").problem(-(10**30)) is None
    assert Setting("a.b", str, "", "A", "B.").problem("anything") is None
