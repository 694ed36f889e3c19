"""A date that may be missing."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCalendarWidget
from pytestqt.qtbot import QtBot

from ui.widgets.date_field import DateField


@pytest.fixture
def field(qtbot: QtBot) -> DateField:
    made = DateField("Signed on")
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_date_is_typed(qtbot: QtBot, field: DateField) -> None:
    with qtbot.waitSignal(field.changed):
        QTest.keyClicks(field.edit, "2026-01-31")
    assert field.value() == date(2026, 1, 31)


def test_none_is_a_value_too(field: DateField) -> None:
    field.set_value(date(2026, 1, 31))
    field.set_value(None)
    assert field.value() is None


def test_a_text_that_is_no_date_is_an_error(field: DateField) -> None:
    field.edit.setText("31.1.2026")
    with pytest.raises(ValueError):
        field.value()


@pytest.mark.parametrize("before", ["", "2026-01-31", "nonsense"])
def test_a_date_is_picked_from_the_calendar(qtbot: QtBot, field: DateField, before: str) -> None:
    field.edit.setText(before)
    field.pick.click()
    calendar = field.findChild(QCalendarWidget)
    assert calendar is not None
    if before.startswith("2026"):
        assert calendar.selectedDate() == QDate(2026, 1, 31)
    with qtbot.waitSignal(field.changed):
        calendar.clicked.emit(QDate(2026, 2, 28))
    calendar.activated.emit(QDate(2026, 2, 27))  # a double click says both; the first one counts
    assert field.value() == date(2026, 2, 28)


def test_its_parts_are_named(field: DateField) -> None:
    assert field.edit.accessibleName() == "Signed on"
    assert "Signed on" in field.pick.accessibleName()
