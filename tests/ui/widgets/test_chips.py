"""Filters that can each be on, and a choice of one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.chips import Chips, Segments

OPTIONS = [("a", "Alpha"), ("b", "Beta"), ("c", "Gamma")]


def test_any_of_the_chips_can_be_on(qtbot: QtBot) -> None:
    chips = Chips(OPTIONS)
    qtbot.addWidget(chips)
    with qtbot.waitSignal(chips.changed) as changed:
        QTest.mouseClick(chips.button("a"), Qt.MouseButton.LeftButton)
    assert changed.args == [frozenset({"a"})]
    QTest.keyClick(chips.button("c"), Qt.Key.Key_Space)
    assert chips.values() == {"a", "c"}
    with qtbot.waitSignal(chips.changed) as changed:
        chips.reset()
    assert changed.args == [frozenset()]


def test_a_chip_counts(qtbot: QtBot) -> None:
    chips = Chips(OPTIONS)
    qtbot.addWidget(chips)
    chips.set_count("a", 12345)
    assert chips.button("a").text() == "Alpha  12,345"
    chips.set_count("a", 0)
    assert chips.button("a").text() == "Alpha"


def test_one_segment_is_on(qtbot: QtBot) -> None:
    segments = Segments(OPTIONS, "Letter")
    qtbot.addWidget(segments)
    assert segments.value() == ""
    with qtbot.assertNotEmitted(segments.changed):
        segments.set_value("b")
    with qtbot.waitSignal(segments.changed) as changed:
        QTest.mouseClick(segments.button("c"), Qt.MouseButton.LeftButton)
    assert changed.args == ["c"]
    assert segments.value() == "c"
    assert segments.button("c").accessibleName() == "Letter: Gamma"


def test_a_value_that_is_no_choice_is_an_error(qtbot: QtBot) -> None:
    segments = Segments(OPTIONS)
    qtbot.addWidget(segments)
    with pytest.raises(KeyError):
        segments.set_value("z")
