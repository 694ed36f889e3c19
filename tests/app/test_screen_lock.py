"""A lock of the screen is noticed on the session bus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication

from app.screen_lock import INTERFACES, LockWatch
from tests.app.test_power import Wakes, bus_address, connect, ours

__all__ = ["bus_address", "ours"]  # fixtures


@pytest.fixture
def desktop(bus_address: str, qapp: QApplication) -> Iterator[QDBusConnection]:
    yield connect(bus_address, "desktop")
    QDBusConnection.disconnectFromBus("desktop")


def tell(sender: QDBusConnection, interface: str, active: bool) -> None:
    message = QDBusMessage.createSignal("/ScreenSaver", interface, "ActiveChanged")
    message.setArguments([active])
    assert sender.send(message)


@pytest.mark.parametrize("interface", INTERFACES)
async def test_a_lock_is_told_and_an_unlock_is_not(
    desktop: QDBusConnection, ours: QDBusConnection, interface: str
) -> None:
    locks = Wakes()
    watch = LockWatch(locks, bus=ours)
    assert watch.hears_system
    for number in (1, 2):
        tell(desktop, interface, False)
        tell(desktop, interface, True)
        assert await locks.next() == number
    watch.close()
    assert not watch.hears_system


def test_without_a_bus_it_hears_nothing(qapp: QApplication) -> None:
    watch = LockWatch(lambda: None, bus=QDBusConnection("no such bus"))
    assert not watch.hears_system
    watch.close()
