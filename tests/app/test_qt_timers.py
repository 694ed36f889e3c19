"""Timers are given when due, never before, and cancelled ones do not pile up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.qt_timers import LONGEST_MS, SWEEP_FROM, TimerHeap


class Timers:
    """A heap whose timers' cancellations reach it, as the event loop arranges it."""

    def __init__(self, longest_ms: int = LONGEST_MS) -> None:
        self.loop = asyncio.new_event_loop()
        self.waiting = QEventLoop()
        self.wakes: list[float] = []
        self.heap = TimerHeap(self.wake, longest_ms)

    def wake(self) -> None:
        self.wakes.append(time.monotonic())
        self.waiting.quit()

    def push(self, when: float) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, print, (), self.loop)
        self.heap.push(when, timer)
        return timer

    def cancel(self, timer: asyncio.TimerHandle) -> None:
        self.heap.cancelled(timer)
        timer._cancelled = True


@pytest.fixture
def timers(qapp: QApplication) -> Iterator[Timers]:
    made = Timers()
    yield made
    made.heap.close()
    made.loop.close()


def test_what_is_due_comes_out_in_order_and_the_rest_stays(timers: Timers) -> None:
    now = time.monotonic()
    late, second, first, third = (timers.push(now + after) for after in (60, -1, -2, -1))
    assert timers.heap.take_due() == [first, second, third]
    assert timers.heap.take_due() == []
    assert len(timers.heap) == 1
    timers.cancel(late)


def test_qt_wakes_for_the_first_of_them_and_not_before_it(timers: Timers) -> None:
    now = time.monotonic()
    timers.push(now + 60)
    soon = timers.push(now + 0.0123)
    due: list[asyncio.TimerHandle] = []
    while not due:
        timers.waiting.exec()
        due = timers.heap.take_due()
    assert due == [soon]
    assert time.monotonic() >= now + 0.0123


def test_a_wait_longer_than_qt_can_count_is_made_of_several(qapp: QApplication) -> None:
    timers = Timers(longest_ms=2)
    due_at = time.monotonic() + 0.011
    mine = timers.push(due_at)
    due: list[asyncio.TimerHandle] = []
    while not due:
        timers.waiting.exec()
        due = timers.heap.take_due()
    assert due == [mine]
    assert time.monotonic() >= due_at
    assert len(timers.wakes) > 1
    timers.loop.close()


def test_a_year_is_taken(timers: Timers) -> None:
    timers.push(time.monotonic() + 365 * 86400)
    assert timers.heap.take_due() == []
    assert len(timers.heap) == 1


def test_cancelled_timers_are_swept_out_and_never_given(timers: Timers) -> None:
    past = time.monotonic() - 1
    kept = [timers.push(past) for _ in range(10)]
    for _ in range(10_000):
        timers.cancel(timers.push(past + 60))
        assert len(timers.heap) <= SWEEP_FROM + 20
    assert timers.heap.take_due() == kept


def test_cancelling_a_timer_that_has_left_is_nothing(timers: Timers) -> None:
    gone = timers.push(time.monotonic() - 1)
    assert timers.heap.take_due() == [gone]
    for _ in range(2 * SWEEP_FROM):
        timers.heap.cancelled(gone)
    timers.push(time.monotonic() + 60)
    assert len(timers.heap) == 1
