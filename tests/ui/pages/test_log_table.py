"""The table of the log: columns by the room, and following only at the bottom."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from proxy_core.journal.entry import COLUMNS
from tests.ui.samples import day, entry
from ui.models.log import LogModel
from ui.pages.log_table import ROW_HEIGHT, LogTable


@pytest.fixture
def table(qtbot: QtBot) -> LogTable:
    model = LogModel(1000)
    made = LogTable(model, "Requests")
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    model.apply(day(60))
    made.scrollToBottom()
    return made


def shown(table: LogTable) -> list[str]:
    return [column.key for at, column in enumerate(COLUMNS) if not table.isColumnHidden(at)]


def more(table: LogTable, *numbers: int) -> None:
    table.before_flush()
    model = table.model()
    assert isinstance(model, LogModel)
    model.apply([entry(number) for number in numbers])
    table.after_flush()


def test_it_follows_while_the_newest_row_is_in_view(table: LogTable) -> None:
    more(table, *range(100, 110))
    assert table.at_bottom


def test_it_stays_where_a_person_reads_and_says_that_there_is_more(qtbot: QtBot, table: LogTable) -> None:
    table.verticalScrollBar().setValue(5)
    before = table.rowAt(0)
    with qtbot.waitSignal(table.away) as away:
        more(table, *range(100, 110))
    assert table.rowAt(0) == before
    assert away.args == [True]
    with qtbot.waitSignal(table.away) as away:
        table.scrollToBottom()
    assert away.args == [False]


def test_what_is_read_keeps_its_place_when_old_rows_leave(table: LogTable) -> None:
    model = table.model()
    assert isinstance(model, LogModel)
    table.verticalScrollBar().setValue(30)
    read = model.entry(table.rowAt(0)).request_id
    table.before_flush()
    model.set_limit(50)
    table.after_flush()
    assert model.entry(table.rowAt(0)).request_id == read


def test_a_chosen_row_that_leaves_hands_its_place_to_no_other(qtbot: QtBot, table: LogTable) -> None:
    model = table.model()
    assert isinstance(model, LogModel)
    table.choose(day(60)[0].request_id)
    chosen: list[object] = []
    table.entry_chosen.connect(chosen.append)
    table.before_flush()
    model.set_limit(50)
    table.after_flush()
    assert not table.currentIndex().isValid()
    assert chosen == [None]


@pytest.mark.parametrize("width", [320, 500, 700, 900, 1300, 2400])
def test_the_columns_always_fill_the_room_exactly(qtbot: QtBot, table: LogTable, width: int) -> None:
    table.resize(width, 400)
    used = sum(table.columnWidth(at) for at in range(len(COLUMNS)) if not table.isColumnHidden(at))
    assert used == table.viewport().width()


def test_more_room_shows_more_columns_and_the_outcome_is_always_there(table: LogTable) -> None:
    counts = []
    for width in (320, 700, 1300, 2400):
        table.resize(width, 400)
        assert {"at", "outcome"} <= set(shown(table))
        counts.append(len(shown(table)))
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] == len(COLUMNS)


def test_a_column_that_is_not_wanted_stays_away_however_wide_it_is(table: LogTable) -> None:
    table.resize(2400, 400)
    table.hide_columns(["phi"])
    assert "phi" not in shown(table)
    table.hide_columns([])
    assert "phi" in shown(table)


def test_every_row_has_the_same_height(table: LogTable) -> None:
    assert {table.rowHeight(row) for row in range(60)} == {ROW_HEIGHT}


def test_choosing_a_request_brings_it_into_view_and_tells_it(qtbot: QtBot, table: LogTable) -> None:
    wanted = day(60)[4]
    with qtbot.waitSignal(table.entry_chosen) as chosen:
        assert table.choose(wanted.request_id)
    assert chosen.args == [wanted]
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())
    assert not table.choose("req_unknown")


def test_it_can_be_drawn(table: LogTable) -> None:
    assert not table.grab().isNull()
