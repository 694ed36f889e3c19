"""The details of one request."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.samples import blocked, entry, failed, running
from ui.pages.log_detail import LogDetail
from ui.widgets.basics import IconButton


@pytest.fixture
def detail(qtbot: QtBot) -> LogDetail:
    made = LogDetail()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_blocked_request_shows_its_error_its_hint_and_what_was_found(detail: LogDetail) -> None:
    detail.show_entry(blocked(1))
    assert detail.pill.text == "Blocked"
    assert detail.error.isVisible()
    assert detail._code.text() == "BAA_REQUIRED"
    assert "agreement" in detail._what.text()
    assert "Providers" in detail._hint.text()
    assert detail.phi.accessibleName().startswith("NAME 12, DATE 9")
    assert not detail.attempts.isVisible()
    assert not detail.usage.isVisible()


def test_a_failed_request_shows_every_attempt_and_what_was_not_put_back(detail: LogDetail) -> None:
    detail.show_entry(failed(1))
    assert len(detail.attempts.steps) == 3
    assert "2 placeholders" in detail._unresolved.text()


def test_a_good_one_shows_its_tokens_and_no_error(detail: LogDetail) -> None:
    detail.show_entry(failed(1))
    detail.show_entry(entry(1))
    assert not detail.error.isVisible()
    assert not detail._unresolved.isVisible()
    assert detail.usage.texts()["Output"] == f"{entry(1).usage.output:,}"
    assert detail.facts.texts()["Local key"] == "laptop"


def test_a_running_one_becomes_a_finished_one_in_place(detail: LogDetail) -> None:
    detail.show_entry(running(1))
    assert detail.pill.text == "Running"
    detail.show_entry(entry(1))
    assert detail.pill.text == "Done"
    assert detail.entry == entry(1)


def test_the_request_id_can_be_copied(detail: LogDetail) -> None:
    detail.show_entry(entry(1))
    detail.copy.click()
    assert QGuiApplication.clipboard().text() == entry(1).request_id


def test_closing_is_told(qtbot: QtBot, detail: LogDetail) -> None:
    close = next(one for one in detail.findChildren(IconButton) if "Close" in one.toolTip())
    with qtbot.waitSignal(detail.closed):
        close.click()


def test_what_was_lowered_or_left_out_for_the_provider_is_told(detail: LogDetail) -> None:
    detail.show_entry(replace(entry(1), notes=("max_tokens was lowered to 8,192.", "top_k was left out.")))
    assert detail.notes.isVisible()
    assert detail.notes.texts()[1] == "top_k was left out."
    detail.show_entry(entry(1))
    assert not detail.notes.isVisible()


def test_what_it_held_can_be_looked_at_while_it_is_kept(qtbot: QtBot, detail: LogDetail) -> None:
    detail.show_entry(entry(1))
    assert not detail.inspect.isEnabled()
    assert "not kept" in detail.inspect.toolTip()
    detail.show_entry(entry(1), inspectable=True)
    with qtbot.waitSignal(detail.inspect_wanted):
        detail.inspect.click()
