"""A strip that says what happened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.theme import LIGHT, Theme
from ui.widgets.banner import Banner


def test_it_is_there_only_while_it_has_something_to_say(qtbot: QtBot) -> None:
    banner = Banner("danger")
    qtbot.addWidget(banner)
    assert banner.isHidden()
    banner.say("The file cannot be used.")
    assert not banner.isHidden()
    assert banner.accessibleName() == banner.text == "The file cannot be used."
    banner.say("")
    assert banner.isHidden()


def test_it_offers_an_action_only_if_there_is_one(qtbot: QtBot) -> None:
    banner = Banner("info")
    qtbot.addWidget(banner)
    banner.say("Text.")
    assert banner.action.isHidden()
    banner.say("Text.", "Try again")
    with qtbot.waitSignal(banner.triggered):
        QTest.mouseClick(banner.action, Qt.MouseButton.LeftButton)


def test_it_can_be_closed_where_that_makes_sense(qtbot: QtBot) -> None:
    banner = Banner("info", closable=True, close_tip="Close")
    qtbot.addWidget(banner)
    banner.say("Text.")
    with qtbot.waitSignal(banner.closed):
        QTest.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert banner.isHidden()
    assert Banner("danger").close_button.isHidden()


def test_its_ground_follows_its_tone_and_the_colours(qtbot: QtBot, theme: Theme) -> None:
    banner = Banner("info")
    qtbot.addWidget(banner)
    banner.say("Text.", tone="danger")
    banner.show()
    assert LIGHT.danger_soft in banner.styleSheet()
    theme.choose("dark")
    assert LIGHT.danger_soft not in banner.styleSheet()
