"""Budgets: never a dollar twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from proxy_core.errors import ProxyError
from proxy_core.journal.database import Database
from proxy_core.journal.entry import DOLLAR
from proxy_core.policy import budget
from proxy_core.policy.budget import EVERYBODY, Limit, Standing, limits_of
from proxy_core.policy.cycle import Cycle
from tests.fakes.requests import config

MARCH = Cycle("month", date(2026, 3, 1), date(2026, 4, 1))
APRIL = Cycle("month", date(2026, 4, 1), date(2026, 5, 1))
TODAY = date(2026, 3, 14)
ALL = Limit(EVERYBODY, 10 * DOLLAR)
LAPTOP = Limit("laptop", 4 * DOLLAR)


class Ledger:
    """The budget's functions, each in a transaction of its own."""

    def __init__(self, database: Database, owner: str = "me") -> None:
        self.database = database
        self.owner = owner
        self.count = 0

    def reserve(
        self, cost: int, *limits: Limit, key: str = "laptop", cycle: Cycle = MARCH, request: str = ""
    ) -> str:
        self.count += 1
        request = request or f"{self.owner} {self.count}"
        with self.database.transaction() as run:
            budget.reserve(run, request, self.owner, key, cost, cycle, limits)
        return request

    def settle(self, request: str, cost: int, key: str = "laptop", day: date = TODAY) -> None:
        with self.database.transaction() as run:
            budget.settle(run, request, day, key, cost)

    def spend(self, cost: int, *limits: Limit, key: str = "laptop", day: date = TODAY) -> None:
        self.settle(self.reserve(cost, *limits, key=key), cost, key, day)

    def standing(self, limit: Limit, cycle: Cycle = MARCH) -> Standing:
        with self.database.transaction() as run:
            return budget.standing_of(run, limit, cycle)

    def alerts(self, *limits: Limit, cycle: Cycle = MARCH) -> list[tuple[str, int]]:
        with self.database.transaction() as run:
            return [(each.limit.key, each.percent) for each in budget.alerts(run, limits, cycle)]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "journal.sqlite")
    yield made
    made.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def refused(ledger: Ledger, cost: int, *limits: Limit, key: str = "laptop") -> ProxyError:
    with pytest.raises(ProxyError) as caught:
        ledger.reserve(cost, *limits, key=key)
    assert caught.value.code == "AI_CREDITS_EXHAUSTED"
    return caught.value


def test_what_is_spent_counts_for_the_key_and_for_everybody(ledger: Ledger) -> None:
    ledger.spend(3 * DOLLAR, ALL, LAPTOP)
    ledger.spend(2 * DOLLAR, ALL, key="ci")
    assert ledger.standing(ALL).spent == 5 * DOLLAR
    assert ledger.standing(LAPTOP).spent == 3 * DOLLAR


def test_without_a_key_it_counts_once(ledger: Ledger) -> None:
    ledger.spend(DOLLAR, ALL, key=EVERYBODY)
    assert ledger.standing(ALL).spent == DOLLAR


def test_the_narrower_limit_decides_and_says_whose_it_is(ledger: Ledger) -> None:
    ledger.spend(3 * DOLLAR, ALL, LAPTOP)
    error = refused(ledger, 2 * DOLLAR, ALL, LAPTOP)
    assert "'laptop' has $1.00 left" in error.message
    assert "2026-04-01" in error.message
    assert error.details["cycle_reset_at"] == "2026-04-01"
    assert not error.retryable
    ledger.reserve(2 * DOLLAR, ALL, key="ci")


def test_an_empty_budget_refuses_even_what_costs_nothing(ledger: Ledger) -> None:
    ledger.spend(4 * DOLLAR, LAPTOP)
    assert "used up" in refused(ledger, 0, LAPTOP).message
    assert "used up" in refused(ledger, 0, Limit("laptop", 0)).message


def test_what_is_set_aside_cannot_be_spent_by_others(ledger: Ledger) -> None:
    first = ledger.reserve(3 * DOLLAR, LAPTOP)
    refused(ledger, 2 * DOLLAR, LAPTOP)
    ledger.settle(first, DOLLAR)
    ledger.reserve(2 * DOLLAR, LAPTOP)
    standing = ledger.standing(LAPTOP)
    assert (standing.spent, standing.reserved, standing.left) == (DOLLAR, 2 * DOLLAR, DOLLAR)


def test_a_dearer_route_takes_the_place_of_what_was_set_aside(ledger: Ledger) -> None:
    request = ledger.reserve(2 * DOLLAR, LAPTOP)
    ledger.reserve(4 * DOLLAR, LAPTOP, request=request)
    assert ledger.standing(LAPTOP).reserved == 4 * DOLLAR
    with pytest.raises(ProxyError):
        ledger.reserve(5 * DOLLAR, LAPTOP, request=request)
    assert ledger.standing(LAPTOP).reserved == 4 * DOLLAR
    ledger.settle(request, DOLLAR)
    assert ledger.standing(LAPTOP) == Standing(4 * DOLLAR, DOLLAR, 0)


def test_it_may_cost_more_than_was_thought(ledger: Ledger) -> None:
    ledger.settle(ledger.reserve(DOLLAR, LAPTOP), 9 * DOLLAR)
    assert ledger.standing(LAPTOP).left == 0


def test_the_next_cycle_begins_anew(ledger: Ledger) -> None:
    ledger.spend(4 * DOLLAR, LAPTOP)
    assert ledger.standing(LAPTOP, APRIL).spent == 0
    ledger.reserve(4 * DOLLAR, LAPTOP, cycle=APRIL)


def test_a_clock_that_is_set_back_opens_no_earlier_cycle(ledger: Ledger) -> None:
    ledger.spend(4 * DOLLAR, LAPTOP, day=date(2026, 4, 2))
    assert "used up" in refused(ledger, 1, LAPTOP).message


def test_another_kind_of_cycle_knows_what_was_spent(ledger: Ledger) -> None:
    ledger.spend(4 * DOLLAR, LAPTOP)
    week = Cycle("week", date(2026, 3, 9), date(2026, 3, 16))
    assert ledger.standing(LAPTOP, week).spent == 4 * DOLLAR


def test_a_hundred_at_once_on_the_last_dollar_never_overspend(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    databases = [Database(path), Database(path)]  # two programs
    ledgers = [Ledger(database, owner) for database, owner in zip(databases, ("a", "b"), strict=True)]
    limit = Limit(EVERYBODY, DOLLAR)
    taken: list[int] = []
    start = threading.Barrier(100)

    def ask(number: int) -> None:
        ledger = ledgers[number % 2]
        start.wait()
        try:
            ledger.reserve(DOLLAR // 7, limit, request=f"req {number}")
        except ProxyError:
            return
        ledger.settle(f"req {number}", DOLLAR // 7)
        taken.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 7
    assert ledgers[0].standing(limit).spent <= DOLLAR
    for database in databases:
        database.close()


def test_what_a_dead_program_had_set_aside_is_let_go(database: Database) -> None:
    for name in ("dead", "dead", "alive", "own"):
        Ledger(database, name).reserve(DOLLAR, request=f"{name} {id(object())}")
    with database.transaction() as run:
        assert budget.release_of_the_dead(run, lambda owner: owner != "dead") >= 1
    assert Ledger(database).standing(ALL).reserved == 2 * DOLLAR


def test_each_threshold_is_told_once_in_a_cycle_and_only_the_highest_of_several(ledger: Ledger) -> None:
    small = Limit("laptop", 100)
    ledger.spend(49)
    assert ledger.alerts(small) == []
    ledger.spend(1)
    assert ledger.alerts(small, ALL) == [("laptop", 50)]
    assert ledger.alerts(small) == []
    ledger.spend(46)
    assert ledger.alerts(small) == [("laptop", 95)]
    assert ledger.alerts(small) == []
    ledger.spend(96, day=date(2026, 4, 1))
    assert ledger.alerts(small, cycle=APRIL) == [("laptop", 95)]


def test_a_budget_that_was_raised_tells_its_own_thresholds(ledger: Ledger) -> None:
    ledger.spend(50)
    assert ledger.alerts(Limit("laptop", 100)) == [("laptop", 50)]
    assert ledger.alerts(Limit("laptop", 90)) == [("laptop", 50)]


def test_an_alert_is_a_sentence(ledger: Ledger) -> None:
    ledger.spend(4 * DOLLAR)
    with ledger.database.transaction() as run:
        (alert,) = budget.alerts(run, [Limit(EVERYBODY, 5 * DOLLAR)], MARCH)
    assert alert.text() == (
        "The budget for this month is 80 % used: $4.00 of $5.00. It begins anew on 2026-04-01."
    )


def test_the_budgets_of_a_configuration() -> None:
    key = {"name": "laptop", "sha256": "0" * 64, "budget_usd": 2.5}
    assert limits_of(config(), "") == ()
    both = config(policy={"budget_usd": 10}, keys=[key])
    assert limits_of(both, "laptop") == (ALL, Limit("laptop", 2_500_000_000))
    assert limits_of(both, "other") == (ALL,)
    assert limits_of(config(keys=[key]), "") == ()
