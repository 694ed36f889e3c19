"""Below the table: the count, the way back, and a height at which no row is cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.samples import day
from ui.models.log import LogModel
from ui.pages.log_foot import LogWithFoot
from ui.pages.log_table import LogTable


@pytest.fixture
def body(qtbot: QtBot) -> LogWithFoot:
    model = LogModel(1000)
    made = LogWithFoot(LogTable(model, "Requests"))
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(900, 440)
    made.show()
    model.apply(day(60))
    made.table.scrollToBottom()
    return made


@pytest.mark.parametrize("height", [401, 407, 415, 423, 440])
def test_neither_the_first_nor_the_last_row_in_sight_is_cut(body: LogWithFoot, height: int) -> None:
    body.resize(900, height)
    table = body.table
    for at in (table.verticalScrollBar().maximum(), 7):
        table.verticalScrollBar().setValue(at)
        bottom = table.viewport().height() - 1
        assert table.visualRect(table.indexAt(QPoint(20, 0))).top() == 0
        assert table.visualRect(table.indexAt(QPoint(20, bottom))).bottom() == bottom


def test_the_way_back_is_there_while_newer_rows_are_out_of_sight(body: LogWithFoot) -> None:
    assert not body.latest.isVisible()
    body.table.scrollToTop()
    assert body.latest.isVisible()
    assert body.latest.mapTo(body, QPoint()).y() >= body.table.geometry().bottom()
    QTest.mouseClick(body.latest, Qt.MouseButton.LeftButton)
    assert body.table.at_bottom
    assert not body.latest.isVisible()


@pytest.mark.parametrize(
    ("shown", "total", "words"),
    [(60, 60, "60 requests"), (1, 1, "1 request"), (12, 1060, "12 of 1,060 requests")],
)
def test_it_says_how_many_requests_there_are(body: LogWithFoot, shown: int, total: int, words: str) -> None:
    body.show_count(shown, total)
    assert body.count.text() == words
