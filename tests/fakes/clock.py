"""A clock that moves only when it is told to. Implements `proxy_core.clock.Clock`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)


class FakeClock:
    """Both hands move together. A test that looks at the wall clock sees `START` plus what it advanced."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._passed = 0.0

    def monotonic(self) -> float:
        return 1000.0 + self._passed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("a clock does not go back")
        self._passed += seconds
