"""An editor for a list of texts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.basics import IconButton
from ui.widgets.string_list import StringList


@pytest.fixture
def strings(qtbot: QtBot) -> StringList:
    made = StringList(placeholder="http://localhost:3000")
    qtbot.addWidget(made)
    made.set_value(["one", "two"])
    made.show()
    return made


def test_lines_are_added_typed_and_told(qtbot: QtBot, strings: StringList) -> None:
    with qtbot.waitSignal(strings.changed):
        QTest.mouseClick(strings.add_button, Qt.MouseButton.LeftButton)
    assert strings.value() == ["one", "two"]  # an empty line is none
    with qtbot.waitSignal(strings.changed):
        QTest.keyClicks(strings.edits()[2], " three ")
    assert strings.value() == ["one", "two", "three"]


def test_a_line_is_removed(qtbot: QtBot, strings: StringList) -> None:
    remove = strings.findChildren(IconButton)[0]
    with qtbot.waitSignal(strings.changed):
        remove.click()
    assert strings.value() == ["two"]


def test_setting_a_value_is_no_edit(qtbot: QtBot, strings: StringList) -> None:
    with qtbot.assertNotEmitted(strings.changed):
        strings.set_value([])
    assert strings.value() == []
    assert strings.edits() == []
