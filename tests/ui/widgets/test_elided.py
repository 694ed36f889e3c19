"""A label that shortens itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.elided import ElidedLabel

LONG = "/home/somebody/a/very/long/path/to/config.toml"


def test_a_long_text_is_cut_and_whole_in_the_tip(qtbot: QtBot) -> None:
    made = ElidedLabel(LONG, "mono", Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(made)
    made.resize(120, 20)
    made.show()
    assert "…" in made.shown()
    assert made.shown().endswith(".toml"[-2:])
    assert made.toolTip() == LONG


def test_a_text_with_room_has_no_tip(qtbot: QtBot) -> None:
    made = ElidedLabel(LONG)
    qtbot.addWidget(made)
    made.resize(made.sizeHint().width() + 40, 20)
    made.show()
    assert made.shown() == LONG
    assert made.toolTip() == ""
    made.setText(LONG * 3)
    assert made.toolTip() == LONG * 3


def test_it_never_widens_its_window(qtbot: QtBot) -> None:
    made = ElidedLabel(LONG * 10)
    qtbot.addWidget(made)
    assert made.minimumSizeHint().width() < 50
