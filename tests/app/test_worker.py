"""One thread of its own for calls that may block for minutes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from app.worker import Worker


async def test_calls_run_one_after_the_other_on_one_other_thread() -> None:
    worker = Worker("test")
    threads = await asyncio.gather(*(worker.run(threading.current_thread) for _ in range(5)))
    assert len(set(threads)) == 1
    assert threads[0] is not threading.current_thread()
    assert threads[0].name == "test"
    assert threads[0].daemon


async def test_an_exception_reaches_the_one_who_asked() -> None:
    def fail() -> None:
        raise LookupError("not there")

    worker = Worker("test")
    with pytest.raises(LookupError, match="not there"):
        await worker.run(fail)
    assert await worker.run(lambda: 1) == 1


async def test_one_who_stopped_waiting_does_not_stop_the_thread() -> None:
    worker = Worker("test")
    gate = threading.Event()
    waiting = asyncio.ensure_future(worker.run(lambda: gate.wait(30)))
    second = asyncio.ensure_future(worker.run(lambda: "second"))
    await asyncio.sleep(0)
    waiting.cancel()
    gate.set()
    assert await second == "second"
    assert waiting.cancelled()


def test_a_call_that_never_returns_does_not_keep_the_program_from_ending() -> None:
    code = """
import asyncio, threading
from app.worker import Worker
worker = Worker("test")
async def main():
    try:
        await asyncio.wait_for(worker.run(threading.Event().wait), 0.01)
    except TimeoutError:
        print("gave up")
asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "gave up\n"


def test_a_call_that_ends_after_its_loop_is_of_no_consequence() -> None:
    worker = Worker("test")
    gate = threading.Event()
    ended = threading.Event()

    async def main() -> None:
        task = asyncio.ensure_future(worker.run(lambda: gate.wait(30)))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(main())
    gate.set()

    async def again() -> None:
        await worker.run(ended.set)

    asyncio.run(again())
    assert ended.is_set()
