"""A menu opens below its button and ends where the button ends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.basics import button
from ui.widgets.menu import popup_below


@pytest.mark.parametrize("text", ["A", "A choice with a name that is longer than the button"])
def test_the_right_edges_are_one(qtbot: QtBot, text: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(0, 0, 700, 300)
    opener = button("Add")
    opener.setParent(window)
    opener.setGeometry(560, 20, 120, 34)
    window.show()
    menu = QMenu(window)
    menu.addAction(text)
    popup_below(menu, opener)
    corner = opener.mapToGlobal(QPoint(opener.width(), opener.height()))
    assert menu.geometry().right() + 1 == corner.x()
    assert menu.y() >= corner.y()
    menu.close()
