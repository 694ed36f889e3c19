"""One run of the program on Qt: from the first callback to the last.

Owns the run's beginning and end and the ways in which the world asks for the end: signals, and Qt's own
wish to quit. Must not know what runs.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.failures import install_hooks
from app.loop import TrayLoop
from app.qt_pair import broken_pair

Main = Callable[[asyncio.Event], Coroutine[Any, Any, int]]

_STOP_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
#: How often Python looks for signals where they cannot wake Qt, in milliseconds.
_LOOK_MS: Final = 200


class TrayApplication(QApplication):
    """A QApplication that does not quit by itself: it says that it is asked to.

    The desktop asks at the end of its session, macOS from the menu and the dock. Overriding `event` costs
    this object's few events; an event filter here would see every event of the program, at 9 us each.
    """

    quit_requested = Signal()

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.setQuitOnLastWindowClosed(False)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Quit:
            event.ignore()
            self.quit_requested.emit()
            return True
        return super().event(event)


class _QuitFilter(QObject):
    """The same for an application object of another class."""

    def __init__(self, on_quit: Callable[[], None]) -> None:
        super().__init__()
        self._on_quit = on_quit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Quit:
            return False
        event.ignore()
        self._on_quit()
        return True


def run(app: QCoreApplication, main: Main) -> int:
    """Run `main(stop)` on `app` to its end, close everything and return its number.

    `stop` is set when somebody wants the program to end; a second signal cancels `main`, and the number is
    then 128 + the signal's. What main raises is raised here. Raises RuntimeError if this PySide6 cannot run
    on this Python.
    """
    problem = broken_pair()
    if problem is not None:
        raise RuntimeError(problem)
    install_hooks()
    if isinstance(app, QGuiApplication):
        app.setQuitOnLastWindowClosed(False)
    stop = asyncio.Event()
    with _quit_wishes(app, stop.set), asyncio.Runner(loop_factory=lambda: TrayLoop(app)) as runner:
        return runner.run(_until_signalled(main, stop))


async def _until_signalled(main: Main, stop: asyncio.Event) -> int:
    task = asyncio.ensure_future(main(stop))
    forced = 0

    def on_signal(number: int) -> None:
        nonlocal forced
        if stop.is_set():
            forced = forced or number
            task.cancel()
        stop.set()

    with _signals(on_signal):
        try:
            return await task
        except asyncio.CancelledError:
            if forced:
                return 128 + forced
            raise


@contextmanager
def _quit_wishes(app: QCoreApplication, on_quit: Callable[[], None]) -> Iterator[None]:
    if isinstance(app, TrayApplication):
        app.quit_requested.connect(on_quit)
        try:
            yield
        finally:
            app.quit_requested.disconnect(on_quit)
    else:
        keeper = _QuitFilter(on_quit)
        app.installEventFilter(keeper)
        try:
            yield
        finally:
            app.removeEventFilter(keeper)


@contextmanager
def _signals(on_signal: Callable[[int], None], platform: str = sys.platform) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    if platform != "win32":
        for number in _STOP_SIGNALS:
            loop.add_signal_handler(number, on_signal, number)
        try:
            yield
        finally:
            for number in _STOP_SIGNALS:
                loop.remove_signal_handler(number)
        return

    def hear(number: int, frame: object) -> None:
        loop.call_soon_threadsafe(on_signal, number)

    before = [(number, signal.signal(number, hear)) for number in _STOP_SIGNALS]
    look = QTimer()  # while Qt sleeps outside of Python, no Python handler runs
    look.timeout.connect(lambda: None)
    look.start(_LOOK_MS)
    try:
        yield
    finally:
        look.stop()
        for number, handler in before:
            signal.signal(number, handler)
