"""The Claude Code page: what to copy, and how it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from proxy_core.config import DEMO, ModelMapping, Route
from tests.ui.fakes import URL, FakePorts
from tests.ui.samples import entry
from ui.pages.claude_code import ClaudeCodePage


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> ClaudeCodePage:
    made = ClaudeCodePage(ports)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_command_can_be_copied(page: ClaudeCodePage) -> None:
    page.run.copy.click()
    assert QGuiApplication.clipboard().text() == "scrubroom claude"


def test_every_command_is_one_that_runs_on_this_computer(qtbot: QtBot, ports: FakePorts) -> None:
    ports.typed = "/opt/scrubroom/bin/scrubroom"
    page = ClaudeCodePage(ports)
    qtbot.addWidget(page)
    blocks = (page.run, page.connect_command, page.disconnect_command, page.key_command)
    assert [block.text for block in blocks] == [
        f"/opt/scrubroom/bin/scrubroom {rest}"
        for rest in ("claude", "connect", "disconnect", "keys create laptop")
    ]


def test_the_lines_are_for_the_shell_that_is_chosen(page: ClaudeCodePage) -> None:
    assert page.lines.text.startswith(f"export ANTHROPIC_BASE_URL={URL}")
    QTest.mouseClick(page.shell.button("powershell"), Qt.MouseButton.LeftButton)
    assert page.lines.text.startswith(f'$env:ANTHROPIC_BASE_URL = "{URL}"')


def test_a_local_key_is_asked_for_only_if_there_are_any(page: ClaudeCodePage, ports: FakePorts) -> None:
    assert "YOUR_LOCAL_KEY" in page.lines.text
    assert "YOUR_LOCAL_KEY" in page.key_note.text()
    ports.set_config(replace(ports.config(), keys=()))
    assert "YOUR_LOCAL_KEY" not in page.lines.text
    assert "Any program" in page.key_note.text()


def test_the_proxy_is_turned_on_from_here(page: ClaudeCodePage, ports: FakePorts) -> None:
    assert page.proxy.action.isHidden()
    ports.stop()
    assert page.proxy.text.text() == "It is off."
    QTest.mouseClick(page.proxy.action, Qt.MouseButton.LeftButton)
    assert URL in page.proxy.text.text()


def test_a_mapping_that_leads_nowhere_real_leads_to_the_models(
    qtbot: QtBot, page: ClaudeCodePage, ports: FakePorts
) -> None:
    assert page.provider.action.isHidden()
    ports.set_config(replace(ports.config(), models=()))
    assert "No model is mapped" in page.provider.text.text()
    demo = ModelMapping("*", (Route(DEMO.name),))
    ports.set_config(replace(ports.config(), models=(demo,)))
    assert "demo" in page.provider.text.text()
    with qtbot.waitSignal(page.page_wanted) as wanted:
        page.provider.action.click()
    assert wanted.args == ["models"]


def test_claude_code_is_seen_by_its_own_requests_only(
    qtbot: QtBot, page: ClaudeCodePage, ports: FakePorts
) -> None:
    ports.record(replace(entry(1), client="curl/8.5"))
    page._show_seen()
    assert "Not yet" in page.seen.text.text()
    assert page.seen.action.isHidden()
    ports.record(entry(2))
    qtbot.waitUntil(lambda: entry(2).requested_model in page.seen.text.text())


def test_what_was_seen_before_the_window_counts(qtbot: QtBot, ports: FakePorts) -> None:
    ports.record(entry(2))
    page = ClaudeCodePage(ports)
    qtbot.addWidget(page)
    page.show()
    assert "Last request" in page.seen.text.text()


def test_nothing_ticks_while_it_is_hidden(page: ClaudeCodePage) -> None:
    assert page._timer.isActive()
    page.hide()
    assert not page._timer.isActive()
