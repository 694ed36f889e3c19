"""A flag between threads and event loops: tests wait for what happened and never sleep."""

from __future__ import annotations

import asyncio
import threading


class Signal:
    """Set once, by any thread; waited for by threads and by coroutines of any event loop."""

    def __init__(self, name: str = "signal") -> None:
        self.name = name
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._waiters: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = []

    @property
    def is_set(self) -> bool:
        return self._event.is_set()

    def set(self) -> None:
        with self._lock:
            self._event.set()
            waiters, self._waiters = self._waiters, []
        for loop, future in waiters:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_resolve, future)

    def wait(self, timeout: float = 30.0) -> None:
        """Blocks the thread. Raises AssertionError if nothing has come in `timeout` seconds."""
        if not self._event.wait(timeout):
            raise AssertionError(f"{self.name} did not happen in {timeout} s")

    async def arrived(self, timeout: float = 30.0) -> None:
        """The same for a coroutine."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        with self._lock:
            if self._event.is_set():
                return
            self._waiters.append((loop, future))
        try:
            await asyncio.wait_for(future, timeout)
        except TimeoutError:
            raise AssertionError(f"{self.name} did not happen in {timeout} s") from None
        finally:
            with self._lock:
                self._waiters = [waiter for waiter in self._waiters if waiter[1] is not future]


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
