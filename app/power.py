"""Notices that the computer has slept.

Owns the noticing. What is done about it, such as closing connections that the other side has long forgotten,
is the listener's.

Linux says it: `PrepareForSleep(false)` of systemd-logind (org.freedesktop.login1(5)). Elsewhere the wall
clock does: a timer that comes much later than it should has slept. The monotonic clock would not do, since on
macOS and Linux it sleeps too. A clock that is set forward looks the same and costs no more than new
connections.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import SLOT, QObject, Qt, QTimer, Slot

from proxy_core.clock import Clock, SystemClock

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_log = logging.getLogger("scrubroom.power")

_SERVICE: Final = "org.freedesktop.login1"
_PATH: Final = "/org/freedesktop/login1"
_MANAGER: Final = "org.freedesktop.login1.Manager"
_SIGNAL: Final = "PrepareForSleep"
_SLOT: Final[Any] = SLOT("_on_sleep(bool)")  # a str; PySide's type stub asks for bytes
_INTERVAL_MS: Final = 10_000
#: A tick that is later than this many intervals was not late, the computer slept.
_GAP: Final = 3


class WakeWatch(QObject):
    """Calls `on_wake` on the Qt thread after each sleep, until `close`."""

    def __init__(
        self,
        on_wake: Callable[[], None],
        clock: Clock | None = None,
        bus: QDBusConnection | None = None,
        interval_ms: int = _INTERVAL_MS,
    ) -> None:
        """bus: the system bus; None takes the real one, where the platform has it."""
        super().__init__()
        self._on_wake = on_wake
        self._clock = clock or SystemClock()
        self._limit = timedelta(milliseconds=interval_ms * _GAP)
        self._last: datetime = self._clock.now()
        self._timer = QTimer(self, interval=interval_ms, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._bus = bus if bus is not None else _system_bus()
        self._hears_system = self._bus is not None and self._listen(self._bus)
        if not self._hears_system:
            self._timer.start()

    @property
    def hears_system(self) -> bool:
        """Whether the system tells; else the clock is watched."""
        return self._hears_system

    def close(self) -> None:
        self._timer.stop()
        if self._hears_system and self._bus is not None:
            self._bus.disconnect(_SERVICE, _PATH, _MANAGER, _SIGNAL, self, _SLOT)
        self._hears_system = False

    def _listen(self, bus: QDBusConnection) -> bool:
        interface = bus.interface() if bus.isConnected() else None
        if interface is None or not interface.isServiceRegistered(_SERVICE).value():
            return False
        return bool(bus.connect(_SERVICE, _PATH, _MANAGER, _SIGNAL, self, _SLOT))

    @Slot(bool)
    def _on_sleep(self, going: bool) -> None:
        if not going:
            self._wake()

    def _on_tick(self) -> None:
        before, self._last = self._last, self._clock.now()
        if self._last - before > self._limit:
            self._wake()

    def _wake(self) -> None:
        _log.info("The computer has slept.")
        self._on_wake()


def _system_bus() -> QDBusConnection | None:
    if sys.platform != "linux":
        return None
    from PySide6.QtDBus import QDBusConnection

    return QDBusConnection.systemBus()
