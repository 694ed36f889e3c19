"""A fold hides what it holds until it is opened, by mouse and by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui.widgets.fold import Fold


def made(qtbot: QtBot) -> tuple[Fold, QLineEdit]:
    fold, edit = Fold("Advanced", "Few need it."), QLineEdit()
    fold.add(edit)
    qtbot.addWidget(fold)
    fold.show()
    return fold, edit


def test_it_is_folded_at_first_and_a_click_opens_it(qtbot: QtBot) -> None:
    fold, edit = made(qtbot)
    assert not edit.isVisible()
    QTest.mouseClick(fold.head, Qt.MouseButton.LeftButton)
    assert fold.open
    assert edit.isVisible()
    QTest.keyClick(fold.head, Qt.Key.Key_Space)
    assert not edit.isVisible()


def test_it_says_what_it_is_about(qtbot: QtBot) -> None:
    fold, _ = made(qtbot)
    assert fold.head.text() == "Advanced"
    assert fold.head.accessibleDescription() == "Few need it."
    assert fold.rows == 1
