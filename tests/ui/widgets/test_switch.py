"""On or off."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.switch import Switch


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_its_states_look_different(qtbot: QtBot, theme: Theme, choice: str) -> None:
    theme.choose(choice)
    switch = Switch("Proxy")
    qtbot.addWidget(switch)
    images = []
    for enabled in (True, False):
        for on in (True, False):
            switch.setEnabled(enabled)
            switch.setChecked(on)
            images.append(switch.grab().toImage())
    assert all(one != other for at, one in enumerate(images) for other in images[at + 1 :])


def test_mouse_and_keyboard_switch_it(qtbot: QtBot) -> None:
    switch = Switch("Proxy")
    qtbot.addWidget(switch)
    switch.show()
    with qtbot.waitSignal(switch.clicked):
        QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.isChecked()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()
    assert switch.accessibleName() == "Proxy"
