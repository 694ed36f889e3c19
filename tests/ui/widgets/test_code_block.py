"""Lines to copy."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui.widgets.code_block import CodeBlock, CopyButton


def test_what_is_shown_is_what_is_copied(qtbot: QtBot) -> None:
    block = CodeBlock("export A=1\nexport B=2", name="Variables")
    qtbot.addWidget(block)
    with qtbot.waitSignal(block.copy.copied):
        block.copy.click()
    assert QGuiApplication.clipboard().text() == block.text == "export A=1\nexport B=2"
    block.set_text("other")
    block.copy.click()
    assert QGuiApplication.clipboard().text() == "other"


def test_it_says_that_it_was_copied_and_rests_again(qtbot: QtBot) -> None:
    one = CopyButton("Copy", "Copied")
    qtbot.addWidget(one)
    one.set_value("x")
    one.click()
    assert one.toolTip() == "Copied"
    qtbot.waitUntil(lambda: one.toolTip() == "Copy")


def test_there_is_nothing_to_copy_from_nothing(qtbot: QtBot) -> None:
    one = CopyButton("Copy", "Copied")
    qtbot.addWidget(one)
    one.set_value("")
    assert not one.isEnabled()
    assert one.value == ""
