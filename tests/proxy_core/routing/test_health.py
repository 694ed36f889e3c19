"""Which providers are tried, and when one that failed is tried again."""

from __future__ import annotations

import pytest

from proxy_core.config import Auth, Provider, Route
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate
from proxy_core.providers import KIND_BY_NAME
from proxy_core.routing.health import (
    FAILURES,
    FIRST_S,
    LONGEST_S,
    STICKY_S,
    Breaker,
    Health,
    Pace,
    Speed,
    Standing,
)
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


@pytest.mark.parametrize("code", ["PROVIDER_KEY_MISSING", "INTERNAL_ERROR", "PRIVACY_CHECK_FAILED"])
def test_what_is_this_proxys_own_fault_is_not_the_providers(health: Health, code: str) -> None:
    for _ in range(FAILURES):
        health.failed("a", ProxyError(code))
    assert health.standing("a").failures == 0


def test_silence_counts(health: Health) -> None:
    for _ in range(FAILURES):
        health.failed("a")
    assert health.breaker("a") is Breaker.OPEN


def test_a_standing_says_what_a_person_wants_to_know(health: Health, clock: FakeClock) -> None:
    assert health.standing("a") == Standing(Breaker.CLOSED)
    fail(health, "a", FAILURES)
    clock.advance(5)
    standing = health.standing("a")
    assert (standing.breaker, standing.failures, standing.code) == (
        Breaker.OPEN, FAILURES, "INFERENCE_UPSTREAM_FAILURE",
    )  # fmt: skip
    assert standing.again_s == pytest.approx(FIRST_S - 5)
    assert health.passed_over(["a", "b"]) == 1
    health.answered("a", "", "m", Pace(0.5))
    assert health.standing("a") == Standing(Breaker.CLOSED, latency_s=0.5)


def test_listeners_hear_when_a_breaker_opens_and_closes(health: Health) -> None:
    heard: list[Breaker] = []
    end = health.subscribe(lambda: heard.append(health.breaker("a")))
    fail(health, "a", FAILURES)
    health.answered("a", "", "m")
    health.answered("a", "", "m")
    end()
    fail(health, "a", FAILURES)
    assert heard == [Breaker.OPEN, Breaker.CLOSED]


def test_the_speed_of_a_model_is_an_average_that_follows_the_newest(health: Health) -> None:
    assert health.speed("a", "m") is None
    health.answered("a", "", "alias", Pace(1.0, tokens=100, seconds=2.0), "m")
    assert health.speed("a", "m") == Speed(1.0, 50.0)
    health.answered("a", "", "alias", Pace(2.0, tokens=5, seconds=9.0), "m")
    speed = health.speed("a", "m")
    assert speed is not None
    assert 1.0 < speed.latency_s < 2.0
    assert speed.tokens_per_s == 50.0, "so few tokens say nothing"
    assert health.speed("a", "other") is None


def test_what_is_gone_or_elsewhere_is_forgotten(health: Health) -> None:
    fail(health, "a")
    fail(health, "b")
    health.keep({"b"})
    assert (health.breaker("a"), health.breaker("b")) == (Breaker.CLOSED, Breaker.OPEN)
