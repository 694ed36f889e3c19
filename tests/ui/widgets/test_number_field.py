"""A line for a whole number."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.number_field import NumberField


@pytest.fixture
def field(qtbot: QtBot) -> NumberField:
    made = NumberField()
    qtbot.addWidget(made)
    made.set_value(7440)
    return made


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Qt.Key.Key_Up, 7441),
        (Qt.Key.Key_Down, 7439),
        (Qt.Key.Key_PageUp, 7450),
        (Qt.Key.Key_PageDown, 7430),
    ],
)
def test_keys_step(qtbot: QtBot, field: NumberField, key: Qt.Key, value: int) -> None:
    with qtbot.waitSignal(field.changed):
        QTest.keyClick(field, key)
    assert field.value() == value


def test_what_is_no_number_stays_as_it_was_typed(qtbot: QtBot, field: NumberField) -> None:
    field.selectAll()
    with qtbot.waitSignal(field.changed):
        QTest.keyClicks(field, "12x")
    assert field.value() == "12x"
    with qtbot.assertNotEmitted(field.changed):
        QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == "12x"


def test_setting_a_value_is_no_edit(qtbot: QtBot, field: NumberField) -> None:
    with qtbot.assertNotEmitted(field.changed):
        field.set_value(-5)
    assert field.value() == -5
