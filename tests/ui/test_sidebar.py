"""The left side: pages by keyboard and mouse, the proxy's switch and address."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.fakes import URL, FakePorts
from ui.ports import ProxyState, ProxyStatus
from ui.proxy_switch import ProxySwitch
from ui.sidebar import ProxyCard, Sidebar

PAGES = [("log", "Log", "log"), ("models", "Models", "models")]


def test_the_arrow_keys_go_from_page_to_page(qtbot: QtBot, ports: FakePorts) -> None:
    sidebar = Sidebar(ProxySwitch(ports), PAGES)
    qtbot.addWidget(sidebar)
    sidebar.choose("log")
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        QTest.keyClick(sidebar.nav, Qt.Key.Key_Down)
    assert chosen.args == ["models"]


def test_the_switch_turns_the_proxy_off_and_on(qtbot: QtBot, ports: FakePorts) -> None:
    card = ProxyCard(ProxySwitch(ports))
    qtbot.addWidget(card)
    assert card.switch.isChecked()
    QTest.mouseClick(card.switch, Qt.MouseButton.LeftButton)
    assert not card.switch.isChecked()
    assert card.pill.text == "Proxy off"
    QTest.keyClick(card.switch, Qt.Key.Key_Space)
    assert [name for name, _ in ports.calls] == ["stop", "start"]


def test_a_start_that_fails_leaves_the_switch_off(qtbot: QtBot, ports: FakePorts) -> None:
    card = ProxyCard(ProxySwitch(ports))
    qtbot.addWidget(card)
    ports.set_status(ProxyStatus(ProxyState.ERROR, message="Port 7440 is in use."))
    assert not card.switch.isChecked()
    assert card.pill.tone == "danger"


def test_the_address_can_be_copied_while_there_is_one(qtbot: QtBot, ports: FakePorts) -> None:
    card = ProxyCard(ProxySwitch(ports))
    qtbot.addWidget(card)
    card.show()
    card.copy.click()
    assert QGuiApplication.clipboard().text() == URL
    ports.stop()
    assert not card.copy.isVisible()


def test_a_click_is_answered_at_once_and_the_switch_rests_until_the_proxy_is_there(
    qtbot: QtBot, ports: FakePorts
) -> None:
    ports.slow = True
    card = ProxyCard(ProxySwitch(ports))
    qtbot.addWidget(card)
    QTest.mouseClick(card.switch, Qt.MouseButton.LeftButton)
    assert card.pill.text == "Stopping…"
    assert not card.switch.isChecked()
    assert not card.switch.isEnabled()
    ports.set_status(ProxyStatus(ProxyState.BUSY, URL, active=1))  # one answer less
    assert card.pill.text == "Stopping…"
    ports.settle()
    assert card.pill.text == "Proxy off"
    assert card.switch.isEnabled()
    QTest.mouseClick(card.switch, Qt.MouseButton.LeftButton)
    assert card.pill.text == "Starting…"
    assert card.switch.isChecked()
    ports.settle()
    assert card.pill.text == "Proxy on"


def test_a_start_that_fails_again_does_not_wait_for_news_that_never_come(
    qtbot: QtBot, ports: FakePorts
) -> None:
    ports.slow = True
    ports.set_status(ProxyStatus(ProxyState.ERROR, message="Port 7440 is in use."))
    card = ProxyCard(ProxySwitch(ports))
    qtbot.addWidget(card)
    QTest.mouseClick(card.switch, Qt.MouseButton.LeftButton)
    assert card.pill.text == "Starting…"
    card._proxy.patience.setInterval(0)
    card._proxy.patience.start()
    qtbot.waitUntil(card.switch.isEnabled)
    assert not card.switch.isChecked()
    assert card.pill.tone == "danger"


def test_the_keyboard_stays_on_the_switch(qtbot: QtBot, ports: FakePorts) -> None:
    ports.slow = True
    sidebar = Sidebar(ProxySwitch(ports), PAGES)
    qtbot.addWidget(sidebar)
    sidebar.show()
    sidebar.proxy.switch.setFocus()
    QTest.keyClick(sidebar.proxy.switch, Qt.Key.Key_Space)
    ports.settle()
    assert sidebar.focusWidget() is sidebar.proxy.switch


def test_nothing_of_the_card_moves_when_the_proxy_goes_off(qtbot: QtBot, ports: FakePorts) -> None:
    card = ProxyCard(ProxySwitch(ports))
    qtbot.addWidget(card)
    card.show()
    before = card.sizeHint().height(), card.switch.y()
    ports.stop()
    assert (card.sizeHint().height(), card.switch.y()) == before


def test_a_page_can_be_chosen_again(qtbot: QtBot, ports: FakePorts) -> None:
    sidebar = Sidebar(ProxySwitch(ports), PAGES)
    qtbot.addWidget(sidebar)
    told: list[str] = []
    sidebar.chosen.connect(told.append)
    sidebar.choose("log")
    sidebar.choose("log")
    sidebar.nav.itemClicked.emit(sidebar.nav.item(0))
    assert told[-2:] == ["log", "log"]
