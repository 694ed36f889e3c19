"""A question that takes a typed word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.pages.acknowledge import Acknowledge


@pytest.fixture
def question(qtbot: QtBot) -> Iterator[Acknowledge]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = Acknowledge(parent, "Require none?", "This follows.", "Type {0}.", "off", "Yes", "No")
    made.open()
    yield made
    parent.close()


@pytest.mark.parametrize("text", ["", "of", "offf", "on"])
def test_nothing_but_the_word_is_enough(question: Acknowledge, text: str) -> None:
    QTest.keyClicks(question.typed, text)
    assert not question.confirm.isEnabled()
    QTest.keyClick(question.typed, Qt.Key.Key_Return)
    assert question.isVisible()


@pytest.mark.parametrize("text", ["off", " OFF "])
def test_the_word_and_return_accept(qtbot: QtBot, question: Acknowledge, text: str) -> None:
    assert question.focusWidget() is question.typed
    QTest.keyClicks(question.typed, text)
    with qtbot.waitSignal(question.accepted):
        QTest.keyClick(question.typed, Qt.Key.Key_Return)


def test_escape_and_cancel_refuse(qtbot: QtBot, question: Acknowledge) -> None:
    QTest.keyClicks(question.typed, "off")
    with qtbot.waitSignal(question.rejected):
        QTest.keyClick(question, Qt.Key.Key_Escape)
