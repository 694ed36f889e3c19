"""A sleep of the computer is noticed once, by the system's word or by the clock."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication

from app.power import WakeWatch
from tests.fakes.clock import FakeClock

LOGIND = "org.freedesktop.login1"
BOUND = 60


class Wakes:
    def __init__(self) -> None:
        self.count = 0
        self._news = asyncio.Event()

    def __call__(self) -> None:
        self.count += 1
        self._news.set()

    async def next(self) -> int:
        await asyncio.wait_for(self._news.wait(), BOUND)
        self._news.clear()
        return self.count


@pytest.fixture
def bus_address() -> Iterator[str]:
    """A message bus of our own: the system's is none of a test's business."""
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


def connect(address: str, name: str) -> QDBusConnection:
    connection = QDBusConnection.connectToBus(address, name)
    assert connection.isConnected()
    return connection


@pytest.fixture
def logind(bus_address: str, qapp: QApplication) -> Iterator[QDBusConnection]:
    """Something that has the login manager's name on that bus."""
    connection = connect(bus_address, "logind")
    assert connection.registerService(LOGIND)
    yield connection
    QDBusConnection.disconnectFromBus("logind")


@pytest.fixture
def ours(bus_address: str, qapp: QApplication) -> Iterator[QDBusConnection]:
    yield connect(bus_address, "ours")
    QDBusConnection.disconnectFromBus("ours")


def prepare_for_sleep(sender: QDBusConnection, going: bool) -> None:
    message = QDBusMessage.createSignal("/org/freedesktop/login1", f"{LOGIND}.Manager", "PrepareForSleep")
    message.setArguments([going])
    assert sender.send(message)


async def test_the_system_says_that_it_wakes(logind: QDBusConnection, ours: QDBusConnection) -> None:
    wakes = Wakes()
    watch = WakeWatch(wakes, bus=ours)
    assert watch.hears_system
    for number in (1, 2):
        prepare_for_sleep(logind, True)
        prepare_for_sleep(logind, False)
        assert await wakes.next() == number
    watch.close()


async def test_nobody_else_can_say_so(
    bus_address: str, logind: QDBusConnection, ours: QDBusConnection
) -> None:
    wakes, stranger = Wakes(), connect(bus_address, "stranger")
    watch = WakeWatch(wakes, bus=ours)
    prepare_for_sleep(stranger, False)
    # Messages keep their order: when both answers are here, the stranger's signal has come to us before them.
    for connection in (stranger, ours):
        assert connection.interface().isServiceRegistered(LOGIND).value()
    await asyncio.sleep(0.001)
    assert wakes.count == 0
    prepare_for_sleep(logind, False)
    assert await wakes.next() == 1
    watch.close()
    QDBusConnection.disconnectFromBus("stranger")


async def test_a_closed_watch_hears_nothing(logind: QDBusConnection, ours: QDBusConnection) -> None:
    closed, open_ = Wakes(), Wakes()
    first, second = WakeWatch(closed, bus=ours), WakeWatch(open_, bus=ours)
    first.close()
    first.close()
    prepare_for_sleep(logind, False)
    assert await open_.next() == 1
    assert closed.count == 0
    second.close()


async def test_without_a_login_manager_the_clock_tells(ours: QDBusConnection) -> None:
    wakes, clock = Wakes(), FakeClock()
    watch = WakeWatch(wakes, clock, ours, interval_ms=1)
    assert not watch.hears_system
    clock.advance(3600)
    assert await wakes.next() == 1
    clock.advance(0.004)
    assert await wakes.next() == 2
    watch.close()


async def test_a_late_tick_is_no_sleep(ours: QDBusConnection) -> None:
    """Up to three intervals late is a busy computer."""
    wakes, clock = Wakes(), FakeClock()
    watch = WakeWatch(wakes, clock, ours, interval_ms=1)
    ticked = asyncio.Event()
    watch._timer.timeout.connect(ticked.set)
    for _ in range(5):
        clock.advance(0.003)
        ticked.clear()
        await asyncio.wait_for(ticked.wait(), BOUND)
    assert wakes.count == 0
    clock.advance(0.0031)
    assert await wakes.next() == 1
    watch.close()


async def test_a_closed_watch_looks_at_no_clock(ours: QDBusConnection) -> None:
    wakes, clock = Wakes(), FakeClock()
    watch = WakeWatch(wakes, clock, ours, interval_ms=1)
    watch.close()
    clock.advance(3600)
    other = Wakes()
    second = WakeWatch(other, clock, ours, interval_ms=1)
    clock.advance(3600)
    assert await other.next() == 1
    assert wakes.count == 0
    second.close()


async def test_this_computer_is_watched_in_one_way_or_the_other(qapp: QApplication) -> None:
    watch = WakeWatch(Wakes())
    assert watch.hears_system or watch._timer.isActive()
    watch.close()
    assert not watch._timer.isActive()
