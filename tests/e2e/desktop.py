"""A screen with windows, a panel and a hand: Xvfb, openbox, tint2 and xdotool (X11; Debian's packages).

The panel is a real one: the icon docks in it over XEmbed, and clicks go through the X server.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PANEL = """
panel_items = S
panel_size = 200 32
panel_position = bottom right horizontal
systray_padding = 4 4 4
systray_icon_size = 24
"""
#: a line of `xwininfo -tree`: id, name, class, width, height, absolute place
_WINDOW = re.compile(
    r'^\s+(0x[0-9a-f]+) (?:"(.*?)"|\(has no name\)): \((.*?)\)\s+(\d+)x(\d+)\+.*?\+?(-?\d+)\+(-?\d+)$',
    re.MULTILINE,
)


def eventually(check: Callable[[], object], what: str, seconds: float = 30.0) -> None:
    """Looks again until `check` gives something true. For other programs, which cannot be waited for."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not check():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        pause.wait(0.05)


@dataclass(frozen=True)
class Window:
    """A mapped window. x, y: on the screen."""

    id: str
    name: str
    width: int
    height: int
    x: int
    y: int


class Screen:
    """environment: what a program needs to appear on it."""

    def __init__(self, display: str, folder: Path) -> None:
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        self.environment = {
            "DISPLAY": display,
            "XDG_RUNTIME_DIR": str(runtime),
            # Without a session bus Qt docks its icon over XEmbed, which is what this panel speaks.
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "QT_QPA_PLATFORM": "xcb",
        }
        self._folder = folder

    def managed(self) -> bool:
        return "_NET_NUMBER_OF_DESKTOPS(CARDINAL)" in self._run("xprop", "-root")

    @contextmanager
    def panel(self) -> Iterator[None]:
        """A panel with a tray and nothing else."""
        file = self._folder / "tint2rc"
        file.write_text(_PANEL, encoding="utf-8")
        with running(
            ["tint2", "-c", str(file)], {**os.environ, **self.environment}, self._folder / "tint2.log"
        ):
            eventually(lambda: self.windows("tint2"), "the panel appears")
            yield

    def windows(self, name: str) -> list[Window]:
        """The windows of that name that have a size, the topmost first."""
        tree = self._run("xwininfo", "-root", "-tree")
        found = [
            Window(match[1], match[2] or "", *(int(number) for number in match.groups()[3:]))
            for match in _WINDOW.finditer(tree)
        ]
        return [window for window in found if window.name == name and window.width > 3 and self._seen(window)]

    def click(self, x: int, y: int, button: int = 1) -> None:
        self._run("xdotool", "mousemove", str(x), str(y), "click", str(button))

    def focused(self) -> str:
        """The id of the window that has the focus, as the window manager sees it."""
        active = self._run("xprop", "-root", "_NET_ACTIVE_WINDOW")
        return active.rpartition(" ")[2].strip()

    def press(self, keys: str, window: Window) -> None:
        """Keys, such as `alt+F4`, once a window has the focus."""
        eventually(
            lambda: self.focused() == window.id or not self._seen(window), f"{window.name} gets the focus"
        )
        self._run("xdotool", "key", keys)

    def _seen(self, window: Window) -> bool:
        return "IsViewable" in self._run("xwininfo", "-id", window.id, check=False)

    def _run(self, *command: str, check: bool = True) -> str:
        done = subprocess.run(
            command, env={**os.environ, **self.environment}, capture_output=True, text=True, timeout=30
        )
        assert not check or done.returncode == 0, f"{command[0]}: {done.stderr}"
        return done.stdout


@contextmanager
def running(
    command: Sequence[str], environment: dict[str, str], output: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A program for as long as the block lasts, ended if it still runs. What it says goes to `output`."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        yield process
    except AssertionError as error:
        error.add_note(f"{Path(command[0]).name} said: {output.read_text(errors='replace')[-3000:]}")
        raise
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """A screen of 1600x1000, on which the window leaves the panel free, with a number that nobody uses."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1600x1000x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    process = subprocess.Popen(
        command, pass_fds=[writing], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        found = Screen(f":{number}", folder)
        with running(["openbox"], {**os.environ, **found.environment}, folder / "openbox.log"):
            # The panel would wait for the manager's word on the number of desktops.
            eventually(found.managed, "the window manager starts")
            yield found
    finally:
        process.terminate()
        process.wait(15)
