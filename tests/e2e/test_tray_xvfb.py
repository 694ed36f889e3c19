"""The tray app on a real screen with a real panel, used with real clicks."""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.e2e.desktop import Screen, Window, eventually, running, screen
from tests.e2e.harness import SCRUBROOM, environment

NAME = "Scrubroom"
#: the icon is this wide, the window at least so wide, and the menu in between
ICON, WINDOW = 24, 600
#: where the entries of the menu are, as a share of its height: the state, a line, the switch, the address,
#: a line, the window, the end
SWITCH, END = 0.32, 0.91


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as found:
        yield found


@dataclass
class Tray:
    """The running app. url: where its proxy listens when it is on."""

    url: str
    process: subprocess.Popen[bytes]
    desk: Screen

    def icons(self) -> list[Window]:
        """Its icon in the panel."""
        return [window for window in self.desk.windows(NAME) if window.width == ICON]

    def menu(self) -> list[Window]:
        return [window for window in self.desk.windows(NAME) if ICON < window.width < WINDOW]

    def window(self) -> list[Window]:
        return [window for window in self.desk.windows(NAME) if window.width >= WINDOW]

    def click_icon(self, button: int = 1) -> None:
        eventually(self.icons, "the icon is in the panel")
        (icon,) = self.icons()
        self.desk.click(icon.x + ICON // 2, icon.y + ICON // 2, button)

    def choose(self, entry: float) -> None:
        """Opens the menu with the right button and clicks on an entry."""
        self.click_icon(button=3)
        eventually(self.menu, "the menu opens")
        menu = self.menu()[0]
        self.desk.click(menu.x + menu.width // 3, menu.y + round(menu.height * entry))

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError):
            return False


@contextmanager
def tray_app(desk: Screen, folder: Path) -> Iterator[Tray]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    file = folder / "config.toml"
    file.write_text(f"version = 1\n[server]\nport = {port}\n", encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    command = [str(SCRUBROOM), "--config", str(file)]
    with running(command, environment(home, desk.environment), folder / "app.log") as process:
        tray = Tray(f"http://127.0.0.1:{port}", process, desk)
        eventually(tray.healthy, "the proxy starts with the app")
        yield tray


def ask(tray: Tray) -> str:
    """One request through the app's proxy, to the demo model."""
    body = {
        "model": "any",
        "max_tokens": 50,
        "messages": [{"role": "user", "content": "Hello from the desk"}],
    }
    request = urllib.request.Request(
        f"{tray.url}/v1/messages", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(json.load(answer)["content"][0]["text"])


def test_the_menu_s_switch_stops_and_starts_the_proxy(desk: Screen, tmp_path: Path) -> None:
    with desk.panel(), tray_app(desk, tmp_path) as tray:
        assert "Hello from the desk" in ask(tray)
        tray.choose(SWITCH)
        eventually(lambda: not tray.healthy(), "the switch stops the proxy")
        tray.choose(SWITCH)
        eventually(tray.healthy, "the switch starts the proxy again")
        assert "Hello from the desk" in ask(tray)
        tray.choose(END)
        assert tray.process.wait(30) == 0
        assert not tray.healthy()


def test_closing_the_window_keeps_the_proxy_and_a_click_on_the_icon_brings_it_back(
    desk: Screen, tmp_path: Path
) -> None:
    with desk.panel(), tray_app(desk, tmp_path) as tray:
        eventually(tray.window, "the window is open")

        def closed() -> bool:
            # A key that is pressed while the window manager is still at work goes nowhere: press it again.
            for window in tray.window():
                desk.press("alt+F4", window)
            return not tray.window()

        eventually(closed, "the window closes")
        assert tray.healthy()
        tray.click_icon()
        eventually(tray.window, "the click opens the window")


def test_a_panel_that_comes_late_gets_the_icon(desk: Screen, tmp_path: Path) -> None:
    with tray_app(desk, tmp_path) as tray:
        eventually(tray.window, "without a panel the window is open")
        assert tray.icons() == []
        with desk.panel():
            eventually(tray.icons, "the icon appears in the panel")
