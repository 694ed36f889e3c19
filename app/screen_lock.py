"""Notices that the screen is locked, where the desktop says so.

Owns the noticing. Linux desktops send `ActiveChanged(true)` on the session bus when the screen is locked or
blanked: org.freedesktop.ScreenSaver (KDE and others) and org.gnome.ScreenSaver. Anybody on that bus may send
it, so nothing but caution may follow from it. macOS and Windows tell Qt nothing; there this hears nothing.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import SLOT, QObject, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_log = logging.getLogger("scrubroom.screen")

INTERFACES: Final = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")
_SIGNAL: Final = "ActiveChanged"
_SLOT: Final[Any] = SLOT("_on_change(bool)")  # a str; PySide's type stub asks for bytes


class LockWatch(QObject):
    """Calls `on_lock` on the Qt thread each time the screen is locked, until `close`."""

    def __init__(self, on_lock: Callable[[], None], bus: QDBusConnection | None = None) -> None:
        """bus: the session bus; None takes the real one, where the platform has it."""
        super().__init__()
        self._on_lock = on_lock
        self._bus = bus if bus is not None else _session_bus()
        self._heard = [name for name in INTERFACES if self._listen(name)]

    @property
    def hears_system(self) -> bool:
        return bool(self._heard)

    def close(self) -> None:
        if self._bus is not None:
            for name in self._heard:
                self._bus.disconnect("", "", name, _SIGNAL, self, _SLOT)
        self._heard = []

    def _listen(self, interface: str) -> bool:
        if self._bus is None or not self._bus.isConnected():
            return False
        return bool(self._bus.connect("", "", interface, _SIGNAL, self, _SLOT))

    @Slot(bool)
    def _on_change(self, active: bool) -> None:
        if active:
            _log.info("The screen was locked.")
            self._on_lock()


def _session_bus() -> QDBusConnection | None:
    if sys.platform != "linux":
        return None
    from PySide6.QtDBus import QDBusConnection

    return QDBusConnection.sessionBus()
