"""The watch tells of silence, and ends what is silent for too long."""

from __future__ import annotations

import asyncio

import pytest

from proxy_core.upstream.watch import Watch


async def test_silence_is_told_again_and_again() -> None:
    told = asyncio.Semaphore(0)

    async def note() -> None:
        told.release()

    async with Watch(0.01, note):
        for _ in range(3):
            await asyncio.wait_for(told.acquire(), 30)


async def test_too_much_silence_ends_the_relay() -> None:
    async def note() -> None:
        return None

    with pytest.raises(TimeoutError):
        async with Watch(0.01, note) as watch:
            watch.limit(0.05)
            await asyncio.Event().wait()


async def test_a_sign_of_life_begins_the_wait_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    now = loop.time()
    monkeypatch.setattr(loop, "time", lambda: now)
    told = []

    async def note() -> None:
        told.append(now)

    async with Watch(10, note) as watch:
        watch.limit(25)
        for step in (9, 9, 9, 9):  # never 10 seconds without a sign
            now += step
            watch.alive()
            for _ in range(3):
                await asyncio.sleep(0)
        assert told == []


@pytest.mark.parametrize(("quiet", "first"), [(240, 120), (15, 120), (15, 290)])
async def test_the_first_silence_has_a_length_of_its_own(
    quiet: float, first: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    began = now = loop.time()
    monkeypatch.setattr(loop, "time", lambda: now)
    told = []

    async def note() -> None:
        told.append(now - began)

    async def wait(seconds: float) -> None:
        nonlocal now
        for _ in range(round(seconds)):
            now += 1
            for _ in range(3):
                await asyncio.sleep(0)

    async with Watch(quiet, note, first_s=first) as watch:
        await wait(first + quiet)
        assert told == pytest.approx([first, first + quiet])
        watch.limit(1000)  # the answer has begun
        await wait(quiet)
        assert told[2:] == pytest.approx([first + 2 * quiet])


async def test_an_answer_that_comes_at_once_has_the_usual_silences(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    now = loop.time()
    monkeypatch.setattr(loop, "time", lambda: now)
    told = asyncio.Event()

    async def note() -> None:
        told.set()

    async with Watch(15, note, first_s=120) as watch:
        watch.limit(600)
        now += 15
        await asyncio.wait_for(told.wait(), 30)


async def test_a_client_that_is_gone_ends_the_watch_quietly() -> None:
    asked = asyncio.Event()

    async def note() -> None:
        asked.set()
        raise ConnectionResetError

    async with Watch(0.01, note):
        await asyncio.wait_for(asked.wait(), 30)
        await asyncio.sleep(0)


async def test_nothing_is_left_behind() -> None:
    async def note() -> None:
        return None

    before = asyncio.all_tasks()
    async with Watch(10, note):
        pass
    assert asyncio.all_tasks() == before


async def test_an_error_of_the_body_passes_through() -> None:
    async def note() -> None:
        return None

    with pytest.raises(KeyError):
        async with Watch(10, note):
            raise KeyError("x")
