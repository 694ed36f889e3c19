"""One thread of its own for calls that may block for minutes, such as a locked keyring's.

Owns the thread and the handing over of results to the event loop. The thread is a daemon: a call that never
returns does not keep the program from quitting, as an executor's would.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

_log = logging.getLogger("scrubroom.worker")
T = TypeVar("T")
_Job = tuple[Callable[[], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class Worker:
    """Runs calls one after the other. The thread is made at the first call."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, call: Callable[[], T]) -> T:
        """The call's result, or its exception. Cancelling stops the waiting, not the call."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((call, loop, future))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        return await future

    def _work(self) -> None:
        while True:
            call, loop, future = self._jobs.get()
            result: Any = None
            failure: BaseException | None = None
            try:
                result = call()
            except Exception as error:
                failure = error
            try:
                loop.call_soon_threadsafe(_deliver, future, result, failure)
            except RuntimeError:
                _log.debug("A call on the thread '%s' ended after its event loop.", self._name)
            # nothing of a finished call, which may be a secret, stays alive while the thread waits
            del call, loop, future, result, failure


def _deliver(future: asyncio.Future[Any], result: Any, failure: BaseException | None) -> None:
    if future.done():
        return
    if failure is not None:
        future.set_exception(failure)
    else:
        future.set_result(result)
