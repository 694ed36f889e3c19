"""How long is waited before the same is asked again, and after what not at all."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.upstream.retry import FIRST_S, LONGEST_S, Backoff, seconds_of
from tests.fakes.clock import START


def failure(status: int = 503, **options: Any) -> ProxyError:
    return ProxyError("INFERENCE_UPSTREAM_FAILURE", status=status, **options)


def test_the_pause_is_drawn_from_a_range_that_doubles_up_to_its_bound() -> None:
    longest = [Backoff(lambda: 1.0).pause(failure(), tries, START) for tries in range(5)]
    assert longest == [FIRST_S, FIRST_S * 2, FIRST_S * 4, LONGEST_S, LONGEST_S]
    assert Backoff(lambda: 0.0).pause(failure(), 3, START) == 0.0
    assert Backoff(lambda: 0.5).pause(failure(), 1, START) == FIRST_S


@pytest.mark.parametrize("status", [429, 502, 503, 529])
def test_what_passes_by_itself_is_tried_again(status: int) -> None:
    assert Backoff().pause(failure(status), 0, START) is not None


@pytest.mark.parametrize(
    "error",
    [
        failure(400),
        failure(500),
        failure(504),
        failure(503, retryable=False),
        failure(502, details={"reason": "certificate"}),
        failure(502, details={"reason": "dns"}),
        ProxyError("BAA_REQUIRED"),
        ProxyError("PROVIDER_KEY_MISSING"),
    ],
)
def test_what_does_not_is_the_answer(error: ProxyError) -> None:
    assert Backoff().pause(error, 0, START) is None


@pytest.mark.parametrize("reason", ["connect", "closed", "reset", "timeout", "proxy"])
def test_a_lost_connection_is_tried_again(reason: str) -> None:
    assert Backoff().pause(failure(502, details={"reason": reason}), 0, START) is not None


def test_a_short_wait_that_the_provider_asks_for_is_respected() -> None:
    assert Backoff(lambda: 0.0).pause(failure(429, retry_after="2"), 0, START) == 2
    assert Backoff(lambda: 1.0).pause(failure(429, retry_after="0"), 0, START) == FIRST_S


@pytest.mark.parametrize("wanted", ["5", "3600", "inf", "nan", "soon", ""])
def test_a_long_or_unclear_one_goes_to_the_client(wanted: str) -> None:
    assert Backoff().pause(failure(429, retry_after=wanted), 0, START) is None


def test_a_date_says_how_long_from_now() -> None:
    later = START.replace(microsecond=0) + timedelta(seconds=3)
    assert seconds_of(format_datetime(later, usegmt=True), START) == 3
    assert seconds_of(format_datetime(later - timedelta(hours=1), usegmt=True), START) == 0
    assert seconds_of("Sat, 14 Mar 2026 09:26:55 -0000", START) == 2
