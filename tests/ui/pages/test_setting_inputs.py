"""One input for each setting, by its type."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from proxy_core.settings import SETTINGS, Setting
from ui.pages.setting_inputs import SettingInput
from ui.widgets.chips import Segments
from ui.widgets.number_field import NumberField
from ui.widgets.string_list import StringList
from ui.widgets.switch import Switch


@pytest.mark.parametrize("key", list(SETTINGS))
def test_every_setting_has_an_input_that_holds_its_default(qtbot: QtBot, key: str) -> None:
    made = SettingInput(SETTINGS[key], lambda: None)
    qtbot.addWidget(made.row)
    made.fill(SETTINGS[key].default)
    assert made.value() == SETTINGS[key].default
    assert made.problem() is None
    assert made.row.title.text() == SETTINGS[key].label
    assert made.row.help.text() == SETTINGS[key].help
    assert made.row.tag.isHidden() is not SETTINGS[key].restart


@pytest.mark.parametrize(
    ("setting", "control", "value"),
    [
        (Setting("a.b", bool, False, "L", "H."), Switch, True),
        (Setting("a.b", int, 1, "L", "H.", minimum=0, maximum=9), NumberField, 7),
        (Setting("a.b", str, "x", "L", "H.", choices=("x", "y")), Segments, "y"),
        (Setting("a.b", str, "x", "L", "H."), QLineEdit, "text"),
        (Setting("a.b", list, [], "L", "H."), StringList, ["one", "two"]),
    ],
)
def test_every_type_has_the_input_that_suits_it(
    qtbot: QtBot, setting: Setting, control: type, value: Any
) -> None:
    made = SettingInput(setting, lambda: None)
    qtbot.addWidget(made.row)
    assert isinstance(made.control, control)
    made.fill(value)
    assert made.value() == value


def test_what_is_wrong_is_a_sentence(qtbot: QtBot) -> None:
    made = SettingInput(SETTINGS["server.port"], lambda: None)
    qtbot.addWidget(made.row)
    made.fill(70000)
    assert made.problem() == "It must be at most 65535."
    assert isinstance(made.control, NumberField)
    made.control.setText("many")
    assert made.problem() == "It must be a whole number."


def test_a_text_must_not_be_empty(qtbot: QtBot) -> None:
    made = SettingInput(SETTINGS["server.host"], lambda: None)
    qtbot.addWidget(made.row)
    made.fill("")
    assert made.problem() == "It must not be empty."


def test_filling_is_no_edit(qtbot: QtBot) -> None:
    edits: list[str] = []
    for key, setting in SETTINGS.items():
        made = SettingInput(setting, lambda key=key: edits.append(key))  # type: ignore[misc]
        qtbot.addWidget(made.row)
        made.fill(setting.default)
    assert edits == []


def test_an_abbreviation_is_written_as_one(qtbot: QtBot) -> None:
    made = SettingInput(SETTINGS["policy.require_baa"], lambda: None)
    qtbot.addWidget(made.row)
    assert isinstance(made.control, Segments)
    assert [made.control.button(choice).text() for choice in ("always", "phi", "off")] == [
        "Always",
        "PHI",
        "Off",
    ]
