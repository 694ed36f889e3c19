"""Which providers are tried, and when one that failed is tried again."""

from __future__ import annotations

import pytest

from proxy_core.config import Auth, Provider, Route
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate
from proxy_core.providers import KIND_BY_NAME
from proxy_core.routing.health import FAILURES, FIRST_S, LONGEST_S, STICKY_S, Breaker, Health
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def health(clock: FakeClock) -> Health:
    return Health(clock)


def candidates(*names: str) -> list[Candidate]:
    kind = KIND_BY_NAME["openai"]
    return [
        Candidate(Provider(name, "openai", "https://far.invalid/v1", Auth("none")), kind, Route(name), "m")
        for name in names
    ]


def names(health: Health, *given: str, session: str = "") -> list[str]:
    return [candidate.provider.name for candidate in health.order(candidates(*given), session, "m")]


def fail(health: Health, name: str, times: int = FAILURES, status: int = 503) -> None:
    for _ in range(times):
        health.tried(name)
        health.failed(name, ProxyError("INFERENCE_UPSTREAM_FAILURE", status=status))


def test_the_mapping_s_order_holds_while_all_answer(health: Health) -> None:
    assert names(health, "a", "b", "c") == ["a", "b", "c"]


def test_who_fails_in_a_row_is_tried_last(health: Health) -> None:
    fail(health, "a", FAILURES - 1)
    assert names(health, "a", "b") == ["a", "b"]
    fail(health, "a", 1)
    assert health.breaker("a") is Breaker.OPEN
    assert names(health, "a", "b") == ["b", "a"]
    assert names(health, "a") == ["a"], "with no other route it is tried all the same"


def test_one_success_between_failures_keeps_it_closed(health: Health) -> None:
    for _ in range(5):
        fail(health, "a", FAILURES - 1)
        health.answered("a", "", "m")
    assert health.breaker("a") is Breaker.CLOSED


def test_after_a_while_one_request_tries_again(health: Health, clock: FakeClock) -> None:
    fail(health, "a")
    clock.advance(FIRST_S - 0.1)
    assert names(health, "a", "b") == ["b", "a"]
    clock.advance(0.1)
    assert names(health, "a", "b") == ["a", "b"]
    health.tried("a")
    assert health.breaker("a") is Breaker.PROBING
    assert names(health, "a", "b") == ["b", "a"], "the others wait for what the one finds"
    health.answered("a", "", "m")
    assert names(health, "a", "b") == ["a", "b"]


def test_a_failed_try_doubles_the_pause_up_to_its_bound(health: Health, clock: FakeClock) -> None:
    fail(health, "a")
    pause = FIRST_S
    for _ in range(8):
        clock.advance(pause - 1)
        assert health.breaker("a") is Breaker.OPEN
        clock.advance(1)
        assert health.breaker("a") is Breaker.CLOSED
        fail(health, "a", 1)
        pause = min(pause * 2, LONGEST_S)
    assert pause == LONGEST_S


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_a_clients_mistake_never_opens_it(health: Health, status: int) -> None:
    fail(health, "a", 50, status)
    assert health.breaker("a") is Breaker.CLOSED


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 529])
def test_what_speaks_against_the_provider_does(health: Health, status: int) -> None:
    fail(health, "a", FAILURES, status)
    assert health.breaker("a") is Breaker.OPEN


def test_a_try_that_the_client_left_lets_the_next_one_try(health: Health, clock: FakeClock) -> None:
    fail(health, "a")
    clock.advance(FIRST_S)
    health.tried("a")
    health.left("a")
    assert names(health, "a", "b") == ["a", "b"]


def test_a_session_stays_with_who_answered_it(health: Health, clock: FakeClock) -> None:
    health.answered("b", "s", "m")
    assert names(health, "a", "b", "c", session="s") == ["b", "a", "c"]
    assert names(health, "a", "b", "c", session="other") == ["a", "b", "c"]
    assert [c.provider.name for c in health.order(candidates("a", "b"), "s", "other model")] == ["a", "b"]
    fail(health, "b")
    assert names(health, "a", "b", "c", session="s") == ["a", "c", "b"]
    clock.advance(STICKY_S)
    assert names(health, "a", "b", session="s")[0] == "a"


def test_sessions_are_forgotten_in_the_end(health: Health) -> None:
    for number in range(3000):
        health.answered("b", str(number), "m")
    assert len(health._last) <= 1000
    assert names(health, "a", "b", session="2999") == ["b", "a"]
    assert names(health, "a", "b", session="0") == ["a", "b"]
