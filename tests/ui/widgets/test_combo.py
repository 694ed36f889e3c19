"""A combo box whose long text is shortened."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.widgets.combo import Combo


def test_the_whole_text_is_its_tip(qtbot: QtBot) -> None:
    combo = Combo()
    qtbot.addWidget(combo)
    combo.addItems(["short", "a-very-long-name-that-has-no-room-at-all"])
    combo.setCurrentIndex(1)
    combo.resize(90, 34)
    assert combo.toolTip() == "a-very-long-name-that-has-no-room-at-all"
    assert not combo.grab().isNull()


def test_the_wheel_does_not_change_the_choice(qtbot: QtBot) -> None:
    combo = Combo()
    qtbot.addWidget(combo)
    combo.addItems(["a", "b"])
    combo.show()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, turn)
    assert combo.currentText() == "a"


def test_the_wheel_does_not_take_the_focus(qtbot: QtBot) -> None:
    combo = Combo()
    qtbot.addWidget(combo)
    assert not combo.focusPolicy() & Qt.FocusPolicy.WheelFocus & ~Qt.FocusPolicy.StrongFocus
