"""The event loop's timers: one heap and one QTimer.

Owns when Qt wakes the loop for a timer. Must not run callbacks. A QTimer for each timer would be simpler, but
aiohttp makes and cancels one at each chunk that it reads: tens of thousands of them would wait to be due.
"""

from __future__ import annotations

import heapq
import itertools
import math
import time
from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer

#: QTimer counts milliseconds in an int, 24.8 days; a longer wait is made of several.
LONGEST_MS: Final = 24 * 60 * 60 * 1000
#: Fewer cancelled timers than this are not worth a sweep.
SWEEP_FROM: Final = 64


class TimerHeap:
    """`wake` is called when timers may be due; `take_due` then gives them. Times are `time.monotonic()`."""

    def __init__(self, wake: Callable[[], None], longest_ms: int = LONGEST_MS) -> None:
        self._heap: list[tuple[float, int, Any]] = []  # Any: TimerHandle's flags are not in its type stub
        self._order = itertools.count()  # timers of one instant run in the order of their making
        self._cancelled = 0
        self._armed = math.inf
        self._wake = wake
        self._longest_ms = longest_ms
        self._alarm = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._alarm.timeout.connect(self._on_alarm)

    def __len__(self) -> int:
        """Timers in the heap, with the cancelled ones that no sweep has met yet."""
        return len(self._heap)

    def push(self, when: float, timer: Any) -> None:
        heapq.heappush(self._heap, (when, next(self._order), timer))
        timer._scheduled = True
        if when < self._armed:
            self.arm()

    def cancelled(self, timer: Any) -> None:
        """A timer is being cancelled; it may be one that has left the heap."""
        if not timer._scheduled:
            return
        self._cancelled += 1
        if self._cancelled >= SWEEP_FROM and self._cancelled * 2 > len(self._heap):
            self._sweep(timer)

    def take_due(self) -> list[TimerHandle]:
        """Removes and gives the timers whose time has come, not one of them early, and arms for the next."""
        heap, now = self._heap, time.monotonic()
        due = []
        while heap and (heap[0][0] <= now or heap[0][2]._cancelled):
            timer = heapq.heappop(heap)[2]
            timer._scheduled = False
            if timer._cancelled:
                self._cancelled -= 1
            else:
                due.append(timer)
        self.arm()
        return due

    def arm(self) -> None:
        """Have Qt wake us for the first timer: at its time or, by Qt's milliseconds, just after it."""
        self._armed = self._heap[0][0] if self._heap else math.inf
        if self._armed < math.inf:
            wait = math.ceil((self._armed - time.monotonic()) * 1000)
            self._alarm.start(min(max(wait, 0), self._longest_ms))

    def close(self) -> None:
        self._alarm.stop()
        self._heap.clear()

    def _on_alarm(self) -> None:
        self._armed = math.inf
        self._wake()

    def _sweep(self, timer: Any) -> None:
        kept = []
        for entry in self._heap:
            if entry[2] is timer or entry[2]._cancelled:
                entry[2]._scheduled = False
            else:
                kept.append(entry)
        heapq.heapify(kept)
        self._heap = kept
        self._cancelled = 0
