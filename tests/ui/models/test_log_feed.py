"""When the log's table changes: in batches, never hidden, never paused."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from tests.ui.samples import entry, running
from ui.models.log import LogModel
from ui.models.log_feed import LogFeed


@pytest.fixture
def feed(qtbot: QtBot) -> LogFeed:
    model = LogModel(100)
    made = LogFeed(model, 100)
    model.setParent(made)
    made.set_active(True)
    return made


def model_of(feed: LogFeed) -> LogModel:
    return feed._model


def test_many_events_are_one_change_of_the_table(qtbot: QtBot, feed: LogFeed) -> None:
    flushed = QSignalSpy(feed.flushed)
    for number in range(50):
        feed.push(running(number))
        feed.push(entry(number))
    assert model_of(feed).rowCount() == 0
    qtbot.waitUntil(lambda: model_of(feed).rowCount() == 50)
    assert flushed.count() == 1


def test_nothing_changes_while_it_cannot_be_seen_and_all_is_there_when_it_can(
    qtbot: QtBot, feed: LogFeed
) -> None:
    feed.set_active(False)
    for number in range(10):
        feed.push(entry(number))
    qtbot.wait(150)
    assert model_of(feed).rowCount() == 0
    feed.set_active(True)
    assert model_of(feed).rowCount() == 10


def test_a_pause_holds_back_and_counts(qtbot: QtBot, feed: LogFeed) -> None:
    feed.set_paused(True)
    with qtbot.waitSignal(feed.waiting_changed, check_params_cb=lambda count: count == 3):
        for number in range(3):
            feed.push(entry(number))
    assert model_of(feed).rowCount() == 0
    feed.set_paused(False)
    assert model_of(feed).rowCount() == 3
    assert feed.waiting == 0


def test_no_more_waits_than_the_table_would_keep(feed: LogFeed) -> None:
    feed.set_active(False)
    for number in range(500):
        feed.push(entry(number))
    assert feed.waiting == 100
    feed.set_active(True)
    assert model_of(feed).entry(0).request_id == entry(400).request_id


def test_what_waits_can_be_forgotten(feed: LogFeed) -> None:
    feed.set_paused(True)
    feed.push(entry(1))
    feed.drop()
    feed.set_paused(False)
    assert model_of(feed).rowCount() == 0


def test_the_timer_rests_when_nothing_comes(qtbot: QtBot, feed: LogFeed) -> None:
    feed.push(entry(1))
    qtbot.waitUntil(lambda: model_of(feed).rowCount() == 1)
    qtbot.waitUntil(lambda: not feed._timer.isActive())


def test_texts_are_prepared_while_there_is_time(qtbot: QtBot, feed: LogFeed) -> None:
    for number in range(90):
        feed.push(entry(number))
    qtbot.waitUntil(lambda: model_of(feed).rowCount() == 90 and not feed._timer.isActive())
    assert all(model_of(feed)._texts)


def test_a_new_limit_reaches_the_table(feed: LogFeed) -> None:
    for number in range(90):
        feed.push(entry(number))
    feed.flush()
    feed.set_limit(10)
    assert model_of(feed).total == 10
