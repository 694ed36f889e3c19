"""Where scenes are played: one window with its ports, ready to be arranged and drawn."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtTest import QTest

from proxy_core.config import Config
from proxy_core.providers import KINDS
from tests.ui import samples
from tests.ui.fakes import FakePorts, resolve
from ui.main_window import MainWindow

SIZE = QSize(1240, 800)
SMALL = QSize(960, 600)


class Scene:
    """One window with its ports, ready to be arranged and drawn."""

    def __init__(self, config: Config | None = None, *, on: bool = True, entries: bool = False) -> None:
        self.ports = FakePorts(config or samples.clinic_config(), on=on)
        for name in ("azure", "anthropic"):
            self.ports.set_secret(name, "sk-synthetic-0000000000x7Qa", lambda _problem: None)
        self.ports.settle()
        self.ports.stands = samples.standing()
        for one in samples.day() if entries else []:
            self.ports.record(one)
        today, now = (lambda: samples.TODAY), (lambda: samples.NOON)
        self.window = MainWindow(self.ports, KINDS, resolve, today=today, now=now)
        self.window.resize(SIZE)
        self.window.show()

    def page(self, key: str) -> Scene:
        self.window.sidebar.choose(key)
        settle()
        return self


def settle(milliseconds: int = 30) -> None:
    """Let layouts and timers come to rest."""
    QTest.qWait(milliseconds)
