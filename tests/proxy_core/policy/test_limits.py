"""Rate limits, with a clock that moves only when it is told to."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.auth import ANYBODY, Principal
from proxy_core.config import LocalKey
from proxy_core.errors import ProxyError
from proxy_core.policy.limits import WINDOW_S, Limits, Rate, rates_of
from tests.fakes.clock import FakeClock
from tests.fakes.requests import config

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
    limits.admit([rate])
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
    left = limits.left([everybody])
    assert left is not None
    assert left.remaining == 2


def test_the_narrowest_limit_is_told() -> None:
    clock = FakeClock(NOON)
    limits = Limits(clock)
    rates = [Rate("", rpm=100, daily=1000), Rate("k", rpm=10, daily=5)]
    limits.admit(rates)
    left = limits.left(rates)
    assert left is not None
    assert left.headers() == {
        "x-ratelimit-limit-requests": "5",
        "x-ratelimit-remaining-requests": "4",
        "x-ratelimit-reset-requests": str(int((NOON + timedelta(hours=12)).timestamp())),
    }


def test_before_the_first_request_all_is_left() -> None:
    left = Limits(FakeClock(NOON)).left([Rate("k", rpm=3)])
    assert left is not None
    assert (left.limit, left.remaining, left.reset) == (3, 3, int(NOON.timestamp()))


def test_without_a_limit_there_is_nothing_to_tell() -> None:
    limits = Limits(FakeClock(NOON))
    limits.admit([Rate(""), Rate("k")])
    assert limits.left([Rate(""), Rate("k")]) is None
    limits.admit([])


def test_a_limit_that_is_set_later_holds_for_what_was_asked_before() -> None:
    limits = Limits(FakeClock(NOON))
    limits.admit([Rate(""), Rate("k")])
    refusal(lambda: limits.admit([Rate(""), Rate("k", rpm=1)]))
    refusal(lambda: limits.admit([Rate("", daily=1), Rate("k")]))


def test_only_a_short_wait_is_worth_a_retry() -> None:
    limits = Limits(FakeClock(NOON))
    assert refusal(lambda: limits.admit([Rate("k", rpm=0)])).retryable
    assert not refusal(lambda: limits.admit([Rate("k", daily=0)])).retryable


def test_zero_in_the_settings_is_no_limit_and_a_key_has_its_own() -> None:
    key = LocalKey("laptop", "0" * 64, "abcd", rpm=3)
    unlimited = config()
    assert rates_of(unlimited, ANYBODY) == (Rate(""),)
    assert rates_of(unlimited, Principal("laptop", (), key)) == (Rate(""), Rate("laptop", rpm=3))
    limited = config(policy={"rpm": 5, "daily": 7})
    assert rates_of(limited, ANYBODY) == (Rate("", 5, 7),)


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
