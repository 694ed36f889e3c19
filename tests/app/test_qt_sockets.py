"""Readers and writers are told once a file is ready, and leave nothing behind."""

from __future__ import annotations

import asyncio
import socket
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from app.qt_sockets import Watches, fileno

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    left, right = socket.socketpair()
    with left, right:
        yield left, right


@pytest.fixture
def event_loop_for_handles() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def ready() -> list[asyncio.Handle]:
    return []


@pytest.fixture
def readers(qapp: QApplication, ready: list[asyncio.Handle]) -> Iterator[Watches]:
    watches = Watches(QSocketNotifier.Type.Read, ready.append)
    yield watches
    watches.close()


def handle(loop: asyncio.AbstractEventLoop) -> asyncio.Handle:
    return asyncio.Handle(print, (), loop)


def test_a_ready_file_names_its_handle_until_it_is_removed(
    qapp: QApplication,
    readers: Watches,
    ready: list[asyncio.Handle],
    pair: Pair,
    event_loop_for_handles: asyncio.AbstractEventLoop,
) -> None:
    mine = handle(event_loop_for_handles)
    readers.add(pair[0], mine)
    qapp.processEvents()
    assert ready == []
    pair[1].send(b"x")
    qapp.processEvents()
    assert ready == [mine]
    assert readers.remove(pair[0]) is True
    assert mine.cancelled()
    qapp.processEvents()
    assert ready == [mine]
    assert readers.remove(pair[0]) is False


def test_a_second_handle_takes_the_place_of_the_first(
    qapp: QApplication,
    readers: Watches,
    ready: list[asyncio.Handle],
    pair: Pair,
    event_loop_for_handles: asyncio.AbstractEventLoop,
) -> None:
    first, second = handle(event_loop_for_handles), handle(event_loop_for_handles)
    readers.add(pair[0], first)
    readers.add(pair[0].fileno(), second)
    assert first.cancelled()
    assert len(readers) == 1
    pair[1].send(b"x")
    qapp.processEvents()
    assert ready == [second]


def test_a_cancelled_handle_is_removed_when_its_file_is_ready(
    qapp: QApplication,
    readers: Watches,
    ready: list[asyncio.Handle],
    pair: Pair,
    event_loop_for_handles: asyncio.AbstractEventLoop,
) -> None:
    mine = handle(event_loop_for_handles)
    readers.add(pair[0], mine)
    mine.cancel()
    pair[1].send(b"x")
    qapp.processEvents()
    assert ready == []
    assert len(readers) == 0


def test_a_file_that_was_closed_first_can_still_be_removed(
    readers: Watches, pair: Pair, event_loop_for_handles: asyncio.AbstractEventLoop
) -> None:
    readers.add(pair[0], handle(event_loop_for_handles))
    pair[0].close()
    assert readers.remove(pair[1]) is False
    assert readers.remove(pair[0]) is True
    assert len(readers) == 0


def test_the_notifier_of_a_removed_file_is_deleted(
    readers: Watches, pair: Pair, event_loop_for_handles: asyncio.AbstractEventLoop
) -> None:
    readers.add(pair[0], handle(event_loop_for_handles))
    notifier = weakref.ref(readers._watches[pair[0].fileno()].notifier)
    readers.remove(pair[0])
    assert readers.has_retired()
    assert notifier() is not None, "it may be calling us at this moment"
    readers.bury()
    assert notifier() is None
    assert not readers.has_retired()


def test_what_is_no_file_is_refused() -> None:
    assert fileno(7) == 7
    with pytest.raises(ValueError, match="Invalid file object"):
        fileno("seven")
