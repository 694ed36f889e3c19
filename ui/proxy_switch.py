"""The proxy's switch, one for window and tray: what is asked for, and whether it is there yet.

From a click until the proxy has followed, both say what is under way. Must not know a widget.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ui.ports import Ports, ProxyStatus
from ui.states import is_on
from ui.text import tr

#: a little more than the proxy takes to let running answers end; a start that fails as the last one did
#: brings no news at all
PATIENCE_MS = 8000


class ProxySwitch(QObject):
    """changed: after each request and after all news of the proxy."""

    changed = Signal()

    def __init__(self, ports: Ports, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._wanted: bool | None = None  # what a click asked for and is not there yet
        self.patience = QTimer(self)
        self.patience.setSingleShot(True)
        self.patience.setInterval(PATIENCE_MS)
        self.patience.timeout.connect(self._settle)
        self._end = ports.subscribe_status(self._news)

    @property
    def status(self) -> ProxyStatus:
        return self._ports.status()

    @property
    def busy(self) -> bool:
        """Whether the proxy is on its way to where a person wants it."""
        return self._wanted is not None

    @property
    def on(self) -> bool:
        """Where the proxy is, or is going."""
        return is_on(self.status) if self._wanted is None else self._wanted

    @property
    def word(self) -> str:
        """What is under way; empty if nothing is."""
        if self._wanted is None:
            return ""
        return tr("Starting…") if self._wanted else tr("Stopping…")

    def want(self, on: bool) -> None:
        """Turn the proxy on or off; nothing happens while it is on its way."""
        if self.busy:
            return
        self._wanted = on
        self.patience.start()
        self.changed.emit()
        (self._ports.start if on else self._ports.stop)()

    def toggle(self) -> None:
        self.want(not self.on)

    def _news(self, status: ProxyStatus) -> None:
        # A status that still serves is no answer to a stop: running answers end one by one.
        if self._wanted or not is_on(status):
            self._wanted = None
            self.patience.stop()
        self.changed.emit()

    def _settle(self) -> None:
        """No news came: it is as it stands."""
        self._wanted = None
        self.changed.emit()
