"""A button that means something only while it is held."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.widgets.hold_button import HoldButton


@pytest.fixture
def held(qtbot: QtBot) -> tuple[HoldButton, list[bool]]:
    button = HoldButton("Hold", "", "eye")
    qtbot.addWidget(button)
    button.show()
    told: list[bool] = []
    button.held.connect(told.append)
    return button, told


def test_the_mouse_holds_it(held: tuple[HoldButton, list[bool]]) -> None:
    button, told = held
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert button.is_held
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert told == [True, False]


def test_a_mouse_that_leaves_it_lets_go(held: tuple[HoldButton, list[bool]]) -> None:
    button, told = held
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    QTest.mouseMove(button, QPoint(-50, -50))
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=QPoint(-50, -50))
    assert told == [True, False]


def test_the_space_bar_holds_it_and_its_repeats_say_nothing(held: tuple[HoldButton, list[bool]]) -> None:
    button, told = held
    QTest.keyPress(button, Qt.Key.Key_Space)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
        repeat = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
        QApplication.sendEvent(button, repeat)
    assert told == [True]
    QTest.keyRelease(button, Qt.Key.Key_Space)
    assert told == [True, False]


@pytest.mark.parametrize("how", ["hidden", "disabled", "focus", "left"])
def test_whatever_takes_it_away_lets_go(held: tuple[HoldButton, list[bool]], how: str) -> None:
    button, told = held
    button.hold(True)
    match how:
        case "hidden":
            button.hide()
        case "disabled":
            button.setEnabled(False)
        case "focus":
            QApplication.sendEvent(button, QFocusEvent(QEvent.Type.FocusOut))
        case "left":
            button._state_changed(Qt.ApplicationState.ApplicationInactive)
    assert told == [True, False]
    assert not button.is_held


def test_a_disabled_one_is_not_held(held: tuple[HoldButton, list[bool]]) -> None:
    button, told = held
    button.setEnabled(False)
    button.hold(True)
    assert told == []
