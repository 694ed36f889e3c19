"""Watches over one relay: says when it has been quiet for a while, and ends it when quiet for too long.

One timer for each period of silence and one attribute stored for each chunk: re-arming a time-out with
every chunk would cost more than relaying it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType


class Watch:
    """`async with Watch(...) as watch:` and `watch.alive()` at each sign of life.

    quiet_s: after so much silence, and again after as much, `on_quiet` is awaited. limit_s: after so much
    silence the body of the `with` ends in `TimeoutError`. All in seconds.
    """

    def __init__(self, quiet_s: float, limit_s: float, on_quiet: Callable[[], Awaitable[None]]) -> None:
        self._quiet = quiet_s
        self._limit = limit_s
        self._on_quiet = on_quiet
        self._timeout = asyncio.timeout(None)
        self._loop = asyncio.get_running_loop()
        self._last = self._loop.time()
        self._task: asyncio.Task[None] | None = None

    def alive(self) -> None:
        """Something came."""
        self._last = self._loop.time()

    async def __aenter__(self) -> Watch:
        await self._timeout.__aenter__()
        self._task = self._loop.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
        await self._timeout.__aexit__(kind, error, trace)

    async def _run(self) -> None:
        told = self._last
        while True:
            now = self._loop.time()
            told = max(told, self._last)
            if now >= self._last + self._limit:
                self._timeout.reschedule(now)
                return
            if now >= told + self._quiet:
                told = now
                try:
                    await self._on_quiet()
                except OSError:
                    return  # the client is gone; the relay itself is cancelled for that
                continue
            await asyncio.sleep(min(told + self._quiet, self._last + self._limit) - now)
