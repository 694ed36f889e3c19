"""Counts as bars."""

from __future__ import annotations

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ui.theme import LIGHT
from ui.widgets.bars import Bars


def painted(bars: Bars, row: int) -> int:
    """How many pixels of the accent colour a row has."""
    image = bars.grab().toImage()
    y = row * 24 + 12
    return sum(image.pixelColor(x, y) == QColor(LIGHT.accent) for x in range(image.width()))


def test_the_largest_comes_first_and_bars_are_of_one_scale(qtbot: QtBot) -> None:
    bars = Bars()
    qtbot.addWidget(bars)
    bars.show_counts({"MRN": 10, "NAME": 40, "DATE": 20})
    bars.resize(300, bars.sizeHint().height())
    assert bars.accessibleName() == "NAME 40, DATE 20, MRN 10"
    longest, half, quarter = (painted(bars, row) for row in range(3))
    assert abs(half - longest / 2) <= 2
    assert abs(quarter - longest / 4) <= 2


def test_no_counts_take_no_room(qtbot: QtBot) -> None:
    bars = Bars()
    qtbot.addWidget(bars)
    bars.show_counts({})
    assert bars.isHidden()
    assert bars.sizeHint().height() == 0
