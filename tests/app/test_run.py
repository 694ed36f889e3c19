"""A run ends when it is asked to, in each way in which the world asks, and gives its number."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.run import _quit_wishes, _signals, run

BOUND = 60

#: Says `up` once it runs, then obeys; each test is a process of its own, as signals and applications are.
PROGRAM = """
import asyncio, sys
from PySide6.QtCore import QCoreApplication, QTimer
from app.run import TrayApplication, run

async def main(stop):
    print("up", flush=True)
    await stop.wait()
    print("asked", flush=True)
    {then}
    return 3

app = {app}
{before}
number = run(app, main)
print("after", flush=True)
sys.exit(number)
"""


@pytest.fixture(autouse=True)
def _hooks() -> Iterator[None]:
    """`run` installs hooks for good; here they go back."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = before


Child = subprocess.Popen[str]
Start = Callable[[str], Child]


@pytest.fixture
def start() -> Iterator[Start]:
    children: list[Child] = []

    def begin(text: str) -> Child:
        pipe = subprocess.PIPE
        children.append(subprocess.Popen([sys.executable, "-c", text], stdout=pipe, stderr=pipe, text=True))
        return children[-1]

    yield begin
    for child in children:
        with child:  # waits, and closes the pipes
            child.kill()


def program(then: str = "", app: str = "TrayApplication([])", before: str = "") -> str:
    return PROGRAM.format(then=then, app=app, before=before)


def heard(child: Child, line: str) -> None:
    assert child.stdout is not None
    assert child.stdout.readline() == line + "\n"


def ended(child: Child) -> tuple[int, str, str]:
    out, errors = child.communicate(timeout=BOUND)
    return child.returncode, out, errors


def test_the_number_of_the_main_coroutine_is_given(qapp: QApplication) -> None:
    async def main(stop: asyncio.Event) -> int:
        await asyncio.sleep(0.001)
        return 5

    assert run(qapp, main) == 5


def test_what_the_main_coroutine_raises_is_raised(qapp: QApplication) -> None:
    async def main(stop: asyncio.Event) -> int:
        raise LookupError

    with pytest.raises(LookupError):
        run(qapp, main)


def test_tasks_that_are_left_are_cancelled_and_awaited(qapp: QApplication) -> None:
    cleaned: list[str] = []

    async def background() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.append("cleaned")

    async def main(stop: asyncio.Event) -> int:
        task = asyncio.create_task(background())
        await asyncio.sleep(0)
        assert not task.done()
        return 0

    assert run(qapp, main) == 0
    assert cleaned == ["cleaned"]


def test_qts_wish_to_quit_is_passed_on_and_the_run_goes_on(qapp: QApplication) -> None:
    async def main(stop: asyncio.Event) -> int:
        qapp.quit()
        await asyncio.wait_for(stop.wait(), BOUND)
        await asyncio.sleep(0.001)  # still running
        return 4

    assert run(qapp, main) == 4


def test_the_last_window_does_not_take_the_program_along(qapp: QApplication) -> None:
    qapp.setQuitOnLastWindowClosed(True)

    async def main(stop: asyncio.Event) -> int:
        return int(qapp.quitOnLastWindowClosed())

    assert run(qapp, main) == 0


async def test_other_events_of_the_application_pass_the_guard(qapp: QApplication) -> None:
    asked: list[str] = []
    with _quit_wishes(qapp, lambda: asked.append("quit")):
        QCoreApplication.sendEvent(qapp, QEvent(QEvent.Type.ApplicationFontChange))
        assert asked == []
        QCoreApplication.sendEvent(qapp, QEvent(QEvent.Type.Quit))
    assert asked == ["quit"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_asks_and_the_run_ends_in_its_own_time(start: Start, number: signal.Signals) -> None:
    child = start(program())
    heard(child, "up")
    child.send_signal(number)
    assert ended(child) == (3, "asked\nafter\n", "")


def test_a_second_signal_does_not_wait(start: Start) -> None:
    child = start(program(then="await asyncio.sleep(600)"))
    heard(child, "up")
    child.send_signal(signal.SIGINT)
    heard(child, "asked")
    child.send_signal(signal.SIGTERM)
    assert ended(child) == (128 + signal.SIGTERM, "after\n", "")


def test_the_tray_application_says_that_it_is_asked_to_quit(start: Start) -> None:
    child = start(program(before="QTimer.singleShot(0, app.quit)"))
    assert ended(child) == (3, "up\nasked\nafter\n", "")


def test_a_program_without_a_window_runs_too(start: Start) -> None:
    child = start(program(app="QCoreApplication([])", before="QTimer.singleShot(0, app.quit)"))
    assert ended(child) == (3, "up\nasked\nafter\n", "")


def test_ctrl_c_leaves_a_bare_loop_as_a_keyboard_interrupt(start: Start) -> None:
    text = """
from PySide6.QtCore import QCoreApplication
from app.loop import TrayLoop
app = QCoreApplication([])
loop = TrayLoop(app)
loop.call_soon(lambda: print("up", flush=True))
try:
    loop.run_forever()
except KeyboardInterrupt:
    print("interrupted")
loop.close()
"""
    child = start(text)
    heard(child, "up")
    child.send_signal(signal.SIGINT)
    assert ended(child) == (0, "interrupted\n", "")


async def test_where_signals_cannot_wake_qt_they_are_looked_for() -> None:
    """The way of Windows, here with the signals that this system has."""
    asked: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    before = signal.getsignal(signal.SIGTERM)
    with _signals(asked.set_result, platform="win32"):
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(asked, BOUND) == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == before
