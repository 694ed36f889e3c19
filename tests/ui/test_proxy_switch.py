"""One switch for window and tray."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.fakes import URL, FakePorts
from ui.ports import ProxyState, ProxyStatus
from ui.proxy_switch import ProxySwitch


@pytest.fixture
def switch(ports: FakePorts) -> ProxySwitch:
    ports.slow = True
    return ProxySwitch(ports)


def test_it_shows_where_the_proxy_is_going_until_it_is_there(switch: ProxySwitch, ports: FakePorts) -> None:
    assert (switch.on, switch.busy, switch.word) == (True, False, "")
    switch.toggle()
    assert (switch.on, switch.busy, switch.word) == (False, True, "Stopping…")
    ports.set_status(ProxyStatus(ProxyState.BUSY, URL, active=1))
    assert switch.busy
    ports.settle()
    assert (switch.on, switch.busy) == (False, False)
    switch.toggle()
    assert switch.word == "Starting…"
    ports.settle()
    assert (switch.on, switch.busy) == (True, False)


def test_a_second_click_on_the_way_does_nothing(switch: ProxySwitch, ports: FakePorts) -> None:
    switch.toggle()
    switch.toggle()
    switch.want(True)
    assert [name for name, _ in ports.calls] == ["stop"]


def test_every_change_is_told(switch: ProxySwitch, ports: FakePorts) -> None:
    told: list[str] = []
    switch.changed.connect(lambda: told.append(switch.word))
    switch.toggle()
    ports.settle()
    assert told == ["Stopping…", ""]


def test_news_that_never_come_are_not_waited_for(qtbot: QtBot, switch: ProxySwitch, ports: FakePorts) -> None:
    switch.toggle()
    switch.patience.setInterval(0)
    switch.patience.start()
    qtbot.waitUntil(lambda: not switch.busy)
    assert switch.on
