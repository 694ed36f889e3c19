"""How much is used, as a bar."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ui.theme import tokens
from ui.widgets.meter import Meter


@pytest.fixture
def meter(qtbot: QtBot) -> Meter:
    made = Meter("Budget used")
    qtbot.addWidget(made)
    made.resize(200, 12)
    return made


@pytest.mark.parametrize(
    ("used", "held", "tone"),
    [
        (0, 0, "accent"),
        (0.79, 0, "accent"),
        (0.75, 0.1, "warn"),
        (0.9, 0, "warn"),
        (1, 0, "danger"),
        (9, 9, "danger"),
    ],
)
def test_the_fuller_the_louder(meter: Meter, used: float, held: float, tone: str) -> None:
    meter.show_parts(used, held)
    assert meter.tone == tone


def test_it_is_as_long_as_what_is_used(meter: Meter) -> None:
    meter.show_parts(0.5)
    image = meter.grab().toImage()
    middle = image.height() // 2
    front, back = QColor(tokens().accent), QColor(tokens().hover)
    assert image.pixelColor(image.width() * 2 // 5, middle) == front
    assert image.pixelColor(image.width() * 3 // 5, middle) == back


def test_it_says_how_much(meter: Meter) -> None:
    meter.show_parts(0.916, 0.01)
    assert meter.accessibleName() == "Budget used: 92 %"
