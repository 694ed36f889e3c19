"""Puts theme, window and tray together, and says what closing the window means.

The only thing of `ui` that the program builds itself: `Shell(app, ports, kinds, resolve)`, then `start()`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from proxy_core.config import Config
from ui.assets import app_icon
from ui.main_window import MainWindow
from ui.models.providers import Kind
from ui.pages.mapping_tester import Resolve
from ui.ports import Ports
from ui.proxy_switch import ProxySwitch
from ui.text import tr
from ui.theme import CHOICES, Theme
from ui.tray import Tray
from ui.widgets.confirm import Question

_TOLD = "window/told_close_hides"


class Shell(QObject):
    """memory: where the window's place and what was said once are kept; None forgets them."""

    def __init__(
        self,
        app: QApplication,
        ports: Ports,
        kinds: Sequence[Kind],
        resolve: Resolve,
        *,
        today: Callable[[], date] = date.today,
        memory: QSettings | None = None,
        tray_available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(app)
        self._ports = ports
        self._memory = memory
        self._told = memory is not None and bool(memory.value(_TOLD))
        self._question: Question | None = None
        app.setQuitOnLastWindowClosed(False)
        app.setWindowIcon(app_icon("scrubroom"))
        self.theme = Theme(app, "system")
        self._end = ports.subscribe_config(self._configured)
        self._configured(ports.config())
        proxy = ProxySwitch(ports, self)
        self.window = MainWindow(ports, kinds, resolve, today=today, memory=memory, proxy=proxy)
        self.tray = Tray(ports, self, proxy=proxy, available=tray_available, clock=clock)
        self.window.closing.connect(self._close)
        self.tray.open_wanted.connect(self.open)
        self.tray.request_wanted.connect(self.window.show_request)
        self.tray.available_changed.connect(self._tray_changed)

    def start(self, *, hidden: bool = False) -> None:
        """Show what there is to show. hidden: start in the tray, if there is one."""
        if not self.tray.available:
            self.window.say(
                tr(
                    "This desktop shows no tray icons, so Scrubroom lives in this window. "
                    "On GNOME, the AppIndicator extension adds a tray."
                )
            )
            self.window.show()
        elif not hidden:
            self.window.show()

    def open(self) -> None:
        """Bring the window to the front."""
        self.window.raise_window()

    def finish(self) -> None:
        """Close the window for good and take the tray icon away: the program ends."""
        self.tray.close()
        self.window.quit_close()

    def _configured(self, config: Config) -> None:
        choice = config["app.theme"]
        if choice in CHOICES:
            self.theme.choose(choice)

    def _tray_changed(self, available: bool) -> None:
        if available:
            self.window.say("")
        elif not self.window.isVisible():  # the panel is gone, and with it the only way to the window
            self.window.show()

    def _close(self) -> None:
        if not self.tray.available:
            self._ask()
            return
        self.window.hide()
        if not self._told:
            self._told = True
            if self._memory is not None:
                self._memory.setValue(_TOLD, True)
            self.tray.say(
                tr("Scrubroom keeps running"),
                tr("It is in the tray: click the drop to open it, or choose Quit in its menu."),
            )

    def _ask(self) -> None:
        if self._question is not None:
            return
        answers = [
            ("quit", tr("Quit"), "danger"),
            ("cancel", tr("Cancel"), ""),
            ("minimize", tr("Minimize"), "primary"),
        ]
        question = Question(
            self.window,
            tr("Quit Scrubroom?"),
            tr("There is no tray to go on in. If you quit, the proxy stops with the program."),
            answers,
        )
        self._question = question
        question.answered.connect(self._answered)
        question.open()

    def _answered(self, answer: str) -> None:
        self._question = None
        if answer == "quit":
            self._ports.quit()
        elif answer == "minimize":
            self.window.showMinimized()
