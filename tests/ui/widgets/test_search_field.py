"""A line to search with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.search_field import SearchField


def test_a_cross_appears_with_a_text_and_clears_it(qtbot: QtBot) -> None:
    field = SearchField("Filter by text", "Clear")
    qtbot.addWidget(field)
    assert not field._cross.isVisible()
    QTest.keyClicks(field, "opus")
    assert field._cross.isVisible()
    field._cross.trigger()
    assert field.text() == ""
    assert field.accessibleName() == "Filter by text"


def test_escape_clears_first_and_is_passed_on_when_there_is_nothing_to_clear(qtbot: QtBot) -> None:
    field = SearchField("Filter", "Clear")
    qtbot.addWidget(field)
    QTest.keyClicks(field, "x")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_its_icons_follow_the_colours(qtbot: QtBot, theme: Theme) -> None:
    field = SearchField("Filter", "Clear")
    qtbot.addWidget(field)
    field.show()
    before = field._lens.icon().pixmap(16).toImage()
    theme.choose("dark")
    assert field._lens.icon().pixmap(16).toImage() != before
