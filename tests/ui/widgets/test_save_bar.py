"""The bar for unsaved changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.save_bar import SaveBar


@pytest.fixture
def bar(qtbot: QtBot) -> SaveBar:
    made = SaveBar("You have unsaved changes.", "Save", "Revert")
    qtbot.addWidget(made)
    return made


def test_it_appears_with_changes_and_goes_without(bar: SaveBar) -> None:
    assert bar.isHidden()
    bar.show_state(True)
    assert not bar.isHidden()
    assert bar.text == "You have unsaved changes."
    bar.show_state(False)
    assert bar.isHidden()


def test_a_problem_is_said_and_keeps_save_away(bar: SaveBar) -> None:
    bar.show_state(True, "Correct what is marked.")
    assert bar.text == "Correct what is marked."
    assert not bar.save.isEnabled()
    bar.show_state(True, "The disk is full.", refused=True)
    assert bar.save.isEnabled()


def test_both_buttons_tell(qtbot: QtBot, bar: SaveBar) -> None:
    bar.show_state(True)
    bar.show()
    with qtbot.waitSignal(bar.saved):
        QTest.mouseClick(bar.save, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.reverted):
        QTest.mouseClick(bar.revert, Qt.MouseButton.LeftButton)


def test_the_focus_goes_to_the_heir_and_not_to_whatever_comes_next(qtbot: QtBot) -> None:
    window, bar = QWidget(), SaveBar("You have unsaved changes.", "Save", "Revert")
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    heir, other = QLineEdit(), QLineEdit()
    for one in (heir, bar, other):
        column.addWidget(one)
    bar.heir = heir
    window.show()
    bar.show_state(True)
    bar.save.setFocus()
    bar.show_state(False)
    assert window.focusWidget() is heir
    bar.show_state(True)
    other.setFocus()
    bar.show_state(False)
    assert window.focusWidget() is other
