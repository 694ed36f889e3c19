"""Steps in order."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from ui.widgets.timeline import Step, Timeline

STEPS = [
    Step("azure", "gpt-5.2 · 429 Too Many Requests", "danger", "close", "212 ms"),
    Step("a-name-that-is-much-too-long-for-the-room", "answered after a long while", "ok", "check", "1.8 s"),
]


def test_it_has_room_for_every_step_and_reads_itself_out(qtbot: QtBot) -> None:
    line = Timeline()
    qtbot.addWidget(line)
    line.show_steps(STEPS[:1])
    one = line.sizeHint().height()
    line.show_steps(STEPS)
    assert line.sizeHint().height() > one
    assert line.accessibleName().startswith("azure: gpt-5.2 · 429")
    line.resize(160, line.sizeHint().height())
    assert not line.grab().isNull()


def test_the_tip_of_a_step_holds_it_whole(qtbot: QtBot) -> None:
    line = Timeline()
    qtbot.addWidget(line)
    line.show_steps(STEPS)
    line.resize(160, 100)
    line.show()
    where = QPoint(20, 60)
    QApplication.sendEvent(line, QHelpEvent(QEvent.Type.ToolTip, where, line.mapToGlobal(where)))
    assert QToolTip.text() == "a-name-that-is-much-too-long-for-the-room\nanswered after a long while"
    QToolTip.hideText()


def test_no_steps_take_no_room(qtbot: QtBot) -> None:
    line = Timeline()
    qtbot.addWidget(line)
    line.show_steps([])
    assert line.sizeHint().height() == 0
