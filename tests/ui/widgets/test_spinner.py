"""A turning arc."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.spinner import Spinner


def test_it_turns_only_while_it_is_shown(qtbot: QtBot) -> None:
    spinner = Spinner()
    qtbot.addWidget(spinner)
    turning = [spinner.turning]
    spinner.show()
    turning.append(spinner.turning)
    first = spinner.grab().toImage()
    qtbot.waitUntil(lambda: spinner.grab().toImage() != first)
    spinner.hide()
    turning.append(spinner.turning)
    assert turning == [False, True, False]
