"""The tray icon and its menu.

Shows the proxy's state by shape and colour, and offers what is wanted most. A panel may come after the
program, or come back after a crash: only a new icon registers there, so the tray is looked for every 2 s.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from proxy_core.errors import ERRORS
from proxy_core.journal.entry import Entry, Outcome
from ui.assets import app_icon
from ui.notifier import Notifier
from ui.ports import Ports, ProxyState, ProxyStatus
from ui.proxy_switch import ProxySwitch
from ui.states import state_sentence
from ui.text import tr

POLL_MS = 2000
_MESSAGE_MS = 8000


class Tray(QObject):
    """open_wanted: a click or a menu entry. request_wanted: the refused request that a person wants to see.

    available: whether there is a tray; asked anew every two seconds. clock: for the rate of notifications.
    proxy: the switch, if the window shares it.
    """

    open_wanted = Signal()
    request_wanted = Signal(str)
    available_changed = Signal(bool)

    def __init__(
        self,
        ports: Ports,
        parent: QObject | None = None,
        *,
        proxy: ProxySwitch | None = None,
        available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._proxy = proxy or ProxySwitch(ports, self)
        self._is_available = available
        self._available = False
        self._refused: Entry | None = None
        self._refused_ids: set[str] = set()
        self.icon: QSystemTrayIcon | None = None
        self.notifier = Notifier(self._show_message, clock)
        self.menu = self._build_menu()
        self._state: ProxyState | None = None
        self._ends = (ports.subscribe_status(self._status), ports.subscribe_entries(self._entry))
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._proxy.changed.connect(self._show_switch)
        self._show_switch()
        self._status(ports.status())
        self.look()

    @property
    def available(self) -> bool:
        """Whether there is a tray that shows the icon."""
        return self._available

    def look(self) -> None:
        """See whether there is a tray now; make a new icon for one that has appeared."""
        available = self._is_available()
        if available == self._available:
            return
        self._available = available
        self._drop_icon()
        if available:
            self.icon = QSystemTrayIcon(self)
            self.icon.activated.connect(self._activated)
            self.icon.messageClicked.connect(self._message_clicked)
            self.icon.setContextMenu(self.menu)
            self._paint(self._ports.status())
            self.icon.show()
        self.available_changed.emit(available)

    def close(self) -> None:
        """Take the icon away."""
        self._timer.stop()
        self._drop_icon()
        self._available = False

    def say(self, title: str, text: str) -> None:
        """A message that is not one of many: not held back by the rate."""
        self._show_message(title, text)

    def _build_menu(self) -> QMenu:
        menu = QMenu()
        self.status_line = QAction("", menu)
        self.status_line.setEnabled(False)
        self.toggle = QAction("", menu)
        self.toggle.triggered.connect(self._proxy.toggle)
        self.copy_url = QAction(tr("Copy the address"), menu)
        self.copy_url.triggered.connect(self._copy_url)
        self.open = QAction(tr("Open Scrubroom"), menu)
        self.open.triggered.connect(self.open_wanted)
        self.refused = QAction("", menu)
        self.refused.setVisible(False)
        self.refused.triggered.connect(self._message_clicked)
        self.quit = QAction(tr("Quit"), menu)
        self.quit.triggered.connect(self._ports.quit)
        menu.addAction(self.status_line)
        menu.addAction(self.refused)
        menu.addSeparator()
        menu.addAction(self.toggle)
        menu.addAction(self.copy_url)
        menu.addSeparator()
        menu.addAction(self.open)
        menu.addAction(self.quit)
        return menu

    def _drop_icon(self) -> None:
        if self.icon is not None:
            self.icon.hide()
            self.icon.deleteLater()
            self.icon = None

    # news

    def _status(self, status: ProxyStatus) -> None:
        self.copy_url.setEnabled(bool(status.url))
        self._paint(status)
        failed = status.state is ProxyState.ERROR and self._state is not ProxyState.ERROR
        self._state = status.state
        if failed and self._wants_notifications():
            title = tr("Every request is refused") if status.url else tr("The proxy has stopped")
            self.notifier.notify(title, state_sentence(status))

    def _show_switch(self) -> None:
        """From a click until it is done, what is under way."""
        self.status_line.setText(state_sentence(self._proxy.status))
        off = tr("Turn the proxy off") if self._proxy.on else tr("Turn the proxy on")
        self.toggle.setText(self._proxy.word or off)
        self.toggle.setEnabled(not self._proxy.busy)

    def _paint(self, status: ProxyStatus) -> None:
        if self.icon is not None:
            self.icon.setIcon(app_icon(f"tray/{status.state.value}"))
            self.icon.setToolTip(state_sentence(status))

    def _entry(self, entry: Entry) -> None:
        if entry.outcome is not Outcome.BLOCKED or entry.request_id in self._refused_ids:
            return
        if len(self._refused_ids) > 1000:  # enough to tell a change of an entry from a new one
            self._refused_ids.clear()
        self._refused_ids.add(entry.request_id)
        self._refused = entry
        when = entry.at.astimezone().strftime("%H:%M")
        self.refused.setText(tr("Refused at {0}: {1}").format(when, entry.code or entry.requested_model))
        self.refused.setVisible(True)
        if self._wants_notifications():
            row = ERRORS.get(entry.code)
            what = row.message if row else entry.message
            self.notifier.notify(tr("A request was refused"), what or entry.code)

    def _wants_notifications(self) -> bool:
        return bool(self._ports.config()["app.notifications"])

    def _show_message(self, title: str, text: str) -> None:
        if self.icon is not None and QSystemTrayIcon.supportsMessages():
            self.icon.showMessage(title, text, app_icon("scrubroom"), _MESSAGE_MS)

    # what a person does

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.open_wanted.emit()

    def _message_clicked(self) -> None:
        self.open_wanted.emit()
        if self._refused is not None:
            self.request_wanted.emit(self._refused.request_id)

    def _copy_url(self) -> None:
        QGuiApplication.clipboard().setText(self._ports.status().url)
