"""Rate limits, with a clock that moves only when it is told to."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.errors import ProxyError
from proxy_core.policy.limits import WINDOW_S, Limits, Rate
from tests.fakes.clock import FakeClock

NOON = datetime(2026, 3, 14, 12, 0, 0).astimezone()


def refusal(ask: Callable[[], object]) -> ProxyError:
    with pytest.raises(ProxyError) as caught:
        ask()
    assert caught.value.code == "RATE_LIMITED"
    return caught.value


def admitted(limits: Limits, *rates: Rate) -> bool:
    try:
        limits.admit(rates)
    except ProxyError:
        return False
    return True


def test_the_window_slides() -> None:
    clock = FakeClock(NOON)
    limits, rate = Limits(clock), Rate("k", rpm=2)
    assert limits.admit([rate]) is not None
    clock.advance(40)
    limits.admit([rate])
    error = refusal(lambda: limits.admit([rate]))
    assert error.retry_after == "20"
    assert error.details["retry_after_seconds"] == 20
    clock.advance(19.9)
    refusal(lambda: limits.admit([rate]))
    clock.advance(0.1)
    limits.admit([rate])
    assert refusal(lambda: limits.admit([rate])).retry_after == "40"


def test_a_day_ends_at_midnight_where_this_computer_is() -> None:
    clock = FakeClock(NOON)
    limits, rate = Limits(clock), Rate("k", daily=1)
    limits.admit([rate])
    error = refusal(lambda: limits.admit([rate]))
    assert error.retry_after == str(12 * 3600)
    assert "12 hours" in error.message
    clock.advance(12 * 3600)
    limits.admit([rate])


def test_a_clock_that_is_set_back_gives_no_new_day() -> None:
    class Backwards(FakeClock):
        back = timedelta()

        def now(self) -> datetime:
            return super().now() - self.back

    clock = Backwards(NOON)
    limits, rate = Limits(clock), Rate("k", daily=1)
    limits.admit([rate])
    clock.back = timedelta(days=1)
    refusal(lambda: limits.admit([rate]))


def test_what_was_asked_before_the_start_counts_today() -> None:
    limits = Limits(FakeClock(NOON), {"k": 4})
    limits.admit([Rate("k", daily=5)])
    refusal(lambda: limits.admit([Rate("k", daily=5)]))


def test_a_request_that_one_limit_refuses_is_counted_by_none() -> None:
    limits = Limits(FakeClock(NOON))
    everybody, key = Rate("", rpm=3), Rate("k", rpm=1)
    limits.admit([everybody, key])
    for _ in range(5):
        assert "'k'" in refusal(lambda: limits.admit([everybody, key])).message
    left = limits.admit([everybody])
    assert left is not None
    assert left.remaining == 1


def test_the_narrowest_limit_is_told() -> None:
    clock = FakeClock(NOON)
    limits = Limits(clock)
    left = limits.admit([Rate("", rpm=100, daily=1000), Rate("k", rpm=10, daily=5)])
    assert left is not None
    assert left.headers() == {
        "x-ratelimit-limit-requests": "5",
        "x-ratelimit-remaining-requests": "4",
        "x-ratelimit-reset-requests": str(int((NOON + timedelta(hours=12)).timestamp())),
    }


def test_without_limits_nothing_is_counted() -> None:
    limits = Limits(FakeClock(NOON))
    assert limits.admit([Rate(""), Rate("k")]) is None
    assert limits.admit([]) is None


def test_a_limit_of_nothing_admits_nobody() -> None:
    limits = Limits(FakeClock(NOON))
    assert refusal(lambda: limits.admit([Rate("k", rpm=0)])).retry_after == "60"
    refusal(lambda: limits.admit([Rate("k", daily=0)]))


def test_a_lowered_limit_holds_at_once() -> None:
    clock = FakeClock(NOON)
    limits = Limits(clock)
    for _ in range(5):
        limits.admit([Rate("k", rpm=5)])
        clock.advance(1)
    assert refusal(lambda: limits.admit([Rate("k", rpm=2)])).retry_after == "58"


@given(st.integers(1, 5), st.integers(0, 10_000))
def test_no_window_of_a_minute_ever_holds_more(rpm: int, seed: int) -> None:
    chance, clock = random.Random(seed), FakeClock(NOON)
    limits, taken = Limits(clock), []
    for _ in range(100):
        clock.advance(chance.choice([0, 1, 7, 20, 59.99]))
        if admitted(limits, Rate("k", rpm=rpm)):
            taken.append(clock.monotonic())
        else:
            assert len([at for at in taken if at > clock.monotonic() - WINDOW_S]) == rpm, "refused too early"
    for at in taken:
        assert len([other for other in taken if at - WINDOW_S < other <= at]) <= rpm
