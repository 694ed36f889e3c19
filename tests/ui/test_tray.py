"""The tray: states, menu, late panels, notifications."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tests.fakes.clock import FakeClock
from tests.ui import samples
from tests.ui.fakes import URL, FakePorts
from ui.assets import app_icon
from ui.ports import ProxyState, ProxyStatus
from ui.tray import POLL_MS, Tray

#: Qt says this of every tray icon on the offscreen platform
pytestmark = pytest.mark.allow_logs("systemTrayWindowChanged")


class Panel:
    """A desktop panel that comes and goes."""

    def __init__(self, there: bool = True) -> None:
        self.there = there

    def __call__(self) -> bool:
        return self.there


class Spoken(Tray):
    """Remembers what it would have shown: the offscreen platform shows no messages."""

    def _show_message(self, title: str, text: str) -> None:
        self.__dict__.setdefault("said", []).append((title, text))


def make(ports: FakePorts, panel: Panel | None = None, clock: FakeClock | None = None) -> Spoken:
    return Spoken(ports, available=panel or Panel(), clock=(clock or FakeClock()).monotonic)


def image(tray: Tray) -> object:
    assert tray.icon is not None
    return tray.icon.icon().pixmap(32, 32).toImage()


@pytest.mark.parametrize("state", list(ProxyState))
def test_every_state_has_its_own_icon_and_says_itself(
    qtbot: QtBot, ports: FakePorts, state: ProxyState
) -> None:
    tray = make(ports)
    ports.set_status(ProxyStatus(state, URL, "Something happened.", 2))
    assert image(tray) == app_icon(f"tray/{state.value}").pixmap(32, 32).toImage()
    assert tray.icon is not None
    assert tray.icon.toolTip() == tray.status_line.text() != ""
    tray.close()


def test_the_menu_turns_the_proxy_off_and_on(qtbot: QtBot, ports: FakePorts) -> None:
    tray = make(ports)
    assert tray.toggle.text() == "Turn the proxy off"
    tray.toggle.trigger()
    assert tray.toggle.text() == "Turn the proxy on"
    tray.toggle.trigger()
    assert [name for name, _ in ports.calls] == ["stop", "start"]
    tray.close()


def test_the_menu_says_what_is_under_way(qtbot: QtBot, ports: FakePorts) -> None:
    ports.slow = True
    tray = make(ports)
    tray.toggle.trigger()
    assert tray.toggle.text() == "Stopping…"
    assert not tray.toggle.isEnabled()
    ports.set_status(ProxyStatus(ProxyState.BUSY, URL, active=1))
    assert (tray.toggle.text(), tray.status_line.text()) == ("Stopping…", "1 request is running")
    ports.settle()
    assert tray.toggle.text() == "Turn the proxy on"
    assert tray.toggle.isEnabled()
    tray.close()


def test_the_menu_copies_the_address_only_while_there_is_one(qtbot: QtBot, ports: FakePorts) -> None:
    tray = make(ports)
    tray.copy_url.trigger()
    assert QGuiApplication.clipboard().text() == URL
    ports.stop()
    assert not tray.copy_url.isEnabled()
    tray.close()


def test_the_menu_opens_the_window_and_quits(qtbot: QtBot, ports: FakePorts) -> None:
    tray = make(ports)
    with qtbot.waitSignal(tray.open_wanted):
        tray.open.trigger()
    tray.quit.trigger()
    assert ports.calls == [("quit", None)]
    tray.close()


def test_the_menu_has_what_is_wanted_in_order(qtbot: QtBot, ports: FakePorts) -> None:
    tray = make(ports)
    texts = [
        action.text() for action in tray.menu.actions() if not action.isSeparator() and action.isVisible()
    ]
    assert texts == [
        f"Scrubroom is on: {URL}",
        "Turn the proxy off",
        "Copy the address",
        "Open Scrubroom",
        "Quit",
    ]
    tray.close()


def test_a_left_click_opens_and_a_right_click_does_not(qtbot: QtBot, ports: FakePorts) -> None:
    tray = make(ports)
    assert tray.icon is not None
    with qtbot.waitSignal(tray.open_wanted):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.open_wanted):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    tray.close()


def test_a_panel_that_comes_late_gets_a_new_icon(qtbot: QtBot, ports: FakePorts) -> None:
    panel = Panel(there=False)
    tray = make(ports, panel)
    assert (tray.available, tray.icon) == (False, None)
    panel.there = True
    with qtbot.waitSignal(tray.available_changed, timeout=2 * POLL_MS + 1000):
        pass
    first = tray.icon
    assert first is not None
    panel.there = False
    tray.look()
    panel.there = True
    tray.look()
    assert tray.icon is not None
    assert tray.icon is not first
    tray.close()


def test_a_refused_request_is_notified_and_stays_in_the_menu(qtbot: QtBot, ports: FakePorts) -> None:
    tray = make(ports)
    ports.record(samples.blocked(1))
    assert tray.refused.isVisible()
    assert "BAA_REQUIRED" in tray.refused.text()
    (said,) = tray.__dict__["said"]
    assert said[0] == "A request was refused"
    assert "business associate agreement" in said[1]
    with qtbot.waitSignal(tray.request_wanted) as wanted:
        tray.refused.trigger()
    assert wanted.args == [samples.blocked(1).request_id]
    tray.close()


def test_notifications_come_at_most_once_a_minute(qtbot: QtBot, ports: FakePorts) -> None:
    clock = FakeClock()
    tray = make(ports, clock=clock)
    for number in range(5):
        ports.record(samples.blocked(number))
    assert len(tray.__dict__["said"]) == 1
    clock.advance(60)
    ports.record(samples.blocked(9))
    assert "4 more" in tray.__dict__["said"][-1][1]
    tray.close()


def test_the_same_refused_request_is_told_once(qtbot: QtBot, ports: FakePorts) -> None:
    clock = FakeClock()
    tray = make(ports, clock=clock)
    ports.record(samples.blocked(1))
    clock.advance(120)
    ports.record(samples.blocked(1))
    assert len(tray.__dict__["said"]) == 1
    tray.close()


def test_no_notification_where_none_is_wanted(qtbot: QtBot, ports: FakePorts) -> None:
    ports.save_settings({"app.notifications": False})
    tray = make(ports)
    ports.record(samples.blocked(1))
    ports.set_status(ProxyStatus(ProxyState.ERROR, message="Port 7440 is in use."))
    assert "said" not in tray.__dict__
    assert tray.refused.isVisible()
    tray.close()


def test_a_proxy_that_fails_is_told_once(qtbot: QtBot, ports: FakePorts) -> None:
    clock = FakeClock()
    tray = make(ports, clock=clock)
    for _ in range(3):
        ports.set_status(ProxyStatus(ProxyState.ERROR, message="Port 7440 is in use."))
        clock.advance(120)
    assert tray.__dict__["said"] == [("The proxy has stopped", "Port 7440 is in use.")]
    tray.close()


def test_a_proxy_that_listens_and_refuses_everything_can_be_turned_off(
    qtbot: QtBot, ports: FakePorts
) -> None:
    tray = make(ports, clock=FakeClock())
    ports.set_status(ProxyStatus(ProxyState.ERROR, "http://127.0.0.1:7440", "A model is missing."))
    assert tray.__dict__["said"] == [("Every request is refused", "A model is missing.")]
    assert tray.toggle.text() == "Turn the proxy off"
    tray.close()
