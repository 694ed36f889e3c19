"""A list of places to go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.nav import Nav

PLACES = [("Log", "log"), ("Models", "models"), ("A name that is much too long for it", "settings")]


def test_places_are_reached_by_keyboard_and_mouse(qtbot: QtBot) -> None:
    nav = Nav(PLACES, "Pages")
    qtbot.addWidget(nav)
    nav.resize(180, 200)
    nav.show()
    nav.setCurrentRow(0)
    QTest.keyClick(nav, Qt.Key.Key_Down)
    assert nav.currentRow() == 1
    point = nav.visualItemRect(nav.item(0)).center()
    QTest.mouseClick(nav.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert nav.currentRow() == 0
    assert nav.accessibleName() == "Pages"


def test_the_chosen_one_looks_chosen_in_both_colours(qtbot: QtBot, theme: Theme) -> None:
    nav = Nav(PLACES, "Pages")
    qtbot.addWidget(nav)
    nav.resize(180, 200)
    nav.show()
    for choice in ("light", "dark"):
        theme.choose(choice)
        nav.setCurrentRow(0)
        first = nav.grab().toImage()
        nav.setCurrentRow(1)
        assert nav.grab().toImage() != first
