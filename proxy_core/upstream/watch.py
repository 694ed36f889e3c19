"""Watches over one relay: says when it has been quiet for a while, and ends it when quiet for too long.

One timer for each period of silence and one attribute stored for each chunk: re-arming a time-out with
every chunk would cost more than relaying it, and a task of its own more than a short request.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from types import TracebackType


class Watch:
    """`async with Watch(...) as watch:` and `watch.alive()` at each sign of life.

    quiet_s: after so much silence, and again after as much, `on_quiet` is awaited. first_s: how long the
    first silence is, before any sign of life; quiet_s if it is left out. All in seconds.
    """

    def __init__(
        self, quiet_s: float, on_quiet: Callable[[], Awaitable[None]], *, first_s: float | None = None
    ) -> None:
        self._quiet = quiet_s
        self._limit = math.inf
        self._on_quiet = on_quiet
        self._timeout = asyncio.timeout(None)
        self._loop = asyncio.get_running_loop()
        self._last = self._told = self._loop.time()
        self._next = self._last + (quiet_s if first_s is None else first_s)
        self._timer: asyncio.TimerHandle | None = None
        self._telling: asyncio.Task[None] | None = None

    def alive(self) -> None:
        """Something came."""
        self._last = self._loop.time()

    def limit(self, seconds: float) -> None:
        """From now on, so much silence ends the body of the `with` in `TimeoutError`."""
        self._limit = seconds
        self.alive()
        self._next = self._last + self._quiet
        if self._timer is not None:
            self._timer.cancel()
        self._look()

    @property
    def expired(self) -> bool:
        """Whether it is the silence that ends the body of the `with`."""
        return self._timeout.expired()

    async def __aenter__(self) -> Watch:
        await self._timeout.__aenter__()
        self._look()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.wait((self._telling,))
        await self._timeout.__aexit__(kind, error, trace)

    def _look(self) -> None:
        now = self._loop.time()
        if self._last > self._told:
            self._told, self._next = self._last, self._last + self._quiet
        if now >= self._last + self._limit:
            self._timeout.reschedule(now)
            return
        if now >= self._next:
            self._told, self._next = now, now + self._quiet
            if self._telling is None:
                self._telling = self._loop.create_task(self._tell())
        self._timer = self._loop.call_at(min(self._next, self._last + self._limit), self._look)

    async def _tell(self) -> None:
        try:
            await self._on_quiet()
        except OSError:
            return  # the client is gone; the relay itself is cancelled for that
        finally:
            self._telling = None
