"""Budgets: never a dollar twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from proxy_core.errors import ProxyError
from proxy_core.journal.database import Database
from proxy_core.policy.budget import EVERYBODY, Ledger, Limit
from proxy_core.policy.cost import DOLLAR
from proxy_core.policy.cycle import Cycle

MARCH = Cycle("month", date(2026, 3, 1), date(2026, 4, 1))
APRIL = Cycle("month", date(2026, 4, 1), date(2026, 5, 1))
ALL = Limit(EVERYBODY, 10 * DOLLAR)
LAPTOP = Limit("laptop", 4 * DOLLAR)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "journal.sqlite")
    yield made
    made.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def spend(ledger: Ledger, cost: int, *limits: Limit, key: str = "laptop", cycle: Cycle = MARCH) -> None:
    ledger.settle(ledger.reserve(key, cost, cycle, limits), cost)


def refused(ledger: Ledger, cost: int, *limits: Limit, key: str = "laptop") -> ProxyError:
    with pytest.raises(ProxyError) as caught:
        ledger.reserve(key, cost, MARCH, limits)
    assert caught.value.code == "AI_CREDITS_EXHAUSTED"
    return caught.value


def test_what_is_spent_counts_for_the_key_and_for_everybody(ledger: Ledger) -> None:
    spend(ledger, 3 * DOLLAR, ALL, LAPTOP)
    spend(ledger, 2 * DOLLAR, ALL, key="ci")
    assert ledger.standing(ALL, MARCH).spent == 5 * DOLLAR
    assert ledger.standing(LAPTOP, MARCH).spent == 3 * DOLLAR


def test_without_a_key_it_counts_once(ledger: Ledger) -> None:
    spend(ledger, DOLLAR, ALL, key=EVERYBODY)
    assert ledger.standing(ALL, MARCH).spent == DOLLAR


def test_the_narrower_limit_decides_and_says_whose_it_is(ledger: Ledger) -> None:
    spend(ledger, 3 * DOLLAR, ALL, LAPTOP)
    error = refused(ledger, 2 * DOLLAR, ALL, LAPTOP)
    assert "'laptop' has $1.00 left" in error.message
    assert "2026-04-01" in error.message
    assert error.details["cycle_reset_at"] == "2026-04-01"
    ledger.reserve("ci", 2 * DOLLAR, MARCH, (ALL,))


def test_an_empty_budget_refuses_even_what_costs_nothing(ledger: Ledger) -> None:
    spend(ledger, 4 * DOLLAR, LAPTOP)
    assert "used up" in refused(ledger, 0, LAPTOP).message
    assert "used up" in refused(ledger, 0, Limit("laptop", 0)).message


def test_what_is_set_aside_cannot_be_spent_by_others(ledger: Ledger) -> None:
    first = ledger.reserve("laptop", 3 * DOLLAR, MARCH, (LAPTOP,))
    refused(ledger, 2 * DOLLAR, LAPTOP)
    ledger.settle(first, DOLLAR)
    ledger.reserve("laptop", 2 * DOLLAR, MARCH, (LAPTOP,))
    standing = ledger.standing(LAPTOP, MARCH)
    assert (standing.spent, standing.reserved, standing.left) == (DOLLAR, 2 * DOLLAR, DOLLAR)


def test_a_settlement_counts_once(ledger: Ledger) -> None:
    reservation = ledger.reserve("laptop", DOLLAR, MARCH, ())
    ledger.settle(reservation, DOLLAR)
    ledger.settle(reservation, DOLLAR)
    assert ledger.standing(LAPTOP, MARCH).spent == DOLLAR


def test_it_may_cost_more_than_was_thought(ledger: Ledger) -> None:
    ledger.settle(ledger.reserve("laptop", DOLLAR, MARCH, (LAPTOP,)), 9 * DOLLAR)
    assert ledger.standing(LAPTOP, MARCH).left == 0


def test_the_next_cycle_begins_anew(ledger: Ledger) -> None:
    spend(ledger, 4 * DOLLAR, LAPTOP)
    spend(ledger, 4 * DOLLAR, LAPTOP, cycle=APRIL)
    assert ledger.standing(LAPTOP, APRIL).spent == 4 * DOLLAR


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
            reservation = ledger.reserve("k", DOLLAR // 7, MARCH, (limit,))
        except ProxyError:
            return
        ledger.settle(reservation, DOLLAR // 7)
        taken.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 7
    assert ledgers[0].standing(limit, MARCH).spent <= DOLLAR
    for database in databases:
        database.close()


def test_what_a_dead_program_had_set_aside_is_let_go(database: Database) -> None:
    dead, alive, own = (Ledger(database, name) for name in ("dead", "alive", "own"))
    for ledger in (dead, dead, alive, own):
        ledger.reserve("k", DOLLAR, MARCH, ())
    assert own.release_of_the_dead(frozenset({"alive"})) == 2
    assert own.standing(ALL, MARCH).reserved == 2 * DOLLAR
