"""The fake clock moves by itself never, and by what it is told exactly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from proxy_core.clock import Clock
from tests.fakes.clock import START, FakeClock


def test_both_hands_move_together_and_only_when_told() -> None:
    clock: Clock = FakeClock()
    before = clock.monotonic()
    assert (clock.monotonic(), clock.now()) == (before, START)
    assert isinstance(clock, FakeClock)
    clock.advance(2.5)
    assert clock.monotonic() - before == 2.5
    assert clock.now() - START == timedelta(seconds=2.5)


def test_it_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="does not go back"):
        FakeClock().advance(-1)
