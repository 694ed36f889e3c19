"""The inspector's page: three panes, values behind chips, nothing left behind."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from proxy_core.inspector.view import View
from tests.ui import contents, samples
from tests.ui.fakes import FakePorts
from ui.pages.inspector import InspectorPage

NAME = "Maria Gonzalez"


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> InspectorPage:
    made = InspectorPage(ports)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def show(page: InspectorPage, ports: FakePorts, view: View | None = None) -> None:
    entry = samples.entry(1)
    if view is not None:
        ports.views[entry.request_id] = view
    page.show_entry(entry)
    finish(page)


def finish(page: InspectorPage) -> None:
    for pane in (page.client, page.provider, page.answer):
        pane.finish()


def texts(page: InspectorPage) -> list[str]:
    return [pane.toPlainText() for pane in (page.client, page.provider, page.answer)]


def test_the_three_sides_are_shown_and_no_value_is(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.letter())
    client, provider, answer = texts(page)
    assert "Patient: NAME" in client
    assert "Patient: PHI_NAME_" in provider
    assert "The letter for NAME" in answer
    assert not any(NAME in text for text in texts(page))
    assert "5 values replaced" in page._summary.text()


def test_values_are_shown_while_the_button_or_the_key_is_held(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.letter())
    QTest.mousePress(page.hold, Qt.MouseButton.LeftButton)
    assert [NAME in text for text in texts(page)] == [True, False, True]
    QTest.mouseRelease(page.hold, Qt.MouseButton.LeftButton)
    assert not any(NAME in text for text in texts(page))
    QTest.keyPress(page.client, Qt.Key.Key_F2)
    assert NAME in texts(page)[0]
    QTest.keyRelease(page.client, Qt.Key.Key_F2)
    assert NAME not in texts(page)[0]


def test_leaving_the_page_forgets_everything(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.letter())
    page.hold.hold(True)
    page.hide()
    assert texts(page) == ["", "", ""]
    assert page.entry is None
    assert not page.hold.is_held


def test_an_answer_that_comes_after_the_page_was_left_is_not_shown(
    page: InspectorPage, ports: FakePorts
) -> None:
    ports.slow = True
    show(page, ports, contents.letter())
    page.hide()
    ports.settle()
    assert texts(page) == ["", "", ""]


def test_only_changed_texts_are_shown_until_all_are_wanted(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.letter())
    assert "System prompt" not in texts(page)[0]
    page.scope.button("all").click()
    finish(page)
    assert "System prompt" in texts(page)[0]
    assert "System prompt" in texts(page)[1]


def test_a_gap_opens_the_whole_text_on_both_sides(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.long_letter())
    assert "row[30]" not in texts(page)[0]
    number = next(at for at, leaf in enumerate(contents.long_letter().request) if leaf.marks)
    page.client.gap_clicked.emit(number)
    finish(page)
    assert all("row[30]" in text for text in texts(page)[:2])


def test_the_request_s_panes_scroll_together(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.megabyte())
    page.client.verticalScrollBar().setValue(200)
    assert page.provider.top_line() == page.client.top_line()
    page.provider.verticalScrollBar().setValue(90)
    assert page.client.top_line() == page.provider.top_line()


def test_a_request_that_is_no_longer_kept_says_so(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports)
    assert page.stack.currentIndex() == 1
    assert not page.hold.isVisible()


def test_a_clean_request_offers_its_texts(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.clean())
    assert page.stack.currentIndex() == 1
    page.show_all.click()
    finish(page)
    assert page.stack.currentIndex() == 0
    assert "Write the discharge letter" in texts(page)[0]
    assert "The loop is right." in texts(page)[2]


def test_a_request_that_ends_while_it_is_shown_is_shown_anew(page: InspectorPage, ports: FakePorts) -> None:
    running, done = samples.running(1), samples.entry(1)
    ports.views[done.request_id] = contents.refused()
    page.show_entry(running)
    finish(page)
    assert page._answer_note.text() == "No answer yet."
    ports.views[done.request_id] = contents.letter()
    ports.record(done)
    finish(page)
    assert "The letter for" in texts(page)[2]


def test_a_selection_can_be_marked_in_whole_words(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.letter())
    assert not page.mark.isEnabled()
    page.client.setTextCursor(page.client.document().find("chest pai"))
    assert page.selected_value() == "chest pain"
    page.mark.click()
    menu = page.marks.menu
    assert menu is not None
    menu.actions()[-1].trigger()
    assert ports.calls[-1] == ("always_phi", ("OTHER_ID", "chest pain"))


def test_a_click_on_a_chip_offers_what_can_be_said_of_it(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.letter())
    number = next(at for at, leaf in enumerate(contents.letter().request) if leaf.marks)
    leaf = contents.letter().request[number]
    page.client.chip_clicked.emit(number, leaf.marks[0], page.mapToGlobal(page.rect().center()))
    menu = page.marks.menu
    assert menu is not None
    menu.actions()[2].trigger()
    assert ports.calls[-1] == ("not_phi", NAME)


def test_escape_and_the_arrow_lead_back(qtbot: QtBot, page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.letter())
    with qtbot.waitSignal(page.closed):
        page.back.click()
    page.activateWindow()
    page.client.setFocus()
    with qtbot.waitSignal(page.closed):
        QTest.keyClick(page.client, Qt.Key.Key_Escape)


def test_what_is_let_go_is_not_shown_any_longer(page: InspectorPage, ports: FakePorts) -> None:
    show(page, ports, contents.letter())
    page.hold.hold(True)
    ports.forget_requests()
    assert texts(page) == ["", "", ""]
    assert page.stack.currentIndex() == 1
    assert not page.hold.is_held
