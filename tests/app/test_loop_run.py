"""The event loop starts, fails, stops and ends as it should, whatever its callbacks do."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
import time
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.loop import TURN, TrayLoop


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[TrayLoop]:
    """A loop that no runner has begun, for tests of start, stop and end."""
    made = TrayLoop(qapp)
    yield made
    made.close()


def running() -> TrayLoop:
    found = asyncio.get_running_loop()
    assert isinstance(found, TrayLoop)
    return found


# ---------------------------------------------------------------- failures


async def test_an_exception_in_a_callback_goes_to_the_loops_handler_and_the_next_one_runs() -> None:
    loop = running()
    told: list[BaseException] = []
    seen: list[str] = []
    loop.set_exception_handler(lambda _, context: told.append(context["exception"]))
    loop.call_soon(lambda: 1 // 0)
    loop.call_soon(seen.append, "next")
    loop.call_later(0.001, int, "no number")
    await asyncio.sleep(0.01)
    assert [type(error) for error in told] == [ZeroDivisionError, ValueError]
    assert seen == ["next"]
    assert loop.get_exception_handler() is not None


@pytest.mark.allow_logs("scrubroom.loop")
async def test_a_failure_is_logged_by_its_place_never_by_its_text(caplog: pytest.LogCaptureFixture) -> None:
    def fails(patient: str) -> None:
        raise ValueError(patient)

    running().call_soon(fails, "Jane Roe, SSN 078-05-1120")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert re.match(
        r"Exception in callback: ValueError at test_loop_run.py:\d+ in fails", record.getMessage()
    )
    assert "Roe" not in caplog.text


def test_system_exit_in_a_callback_leaves_through_the_run(loop: TrayLoop) -> None:
    def leave() -> None:
        raise SystemExit(7)

    loop.call_soon(leave)
    with pytest.raises(SystemExit, match="7"):
        loop.run_forever()
    assert not loop.is_running()


@pytest.mark.allow_logs("held up the window")
async def test_debug_mode_names_a_callback_that_holds_the_window_up(caplog: pytest.LogCaptureFixture) -> None:
    loop = running()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.0
    await asyncio.sleep(0.001)  # the mode holds from the next turn on

    async def slow_work() -> None:
        await asyncio.sleep(0)

    await asyncio.create_task(slow_work())
    loop.set_debug(False)
    assert any("slow_work held up the window" in record.getMessage() for record in caplog.records)


async def test_debug_mode_refuses_calls_from_a_foreign_thread() -> None:
    loop = running()
    loop.set_debug(True)
    with pytest.raises(RuntimeError, match="Non-thread-safe"):
        await asyncio.to_thread(loop.call_soon, print)
    loop.set_debug(False)


# ---------------------------------------------------------------- start, stop, end


def test_one_turn_ends_when_its_time_is_used_up(loop: TrayLoop) -> None:
    turns: list[int] = []
    handled = [0]

    def busy() -> None:
        handled[0] += 1
        end = time.monotonic() + TURN / 2
        while time.monotonic() < end:
            pass

    tick = QTimer()
    tick.timeout.connect(lambda: turns.append(handled[0]))
    loop.call_soon(tick.start, 0)
    for _ in range(30):
        loop.call_soon(busy)
    loop.call_soon(tick.stop)
    loop.call_soon(loop.stop)
    loop.run_forever()
    assert handled == [30]
    # Two fit into a turn, and Qt serves an idle timer after two turns at most.
    assert turns
    assert max(later - earlier for earlier, later in pairwise([0, *turns, 30])) <= 8


def test_stop_lets_the_callbacks_that_wait_run_and_keeps_later_ones(loop: TrayLoop) -> None:
    seen: list[str] = []

    def before() -> None:
        loop.stop()
        loop.call_soon(seen.append, "in the next run")

    loop.call_soon(before)
    loop.call_soon(seen.append, "was waiting")
    loop.run_forever()
    assert seen == ["was waiting"]
    loop.call_soon(loop.stop)
    loop.run_forever()
    assert seen == ["was waiting", "in the next run"]


def test_stop_before_the_start_gives_one_round(loop: TrayLoop) -> None:
    seen: list[str] = []
    loop.call_soon(seen.append, "ran")
    loop.stop()
    loop.run_forever()
    assert seen == ["ran"]


def test_nothing_runs_while_the_loop_does_not(loop: TrayLoop, qapp: QApplication) -> None:
    seen: list[str] = []
    loop.call_soon(seen.append, "soon")
    loop.call_later(0, seen.append, "later")
    qapp.processEvents()
    qapp.processEvents()
    assert seen == []
    loop.run_until_complete(asyncio.sleep(0.001))
    assert seen == ["soon", "later"]


def test_the_end_does_not_wait_for_a_job_that_hangs(loop: TrayLoop) -> None:
    begun, released, ended = asyncio.Event(), threading.Event(), threading.Event()

    def hang() -> None:
        loop.call_soon_threadsafe(begun.set)
        released.wait()
        ended.set()

    async def main() -> None:
        job = asyncio.ensure_future(asyncio.to_thread(hang))
        await begun.wait()
        job.cancel()

    loop.run_until_complete(main())
    loop.close()
    assert not ended.is_set()
    released.set()
    assert ended.wait(10)


@pytest.mark.allow_logs("did not end within")
async def test_the_end_of_a_run_gives_jobs_a_moment_and_says_what_it_leaves(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop, begun, released = running(), asyncio.Event(), threading.Event()

    def hang() -> bool:
        loop.call_soon_threadsafe(begun.set)
        return released.wait()

    job = asyncio.ensure_future(asyncio.to_thread(hang))
    await begun.wait()
    await loop.shutdown_default_executor(0.001)
    assert "1 job(s) in worker threads did not end within 0.001 s." in caplog.text
    released.set()
    assert await job is True
    with pytest.raises(RuntimeError, match="shutdown"):
        await asyncio.to_thread(int)


def test_a_closed_loop_takes_no_calls(loop: TrayLoop) -> None:
    loop.close()
    loop.close()
    for call in (loop.call_soon, loop.call_soon_threadsafe):
        with pytest.raises(RuntimeError, match="closed"):
            call(print)
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_later(1, print)
    with pytest.raises(RuntimeError, match="closed"):
        loop.run_forever()


async def test_a_running_loop_can_neither_be_closed_nor_run_again() -> None:
    loop = running()
    with pytest.raises(RuntimeError, match="running"):
        loop.close()
    with pytest.raises(RuntimeError, match="already running"):
        loop.run_forever()
    assert loop.is_running()


def test_a_run_that_ends_under_its_feet_says_so(loop: TrayLoop, qapp: QApplication) -> None:
    loop.call_soon(qapp.exit)
    with pytest.raises(RuntimeError, match="stopped before Future completed"):
        loop.run_until_complete(loop.create_future())


def test_an_abandoned_generator_is_finished_at_the_end_of_the_run(qapp: QApplication) -> None:
    ended: list[str] = []

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            ended.append("ended")

    kept: list[AsyncIterator[int]] = []

    async def main() -> int:
        kept.append(numbers())
        return await anext(kept[0])

    with asyncio.Runner(loop_factory=lambda: TrayLoop(qapp)) as runner:
        assert runner.run(main()) == 1
        assert ended == []
    assert ended == ["ended"]
