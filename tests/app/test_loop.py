"""The event loop schedules as asyncio does, at a flat cost, and the window keeps its turn."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from app.loop import TrayLoop

COLOUR: contextvars.ContextVar[str] = contextvars.ContextVar("colour", default="none")


def running() -> TrayLoop:
    found = asyncio.get_running_loop()
    assert isinstance(found, TrayLoop)
    return found


class Bell(QObject):
    rung = Signal(int)


# ---------------------------------------------------------------- callbacks


async def test_twenty_thousand_signals_leave_python_whole() -> None:
    bell = Bell()
    heard: list[int] = []
    bell.rung.connect(heard.append)
    for number in range(20_000):
        bell.rung.emit(number)
    assert heard == list(range(20_000))


async def test_callbacks_run_in_the_order_of_their_calls() -> None:
    seen: list[int] = []
    for number in range(1000):
        running().call_soon(seen.append, number)
    done = asyncio.Event()
    running().call_soon(done.set)
    await done.wait()
    assert seen == list(range(1000))


async def test_a_callback_made_by_a_callback_runs_after_those_that_wait() -> None:
    seen: list[str] = []
    done = asyncio.Event()

    def first() -> None:
        seen.append("first")
        running().call_soon(seen.append, "made by first")
        running().call_soon(done.set)

    running().call_soon(first)
    running().call_soon(seen.append, "second")
    assert seen == []
    await done.wait()
    assert seen == ["first", "second", "made by first"]


async def test_a_cancelled_callback_does_not_run() -> None:
    seen: list[str] = []
    handle = running().call_soon(seen.append, "cancelled")
    running().call_soon(seen.append, "kept")
    handle.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert seen == ["kept"]


async def test_a_spinning_coroutine_leaves_the_window_its_turn() -> None:
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(0)
    for _ in range(5_000_000):
        if len(ticks) >= 5:
            break
        await asyncio.sleep(0)
    timer.stop()
    assert len(ticks) >= 5


async def test_a_spinning_coroutine_starves_neither_sockets_nor_timers() -> None:
    left, right = socket.socketpair()
    left.setblocking(False)
    got: list[bytes] = []
    running().add_reader(left, lambda: got.append(left.recv(10)))
    running().call_later(0.001, right.send, b"late")
    for _ in range(5_000_000):
        if got:
            break
        await asyncio.sleep(0)
    running().remove_reader(left)
    left.close()
    right.close()
    assert got == [b"late"]


async def test_a_busy_window_leaves_coroutines_their_turn() -> None:
    timer, ticks = QTimer(), [0]

    def tick() -> None:
        ticks[0] += 1
        if ticks[0] > 100_000:
            timer.stop()  # the coroutine never had its turn

    timer.timeout.connect(tick)
    timer.start(0)
    for _ in range(3):
        await asyncio.sleep(0.001)
    assert timer.isActive()
    timer.stop()


# ---------------------------------------------------------------- threads and context


async def test_calls_of_threads_all_arrive_in_each_threads_order() -> None:
    loop, done = running(), asyncio.Event()
    seen: list[tuple[int, int]] = []

    def caller(name: int) -> None:
        for number in range(1000):
            loop.call_soon_threadsafe(seen.append, (name, number))
        loop.call_soon_threadsafe(lambda: done.set() if len(seen) == 8000 else None)

    threads = [threading.Thread(target=caller, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    await done.wait()
    for thread in threads:
        thread.join()
    for name in range(8):
        assert [number for owner, number in seen if owner == name] == list(range(1000))


async def test_a_thread_may_cancel_what_it_called() -> None:
    loop = running()
    seen: list[str] = []
    handle = loop.call_soon_threadsafe(seen.append, "cancelled")
    assert isinstance(handle, asyncio.Handle)
    handle.cancel()
    await asyncio.sleep(0)
    assert seen == []


async def test_every_way_of_calling_keeps_the_context() -> None:
    loop, done = running(), asyncio.Event()
    seen: dict[str, str] = {}
    left, right = socket.socketpair()
    right.send(b"x")

    def note(way: str, last: bool = False) -> None:
        seen[way] = COLOUR.get()
        if last:
            done.set()

    def read() -> None:
        loop.remove_reader(left)
        note("reader")
        loop.call_later(0.001, note, "later", True)

    token = COLOUR.set("red")
    loop.call_soon(note, "soon")
    loop.call_soon_threadsafe(note, "threadsafe")
    loop.add_reader(left, read)
    own = contextvars.copy_context()
    own.run(COLOUR.set, "blue")
    loop.call_soon(note, "soon, own", context=own)
    loop.call_soon_threadsafe(note, "threadsafe, own", context=own)
    loop.call_at(loop.time(), note, "at, own", context=own)
    COLOUR.reset(token)
    await done.wait()
    left.close()
    right.close()
    reds = dict.fromkeys(("soon", "threadsafe", "reader", "later"), "red")
    assert seen == reds | dict.fromkeys(("soon, own", "threadsafe, own", "at, own"), "blue")


async def test_a_job_in_a_thread_sees_the_context_and_gives_its_result() -> None:
    COLOUR.set("green")
    assert await asyncio.to_thread(COLOUR.get) == "green"
    name = await running().run_in_executor(None, lambda: threading.current_thread().name)
    assert name.startswith("scrubroom-worker")


async def test_the_exception_of_a_job_is_raised_where_it_is_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        await asyncio.to_thread(lambda: 1 // 0)


# ---------------------------------------------------------------- timers


async def test_no_timer_is_early() -> None:
    loop, early = running(), []
    waits: list[asyncio.Future[None]] = []
    for number in range(300):
        future = loop.create_future()
        due = loop.time() + number * 0.00037

        def fire(due: float = due, future: asyncio.Future[None] = future) -> None:
            now = loop.time()
            if now < due:
                early.append(due - now)
            future.set_result(None)

        loop.call_at(due, fire)
        waits.append(future)
    await asyncio.gather(*waits)
    assert early == []


async def test_timers_run_by_due_time_and_then_by_age() -> None:
    loop, done = running(), asyncio.Event()
    seen: list[str] = []
    now = loop.time()
    loop.call_at(now + 0.02, done.set)
    loop.call_at(now + 0.01, seen.append, "second")
    loop.call_at(now + 0.01, seen.append, "third")
    loop.call_at(now + 0.001, seen.append, "first")
    loop.call_at(now + 0.01, seen.append, "fourth")
    await done.wait()
    assert seen == ["first", "second", "third", "fourth"]


async def test_a_timer_of_thirty_days_is_taken_and_holds_nobody_up() -> None:
    month = running().call_later(30 * 86400, pytest.fail, "a month has passed")
    await asyncio.sleep(0.001)
    assert month.when() > running().time() + 29 * 86400
    month.cancel()


async def test_cancelled_timers_leave_no_trace() -> None:
    loop = running()
    before = len(loop._timers)
    for _ in range(100_000):
        loop.call_later(60, lambda: None).cancel()
    assert len(loop._timers) <= before + 128
    gc.collect()
    live = sum(isinstance(thing, asyncio.TimerHandle) for thing in gc.get_objects())
    assert live <= 256


async def test_a_relay_costs_at_its_last_chunk_what_it_cost_at_its_first() -> None:
    """A hundred thousand chunks, each of which re-arms a read timeout as aiohttp's client does."""
    loop = running()
    streams = [loop.call_later(300, lambda: None) for _ in range(40)]

    def chunks(count: int) -> None:
        for number in range(count):
            streams[number % 40].cancel()
            streams[number % 40] = loop.call_later(300, lambda: None)

    costs = []
    for _ in range(5):
        costs.append(count_steps(lambda: chunks(1000)))
        chunks(19_000)
        assert len(loop._timers) < 250
    for timer in streams:
        timer.cancel()
    assert max(costs) <= min(costs) * 1.1


def count_steps(call: Callable[[], object]) -> int:
    """How many function calls, of Python and of C, it takes: the same on any machine."""
    steps = 0

    def step(frame: Any, event: str, argument: Any) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    sys.setprofile(step)
    try:
        call()
    finally:
        sys.setprofile(None)
    return steps


# ---------------------------------------------------------------- tasks


async def test_timeouts_groups_and_cancellation_work() -> None:
    cleaned: list[str] = []

    async def patient(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append(name)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.001):
            await patient("timeout")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(patient("wait_for"), 0.001)
    with pytest.raises(ExceptionGroup):
        async with asyncio.TaskGroup() as group:
            group.create_task(patient("group"))
            group.create_task(asyncio.to_thread(int, "no number"))
    assert cleaned == ["timeout", "wait_for", "group"]


if sys.version_info >= (3, 12):

    async def test_eager_tasks_begin_at_once() -> None:
        seen: list[str] = []

        async def work() -> None:
            seen.append("begun")
            await asyncio.sleep(0)
            seen.append("ended")

        running().set_task_factory(asyncio.eager_task_factory)
        task = asyncio.create_task(work())
        assert seen == ["begun"]
        await task
        assert seen == ["begun", "ended"]


async def test_a_nested_qt_loop_stops_nobody_else() -> None:
    """dialog.exec() within a task: the others go on, and so does this one when the dialog closes."""
    nested, steps = QEventLoop(), []

    async def other() -> None:
        for step in range(5):
            await asyncio.sleep(0.001)
            steps.append(step)
        nested.quit()

    async def opens_dialog() -> str:
        nested.exec()
        await asyncio.sleep(0)
        return "closed"

    async with asyncio.TaskGroup() as group:
        dialog = group.create_task(opens_dialog())
        group.create_task(other())
    assert dialog.result() == "closed"
    assert steps == [0, 1, 2, 3, 4]
