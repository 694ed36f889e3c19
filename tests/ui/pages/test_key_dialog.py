"""Making a local key: checked before it is made, shown once, never lost by a slip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from proxy_core.config import LocalKey
from tests.ui.fakes import LOCAL_KEY, FakePorts
from ui.pages.key_dialog import KeyDialog
from ui.widgets.banner import Banner


@pytest.fixture
def dialog(qtbot: QtBot, ports: FakePorts) -> Iterator[KeyDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = KeyDialog(parent, ports)
    made.open()
    yield made
    parent.close()


def test_a_key_is_made_with_what_was_asked_for(dialog: KeyDialog, ports: FakePorts, qtbot: QtBot) -> None:
    QTest.keyClicks(dialog.name, "claims")
    dialog.scopes.switches["control:read"].click()
    QTest.keyClicks(dialog.limits.rpm, "30")
    QTest.keyClicks(dialog.limits.budget, "12.5")
    with qtbot.waitSignal(dialog.made) as told:
        QTest.mouseClick(dialog.make, Qt.MouseButton.LeftButton)
    assert told.args == ["claims"]
    wanted = LocalKey("claims", "", "", ("ai:chat", "control:read"), 30, None, 12.5)
    assert ports.calls == [("create_key", wanted)]


def test_the_key_is_shown_with_the_lines_for_claude_code(dialog: KeyDialog, ports: FakePorts) -> None:
    QTest.keyClicks(dialog.name, "claims")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.key.text == LOCAL_KEY
    assert dialog.focusWidget() is dialog.key.copy
    dialog.key.copy.click()
    assert QGuiApplication.clipboard().text() == LOCAL_KEY
    assert f"ANTHROPIC_AUTH_TOKEN={LOCAL_KEY}" in dialog.lines.text
    assert ports.status().url in dialog.lines.text
    dialog.shell.button("powershell").click()
    assert dialog.lines.text.startswith("$env:")
    assert LOCAL_KEY in dialog.lines.text


def test_escape_leaves_the_form_but_not_the_key(dialog: KeyDialog, ports: FakePorts) -> None:
    QTest.keyClicks(dialog.name, "claims")
    dialog.make.click()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.close_button.click()
    assert not dialog.isVisible()


def test_escape_before_it_is_made_makes_none(dialog: KeyDialog, ports: FakePorts) -> None:
    QTest.keyClicks(dialog.name, "claims")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert ports.calls == []


def test_what_is_wrong_is_said_before_anything_is_made(dialog: KeyDialog, ports: FakePorts) -> None:
    assert dialog.name_row.problem.text() == ""
    dialog.make.click()
    assert dialog.name_row.problem.text()
    assert not dialog.make.isEnabled()
    QTest.keyClicks(dialog.name, "laptop")
    assert "Another key" in dialog.name_row.problem.text()
    QTest.keyClicks(dialog.name, "-2")
    assert dialog.make.isEnabled()
    QTest.keyClicks(dialog.limits.daily, "x")
    assert dialog.limits.rows["daily"].problem.text()
    assert ports.calls == []


def test_a_refusal_is_said_and_what_was_typed_stays(dialog: KeyDialog, ports: FakePorts) -> None:
    ports.refuse = "The file cannot be written: the disk is full."
    QTest.keyClicks(dialog.name, "claims")
    dialog.make.click()
    assert dialog.refused.text() == ports.refuse
    ports.refuse = None
    dialog.make.click()
    assert dialog.key.text == LOCAL_KEY


@pytest.mark.parametrize("first", [True, False])
def test_only_the_first_key_changes_who_may_ask(first: bool, ports: FakePorts, qtbot: QtBot) -> None:
    if first:
        ports.revoke_key("laptop")
    parent = QWidget()
    qtbot.addWidget(parent)
    made = KeyDialog(parent, ports)
    words = [banner.text for banner in made.findChildren(Banner)]
    assert bool(words) == first
