"""Worker threads that a quitting program need not wait for.

Owns the threads behind `asyncio.to_thread`. They are daemons: a keyring that waits for a person, or a folder
on a dead network drive, must not keep the process alive after its window has gone, as the threads of
`concurrent.futures.ThreadPoolExecutor` do. Must not know Qt or an event loop.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")

#: As many as asyncio's own default executor takes.
MAX_THREADS = min(32, (os.cpu_count() or 1) + 4)


class DaemonExecutor(Executor):
    """Runs jobs in order of arrival on at most `threads` daemon threads, started as they are needed."""

    def __init__(self, threads: int = MAX_THREADS, name: str = "scrubroom-worker") -> None:
        self._limit = threads
        self._name = name
        self._jobs: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._running: set[Future[Any]] = set()
        self._closed = False
        self._changed = threading.Condition()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """A future of `fn(*args, **kwargs)`. Raises RuntimeError after `shutdown`."""
        future: Future[_T] = Future()
        with self._changed:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._jobs.append((future, lambda: fn(*args, **kwargs)))
            if len(self._jobs) > self._idle and len(self._threads) < self._limit:
                name = f"{self._name}-{len(self._threads)}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
            else:
                self._changed.notify()
        return future

    def running(self) -> tuple[Future[Any], ...]:
        """The futures of the jobs that run at this moment."""
        with self._changed:
            return tuple(self._running)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs. `wait` waits for the accepted ones, however long they take."""
        with self._changed:
            self._closed = True
            dropped = list(self._jobs) if cancel_futures else []
            if cancel_futures:
                self._jobs.clear()
            self._changed.notify_all()
        for future, _ in dropped:
            future.cancel()
        if wait:
            for thread in self._threads:
                thread.join()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            future, call = job
            try:
                result = call()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
                del result  # it must not live until the next job comes
            with self._changed:
                self._running.discard(future)
            del job, future, call

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        """The next job that nobody has cancelled, or None when there will be no more."""
        with self._changed:
            while True:
                self._idle += 1
                while not self._jobs and not self._closed:
                    self._changed.wait()
                self._idle -= 1
                if not self._jobs:
                    return None
                future, call = self._jobs.popleft()
                if future.set_running_or_notify_cancel():
                    self._running.add(future)
                    return future, call
