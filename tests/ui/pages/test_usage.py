"""The Usage page: the days of a choice, as chart, table and file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.fakes import FakePorts
from ui.models.usage import to_csv
from ui.pages.usage import UsagePage
from ui.ports import Usage


@pytest.fixture
def ports() -> FakePorts:
    made = FakePorts(samples.clinic_config())
    made.used = {days: samples.usage(days) for days in (7, 30, 90)}
    return made


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> UsagePage:
    made = UsagePage(ports)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    return made


def test_a_month_is_shown_at_first(page: UsagePage, ports: FakePorts) -> None:
    assert ports.calls == [("usage", 30)]
    total = samples.usage(30).total
    assert page.totals["requests"].text() == f"{total.requests:,}"
    assert page.totals["cost"].text() == f"${total.cost_usd:,.2f}"
    assert "SSN 12" in page.totals["phi"].toolTip()
    assert page.model.rowCount() == 5


def test_other_days_are_asked_for_and_shown(page: UsagePage, ports: FakePorts) -> None:
    page.days.button("7").click()
    assert ports.calls[-1] == ("usage", 7)
    assert page.totals["requests"].text() == f"{samples.usage(7).total.requests:,}"


def test_an_answer_that_comes_late_does_not_replace_the_choice(page: UsagePage, ports: FakePorts) -> None:
    ports.slow = True
    page.days.button("90").click()
    page.days.button("7").click()
    ports.settle()
    assert page.totals["requests"].text() == f"{samples.usage(7).total.requests:,}"
    page._came(samples.usage(90))
    assert page.totals["requests"].text() == f"{samples.usage(7).total.requests:,}"


@pytest.mark.parametrize(("by", "rows", "title"), [("day", 21, "Day"), ("key", 3, "Local key")])
def test_rows_are_what_was_chosen(page: UsagePage, by: str, rows: int, title: str) -> None:
    page.by.button(by).click()
    assert page.model.rowCount() == rows
    assert page.model.headerData(0, page.table.horizontalHeader().orientation()) == title


def test_no_figure_is_cut_at_the_smallest_window(qtbot: QtBot, page: UsagePage) -> None:
    page.resize(736, 600)
    qtbot.wait(20)
    shown = [at for at in range(page.model.columnCount()) if not page.table.isColumnHidden(at)]
    assert {0, 1, 5, 6} <= set(shown)
    for at in shown[1:]:
        wanted = max(page.table.sizeHintForColumn(at), page.table.horizontalHeader().sectionSizeHint(at))
        assert page.table.columnWidth(at) >= wanted
    assert sum(page.table.columnWidth(at) for at in shown) <= page.table.viewport().width()
    assert page.table.columnWidth(0) >= 150
    page.resize(1200, 800)
    qtbot.wait(20)
    assert not any(page.table.isColumnHidden(at) for at in range(page.model.columnCount()))


def test_a_measure_is_drawn_for_every_day(page: UsagePage) -> None:
    page.measure.button("requests").click()
    assert page.chart.accessibleName() == "Requests by day"


def test_no_requests_are_said_and_nothing_is_exported(page: UsagePage, ports: FakePorts) -> None:
    ports.used = {}
    page.refresh()
    assert page.stack.currentWidget() is page.empty
    assert not page.export.isEnabled()


def test_a_journal_that_cannot_be_read_is_said(page: UsagePage, ports: FakePorts) -> None:
    why = "The journal cannot grow: the disk is full. Make room."
    ports.used[30] = Usage(samples.TODAY, samples.TODAY, problem=why)
    page.refresh()
    assert page.problem.text == why
    assert page.stack.isHidden()
    ports.used[30] = samples.usage(30)
    page.refresh()
    assert page.problem.isHidden()
    assert page.stack.isVisible()


def test_the_table_is_exported(page: UsagePage, tmp_path: Path) -> None:
    page.by.button("key").click()
    page.write(str(tmp_path / "usage.csv"))
    assert (tmp_path / "usage.csv").read_bytes().decode() == to_csv(samples.usage(30), "key")
    assert page.problem.isHidden()


def test_a_file_that_cannot_be_written_is_said(page: UsagePage, tmp_path: Path) -> None:
    page.write(str(tmp_path / "missing" / "usage.csv"))
    assert "could not be written" in page.problem.text


def test_where_to_is_asked_without_holding_up_the_program(page: UsagePage) -> None:
    page.export.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.reject()
