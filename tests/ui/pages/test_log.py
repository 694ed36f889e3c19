"""The Log page: live rows, filter, pause, details, empty states."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from proxy_core.inspector.view import View
from proxy_core.journal.entry import COLUMNS, Outcome
from tests.ui.fakes import URL, FakePorts
from tests.ui.samples import blocked, day, entry, running
from ui.main_window import MainWindow
from ui.pages.log import LogPage


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> LogPage:
    for one in day(60):
        ports.record(one)
    made = LogPage(ports)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


def click(page: LogPage, row: int) -> None:
    index = page.model.index(row, 1)
    page.table.scrollTo(index)
    point = page.table.visualRect(index).center()
    QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)


def test_what_happened_before_the_window_is_there(page: LogPage) -> None:
    assert page.model.rowCount() == 60
    assert page.table.isVisible()
    assert page.table.at_bottom


def test_a_new_request_appears_within_moments(qtbot: QtBot, page: LogPage, ports: FakePorts) -> None:
    ports.record(running(100))
    qtbot.waitUntil(lambda: page.model.row_of(running(100).request_id) == 60)


def test_nothing_moves_while_the_page_is_hidden(qtbot: QtBot, page: LogPage, ports: FakePorts) -> None:
    page.hide()
    ports.record(entry(100))
    qtbot.wait(150)
    assert page.model.rowCount() == 60
    page.show()
    assert page.model.rowCount() == 61


def test_text_and_chips_filter_together(page: LogPage) -> None:
    QTest.keyClicks(page.search, "opus")
    QTest.mouseClick(page.chips.button("blocked"), Qt.MouseButton.LeftButton)
    assert page.model.rowCount() > 0
    for row in range(page.model.rowCount()):
        assert page.model.entry(row).outcome is Outcome.BLOCKED
        assert "opus" in page.model.entry(row).requested_model
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.search.text() == ""


def test_chips_count_what_there_is(page: LogPage) -> None:
    assert page.chips.button("running").text() == "Running  2"


def test_a_filter_that_fits_nothing_offers_to_show_all(page: LogPage) -> None:
    page.search.setText("nothing is called this")
    assert page.stack.currentWidget() is page.no_match
    QTest.mouseClick(page.show_all, Qt.MouseButton.LeftButton)
    assert page.table.isVisible()
    assert page.model.rowCount() == 60


def test_a_click_opens_the_details_and_escape_closes_them(page: LogPage) -> None:
    click(page, 43)
    assert page.detail.isVisible()
    assert page.detail.entry == blocked(43)
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()


def test_the_arrow_keys_go_through_the_details(page: LogPage) -> None:
    click(page, 40)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.detail.entry == page.model.entry(41)


def test_the_details_follow_their_request(qtbot: QtBot, page: LogPage, ports: FakePorts) -> None:
    page.show_request(running(59).request_id)
    assert page.detail.pill.text == "Running"
    ports.record(entry(59))
    qtbot.waitUntil(lambda: page.detail.pill.text == "Done")


def test_the_chosen_row_stays_chosen_through_a_filter(page: LogPage) -> None:
    page.show_request(blocked(43).request_id)
    page.chips.button("blocked").click()
    assert page.model.entry(page.table.currentIndex().row()) == blocked(43)


def test_a_request_that_the_filter_hides_is_shown_all_the_same(page: LogPage) -> None:
    page.search.setText("haiku")
    page.show_request(blocked(43).request_id)
    assert page.detail.entry == blocked(43)


def test_a_pause_counts_what_waits(qtbot: QtBot, page: LogPage, ports: FakePorts) -> None:
    QTest.mouseClick(page.pause, Qt.MouseButton.LeftButton)
    assert page.pause.text() == "Resume"
    ports.record(entry(100))
    qtbot.waitUntil(lambda: page.pause.text() == "Resume · 1")
    assert page.model.rowCount() == 60
    QTest.mouseClick(page.pause, Qt.MouseButton.LeftButton)
    assert page.model.rowCount() == 61
    assert page.pause.text() == "Pause"


def test_clearing_empties_the_view_and_nothing_else(page: LogPage, ports: FakePorts) -> None:
    click(page, 43)
    QTest.mouseClick(page.clear, Qt.MouseButton.LeftButton)
    assert page.model.total == 0
    assert not page.detail.isVisible()
    assert len(ports.entries()) == 60


def test_an_empty_log_says_how_to_point_claude_code_here(qtbot: QtBot, ports: FakePorts) -> None:
    page = LogPage(ports)
    qtbot.addWidget(page)
    page.show()
    assert page.stack.currentWidget() is page.empty
    assert f"export ANTHROPIC_BASE_URL={URL}" in page.lines.text
    page.lines.copy.click()
    assert QGuiApplication.clipboard().text() == page.lines.text
    assert not page.start.isVisible()


def test_an_empty_log_with_the_proxy_off_offers_to_turn_it_on(qtbot: QtBot, ports: FakePorts) -> None:
    ports.stop()
    page = LogPage(ports)
    qtbot.addWidget(page)
    page.show()
    QTest.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert ports.calls[-1] == ("start", None)
    assert not page.start.isVisible()


def test_the_limit_follows_the_setting(page: LogPage, ports: FakePorts) -> None:
    ports.save_settings({"log.rows": 100})
    for number in range(200, 400):
        ports.record(entry(number))
    page.feed.flush()
    assert page.model.total < 125


def test_columns_are_chosen_from_a_menu(page: LogPage) -> None:
    page.columns.click()
    menu = page.findChildren(QMenu)[-1]
    action = next(one for one in menu.actions() if one.text() == "PHI")
    action.trigger()
    assert page.table.hidden_columns() == {"phi"}
    assert page.table.isColumnHidden([column.key for column in COLUMNS].index("phi"))
    menu.close()


def test_ctrl_f_goes_to_the_filter(qtbot: QtBot, page: LogPage) -> None:
    page.activateWindow()
    page.table.setFocus()
    QTest.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.search.hasFocus)
    assert page.search.mapTo(page, QPoint(0, 0)).y() > 0


def test_the_foot_says_how_many_requests_there_are(page: LogPage) -> None:
    assert page.filled.count.text() == "60 requests"
    page.search.setText("opus")
    assert page.filled.count.text() == f"{page.model.rowCount()} of 60 requests"


def test_the_asked_for_model_stays_beside_open_details_in_a_small_window(
    window: MainWindow, ports: FakePorts
) -> None:
    for one in day(60):
        ports.record(one)
    window.resize(window.minimumSize())
    window.show_request(day(60)[30].request_id)
    page = window.log
    assert page.detail.isVisible()
    asked = [column.key for column in COLUMNS].index("requested_model")
    assert not page.table.isColumnHidden(asked)


def test_a_border_that_a_person_has_moved_stays(page: LogPage) -> None:
    click(page, 30)
    page.splitter.moveSplitter(page.splitter.width() - 420, 1)
    page.splitter.splitterMoved.emit(0, 1)
    wide = page.detail.width()
    click(page, 31)
    assert page.detail.width() == wide > 400


def test_a_double_click_or_enter_looks_into_a_request_that_is_kept(
    qtbot: QtBot, page: LogPage, ports: FakePorts
) -> None:
    asked: list[str] = []
    page.inspect_wanted.connect(lambda entry: asked.append(entry.request_id))
    wanted = page.model.entry(55)
    click(page, 55)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    page.detail.inspect.click()
    assert asked == []
    ports.views[wanted.request_id] = View((), ())
    click(page, 54)
    click(page, 55)
    page.activateWindow()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    page.table.doubleClicked.emit(page.model.index(55, 0))
    page.detail.inspect.click()
    assert asked == [wanted.request_id] * 3
