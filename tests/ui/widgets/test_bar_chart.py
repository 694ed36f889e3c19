"""Bars on one scale, read by pointer, by keyboard and aloud."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.theme import tokens
from ui.widgets.bar_chart import BarChart


@pytest.fixture
def chart(qtbot: QtBot) -> BarChart:
    made = BarChart("Cost")
    qtbot.addWidget(made)
    made.resize(600, 210)
    made.show_bars("Cost by day", [("Jun 1", 0.0), ("Jun 2", 10.0), ("Jun 3", 5.0)], lambda v: f"${v:.2f}")
    made.show()
    return made


@pytest.mark.parametrize(
    ("largest", "top"),
    [(0, 1), (0.003, 0.005), (1, 1), (1.01, 2), (10, 10), (24, 25), (26, 50), (99, 100), (1e6, 1e6)],
)
def test_the_scale_ends_at_a_round_number_above_the_largest(largest: float, top: float) -> None:
    assert BarChart.scale(largest) == pytest.approx(top)


def test_the_keys_go_from_bar_to_bar_and_say_what_it_is(chart: BarChart) -> None:
    assert chart.said == ""
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        QTest.keyClick(chart, key)
        seen.append(chart.said)
    assert seen == ["Jun 1: $0.00", "Jun 2: $10.00", "Jun 3: $5.00", "Jun 3: $5.00", "Jun 1: $0.00"]
    assert chart.accessibleName() == "Cost by day. Jun 1: $0.00"


def test_the_pointer_says_what_is_under_it(chart: BarChart) -> None:
    QTest.mouseMove(chart, QPoint(350, 100))
    assert chart.said == "Jun 2: $10.00"
    QTest.mouseMove(chart, QPoint(3, 100))
    assert chart.said == ""


def test_a_bar_is_as_high_as_its_value(chart: BarChart) -> None:
    image = chart.grab().toImage()
    accent = QColor(tokens().accent)
    ratio = image.devicePixelRatio()

    def height(x: int) -> int:
        column = (image.pixelColor(round(x * ratio), y) for y in range(image.height()))
        return sum(color == accent for color in column)

    one, two, three = (height(x) for x in (145, 330, 510))
    assert one == 0
    assert two > 100
    assert abs(two - 2 * three) <= 6


def test_no_bars_are_no_trouble(chart: BarChart) -> None:
    chart.show_bars("Nothing", [], str)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.mouseMove(chart, QPoint(300, 100))
    assert not chart.grab().isNull()
    assert chart.said == ""
