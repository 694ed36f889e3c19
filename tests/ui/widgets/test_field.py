"""One line of a form."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui.widgets.field import FieldRow
from ui.widgets.switch import Switch


def test_a_control_is_named_and_described_by_its_row(qtbot: QtBot) -> None:
    edit = QLineEdit()
    row = FieldRow("Port", edit, "The port to listen on.")
    qtbot.addWidget(row)
    assert edit.accessibleName() == "Port"
    assert edit.accessibleDescription() == "The port to listen on."
    assert row.title.buddy() is edit


def test_a_problem_is_shown_marked_and_read_out_and_goes_again(qtbot: QtBot) -> None:
    edit = QLineEdit()
    row = FieldRow("Port", edit, "Help.")
    qtbot.addWidget(row)
    row.show()
    row.set_problem("It must be at most 65535.")
    assert row.problem.isVisible()
    assert edit.property("bad") == "true"
    assert edit.accessibleDescription() == "It must be at most 65535."
    row.set_problem(None)
    assert not row.problem.isVisible()
    assert edit.property("bad") == "false"
    assert edit.accessibleDescription() == "Help."


@pytest.mark.parametrize(("help_first", "above"), [(False, False), (True, True)])
def test_the_help_is_below_the_control_or_above_it(qtbot: QtBot, help_first: bool, above: bool) -> None:
    edit = QLineEdit()
    row = FieldRow("Port", edit, "Help.", help_first=help_first)
    qtbot.addWidget(row)
    row.show()
    assert (row.help.y() < edit.y()) is above


def test_beside_puts_the_control_at_the_right(qtbot: QtBot) -> None:
    switch = Switch()
    row = FieldRow("Notifications", switch, "Help.", side=True, tag="restarts the proxy")
    qtbot.addWidget(row)
    row.resize(400, 60)
    row.show()
    assert (
        switch.mapTo(row, switch.rect().topLeft()).x() > row.help.mapTo(row, row.help.rect().topRight()).x()
    )
    assert row.tag.isVisible()


def test_the_help_can_change(qtbot: QtBot) -> None:
    row = FieldRow("Port", QLineEdit())
    qtbot.addWidget(row)
    assert row.help.isHidden()
    row.set_help("Now there is one.")
    assert not row.help.isHidden()
