"""The log's rows: order, trimming, filter, counts - at the size of a long day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot

from proxy_core.journal.entry import COLUMNS, Outcome
from tests.ui.samples import blocked, day, entry, failed, running
from ui.models.log import TRIM, LogModel, searched_text


@pytest.fixture
def model(qtbot: QtBot) -> LogModel:
    """Under Qt's own watch: every begin and end must be told right."""
    made = LogModel(1000)
    watch = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    watch.setParent(made)
    return made


def ids(model: LogModel) -> list[str]:
    return [model.entry(row).request_id for row in range(model.rowCount())]


def test_new_requests_go_to_the_end_and_known_ones_stay_where_they_are(model: LogModel) -> None:
    model.apply([running(1), running(2)])
    model.apply([entry(1), running(3)])
    assert ids(model) == [one.request_id for one in (entry(1), running(2), running(3))]
    assert model.entry(0).outcome is Outcome.DONE


def test_a_request_that_comes_twice_in_a_batch_is_one_row_with_the_last_word(model: LogModel) -> None:
    model.apply([running(1), entry(1)])
    assert model.rowCount() == 1
    assert model.entry(0).outcome is Outcome.DONE


def test_every_column_is_shown_as_the_table_of_columns_says(model: LogModel) -> None:
    model.apply([failed(1)])
    for at, column in enumerate(COLUMNS):
        index = model.index(0, at)
        assert index.data() == column.text(failed(1))
        assert model.headerData(at, Qt.Orientation.Horizontal) == column.title
        right = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)) & Qt.AlignmentFlag.AlignRight
        assert bool(right) is column.right


def test_counts_follow_every_change(model: LogModel) -> None:
    model.apply([running(1), running(2), blocked(3)])
    model.apply([entry(1)])
    assert (model.counts[Outcome.RUNNING], model.counts[Outcome.DONE], model.counts[Outcome.BLOCKED]) == (
        1,
        1,
        1,
    )
    model.clear()
    assert sum(model.counts.values()) == 0


def test_the_filter_wants_every_word_anywhere(model: LogModel) -> None:
    model.apply([entry(1), blocked(2), failed(3)])
    model.set_filter("BAA_required OPUS")
    expected = [one.request_id for one in (blocked(2),) if "opus" in one.requested_model]
    assert ids(model) == expected
    model.set_filter(failed(3).request_id.lower())
    assert ids(model) == [failed(3).request_id]
    model.set_filter("")
    assert model.rowCount() == 3


def test_the_filter_by_outcome_and_the_filter_by_text_hold_together(model: LogModel) -> None:
    model.apply(day(60))
    model.set_filter("claude-opus", [Outcome.BLOCKED, Outcome.FAILED])
    assert model.rowCount() > 0
    for row in range(model.rowCount()):
        shown = model.entry(row)
        assert shown.outcome in (Outcome.BLOCKED, Outcome.FAILED)
        assert "claude-opus" in searched_text(shown)


def test_a_row_comes_and_goes_as_its_request_changes(model: LogModel) -> None:
    model.set_filter("", [Outcome.RUNNING])
    model.apply([running(1), running(2), entry(3)])
    assert ids(model) == [running(1).request_id, running(2).request_id]
    model.apply([entry(1)])
    assert ids(model) == [running(2).request_id]
    model.apply([running(1)])
    assert ids(model) == [running(1).request_id, running(2).request_id]


def test_many_rows_that_leave_a_filter_at_once_are_one_reset(model: LogModel) -> None:
    model.set_filter("", [Outcome.RUNNING])
    model.apply([running(number) for number in range(200)])
    resets = QSignalSpy(model.modelReset)
    model.apply([entry(number) for number in range(150)])
    assert resets.count() == 1
    assert model.rowCount() == 50


def test_a_row_is_found_by_its_request_only_while_it_is_shown(model: LogModel) -> None:
    model.apply([entry(1), blocked(2)])
    assert model.row_of(blocked(2).request_id) == 1
    model.set_filter("", [Outcome.DONE])
    assert model.row_of(blocked(2).request_id) == -1
    assert model.row_of("req_unknown") == -1


def test_a_change_is_told_for_the_rows_between_the_first_and_the_last_one(model: LogModel) -> None:
    model.apply([running(number) for number in range(10)])
    changes = QSignalSpy(model.dataChanged)
    model.apply([entry(3), entry(6)])
    assert changes.count() == 1
    top, bottom = changes.at(0)[:2]
    assert (top.row(), bottom.row()) == (3, 6)


def test_old_rows_leave_in_steps_and_not_one_by_one(model: LogModel) -> None:
    model.set_limit(100)  # steps of a fifth
    model.apply([entry(number) for number in range(100)])
    removals = QSignalSpy(model.rowsRemoved)
    for number in range(100, 119):
        model.apply([entry(number)])
    assert removals.count() == 0
    model.apply([entry(119)])
    assert removals.count() == 1
    assert model.total == 100
    assert model.entry(0).request_id == entry(20).request_id
    assert model.row_of(entry(19).request_id) == -1


def test_a_smaller_limit_takes_effect_at_once(model: LogModel) -> None:
    model.apply([entry(number) for number in range(600)])
    model.set_limit(100)
    assert ids(model) == [entry(number).request_id for number in range(500, 600)]


def test_what_is_cleared_is_gone_and_numbers_are_not_used_again(model: LogModel) -> None:
    model.apply([entry(number) for number in range(10)])
    model.clear()
    assert (model.rowCount(), model.total) == (0, 0)
    model.apply([entry(3), entry(11)])
    assert ids(model) == [entry(3).request_id, entry(11).request_id]


def test_texts_are_prepared_before_a_filter_asks_and_after_a_change(model: LogModel) -> None:
    model.apply([running(number) for number in range(30)])
    assert model.warm(20)
    assert not model.warm(20)
    model.apply([replace(entry(5), code="LATER_CODE")])
    model.warm(20)
    model.set_filter("later_code")
    assert ids(model) == [entry(5).request_id]


def test_a_hundred_thousand_rows_are_kept_filtered_and_trimmed(qtbot: QtBot) -> None:
    model = LogModel(100_000)
    sample = day(500)
    model.apply(replace(sample[n % 500], request_id=f"req_{n}") for n in range(100_000))
    assert model.rowCount() == 100_000
    model.set_filter("", [Outcome.BLOCKED])
    in_sample = sum(one.outcome is Outcome.BLOCKED for one in sample)
    assert model.rowCount() == in_sample * 200
    model.set_filter("req_4242")
    assert model.rowCount() == 11  # itself and ten that begin with it
    model.set_filter("")
    model.apply(replace(sample[0], request_id=f"more_{n}") for n in range(TRIM))
    assert model.total == 100_000
    assert model.entry(0).request_id == f"req_{TRIM}"
