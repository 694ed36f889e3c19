"""The computer's clocks: one never goes back, the other knows where it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from proxy_core.clock import Clock, SystemClock


def test_the_monotonic_clock_never_goes_back() -> None:
    clock: Clock = SystemClock()
    readings = [clock.monotonic() for _ in range(1000)]
    assert readings == sorted(readings)


def test_the_wall_clock_is_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    assert before <= now <= datetime.now(UTC)
