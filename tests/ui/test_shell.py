"""Starting and closing, with and without a tray, and the choice of colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fakes import KINDS, FakePorts, resolve
from ui.shell import Shell
from ui.theme import DARK, LIGHT, tokens
from ui.widgets.confirm import Question

#: Qt says this of every tray icon on the offscreen platform
pytestmark = pytest.mark.allow_logs("systemTrayWindowChanged")


class Panel:
    there = True


@pytest.fixture
def panel() -> Panel:
    return Panel()


@pytest.fixture
def memory(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def shell(
    qtbot: QtBot, qapp: QApplication, ports: FakePorts, panel: Panel, memory: QSettings
) -> Iterator[Shell]:
    made = Shell(qapp, ports, KINDS, resolve, memory=memory, tray_available=lambda: panel.there)
    yield made
    made.finish()
    for one in (made.window, made.theme, made):  # at once: a change of colours reaches every widget alive
        shiboken6.delete(one)


def test_the_window_opens_at_start_unless_told_to_hide(shell: Shell) -> None:
    shell.start(hidden=True)
    assert not shell.window.isVisible()
    shell.start()
    assert shell.window.isVisible()


def test_without_a_tray_the_window_opens_in_any_case_and_says_why(shell: Shell, panel: Panel) -> None:
    panel.there = False
    shell.tray.look()
    shell.start(hidden=True)
    assert shell.window.isVisible()
    assert "no tray icons" in shell.window.notice.text
    panel.there = True
    shell.tray.look()
    assert shell.window.notice.isHidden()


def test_closing_hides_and_is_said_once(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(shell.tray, "say", lambda title, _text: said.append(title))
    shell.start()
    for _ in range(2):
        shell.window.close()
        assert not shell.window.isVisible()
        shell.open()
        assert shell.window.isVisible()
    assert said == ["Scrubroom keeps running"]


def test_what_was_said_once_is_remembered(
    qtbot: QtBot, qapp: QApplication, ports: FakePorts, memory: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for expected in (1, 0):
        shell = Shell(qapp, ports, KINDS, resolve, memory=memory, tray_available=lambda: True)
        said: list[str] = []
        monkeypatch.setattr(shell.tray, "say", lambda title, _text, said=said: said.append(title))
        shell.start()
        shell.window.close()
        assert len(said) == expected
        shell.finish()
        shiboken6.delete(shell.window)


@pytest.mark.parametrize(
    ("answer", "calls", "minimized"),
    [("quit", ["quit"], False), ("minimize", [], True), ("cancel", [], False)],
)
def test_without_a_tray_closing_asks(
    shell: Shell, ports: FakePorts, panel: Panel, qtbot: QtBot, answer: str, calls: list[str], minimized: bool
) -> None:
    panel.there = False
    shell.tray.look()
    shell.start()
    shell.window.close()
    shell.window.close()  # asks once, not twice
    questions = shell.window.findChildren(Question)
    assert len(questions) == 1
    questions[0].buttons[answer].click()
    assert [name for name, _ in ports.calls] == calls
    assert shell.window.isMinimized() is minimized
    assert shell.window.isVisible()


def test_a_panel_that_goes_brings_the_window_back(shell: Shell, panel: Panel) -> None:
    shell.start(hidden=True)
    panel.there = False
    shell.tray.look()
    assert shell.window.isVisible()


def test_the_colours_follow_the_setting_at_once(shell: Shell, ports: FakePorts) -> None:
    ports.save_settings({"app.theme": "dark"})
    assert tokens() is DARK
    ports.save_settings({"app.theme": "light"})
    assert tokens() is LIGHT


def test_a_click_on_the_tray_opens_the_window(shell: Shell) -> None:
    shell.start(hidden=True)
    shell.tray.open.trigger()
    assert shell.window.isVisible()


def test_finishing_closes_for_good(shell: Shell) -> None:
    shell.start()
    shell.finish()
    assert not shell.window.isVisible()
    assert shell.tray.icon is None
