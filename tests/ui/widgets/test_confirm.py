"""A question that blocks nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.confirm import Question, confirm


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def ask(parent: QWidget, done: list[str]) -> Question:
    return confirm(parent, "Delete it?", "It is gone then.", "Delete", "Cancel", lambda: done.append("yes"))


def test_asking_returns_at_once_and_yes_does_it(parent: QWidget) -> None:
    done: list[str] = []
    question = ask(parent, done)
    assert question.isVisible()
    assert done == []
    QTest.mouseClick(question.buttons["yes"], Qt.MouseButton.LeftButton)
    assert done == ["yes"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_escape_and_enter_do_not_do_it(parent: QWidget, key: Qt.Key) -> None:
    done: list[str] = []
    question = ask(parent, done)
    QTest.keyClick(question, key)
    assert done == []


def test_more_than_two_answers_are_told_apart(qtbot: QtBot, parent: QWidget) -> None:
    question = Question(
        parent, "Quit?", "Text.", [("a", "A", "danger"), ("b", "B", ""), ("c", "C", "primary")]
    )
    question.open()
    assert question.buttons["c"].isDefault()
    with qtbot.waitSignal(question.answered) as answered:
        question.buttons["b"].click()
    assert answered.args == ["b"]
