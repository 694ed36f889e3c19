"""Budgets: what may be spent in a cycle, by everybody together and by each local key.

An estimate is reserved before anything is sent and settled when the exchange is over, each in one
transaction of the journal: requests at the same time, also of two programs, can never spend the same dollar.
What a program that was killed had reserved is let go when the next one starts.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from sqlite3 import Connection

from proxy_core.errors import ProxyError
from proxy_core.journal.database import Database
from proxy_core.policy.cost import DOLLAR, dollars
from proxy_core.policy.cycle import Cycle

#: the key under which all spending is summed
EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be spent in a cycle, in billionths of a dollar. key: `EVERYBODY` or a local key's name."""

    key: str
    cost: int


@dataclass(frozen=True, slots=True)
class Reservation:
    """An amount set aside. number: its row in the journal."""

    number: int
    cycle: Cycle
    key: str
    cost: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a budget stands, in billionths of a dollar. spent: settled; reserved: of requests under way."""

    limit: int
    spent: int
    reserved: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.spent - self.reserved)


class Ledger:
    """The spending of this installation. Synchronous, for a thread. Everything raises `JournalError`."""

    def __init__(self, database: Database, owner: str = "") -> None:
        """owner: names this program among those that share the journal; its process by default."""
        self._database = database
        self._owner = owner or f"process {os.getpid()}"

    def reserve(self, key: str, cost: int, cycle: Cycle, limits: tuple[Limit, ...]) -> Reservation:
        """Set an amount aside, if every limit leaves it.

        Raises `ProxyError` AI_CREDITS_EXHAUSTED, with `cycle_reset_at` in its details.
        """
        with self._database.transaction() as run:
            for limit in limits:
                standing = self._standing(run, limit, cycle)
                if standing.left < cost or standing.spent >= standing.limit:
                    raise _exhausted(limit, standing, cycle, cost)
            made = run.execute(
                "INSERT INTO reserved (owner, cycle, key, cost) VALUES (?, ?, ?, ?)",
                (self._owner, cycle.name, key, cost),
            )
            return Reservation(int(made.lastrowid or 0), cycle, key, cost)

    def settle(self, reservation: Reservation, cost: int) -> None:
        """The exchange is over: what it really cost takes the place of what was set aside. Once."""
        with self._database.transaction() as run:
            gone = run.execute(
                "DELETE FROM reserved WHERE id = ? AND owner = ?", (reservation.number, self._owner)
            )
            if gone.rowcount:
                self._spend(run, reservation.cycle, reservation.key, cost)

    def standing(self, limit: Limit, cycle: Cycle) -> Standing:
        with self._database.transaction() as run:
            return self._standing(run, limit, cycle)

    def release_of_the_dead(self, alive: frozenset[str]) -> int:
        """Let go what programs have set aside that run no more. alive: the owners that still do.

        Returns how many requests that were.
        """
        with self._database.transaction() as run:
            owners = [owner for (owner,) in run.execute("SELECT DISTINCT owner FROM reserved")]
            dead = [owner for owner in owners if owner not in alive and owner != self._owner]
            return sum(
                run.execute("DELETE FROM reserved WHERE owner = ?", (owner,)).rowcount for owner in dead
            )

    @staticmethod
    def _spend(run: Connection, cycle: Cycle, key: str, cost: int) -> None:
        for each in dict.fromkeys((EVERYBODY, key)):
            run.execute(
                "INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET cost = cost + excluded.cost",
                (cycle.name, each, cost),
            )

    @staticmethod
    def _standing(run: Connection, limit: Limit, cycle: Cycle) -> Standing:
        row = run.execute(
            "SELECT cost FROM spent WHERE cycle = ? AND key = ?", (cycle.name, limit.key)
        ).fetchone()
        everybody = limit.key == EVERYBODY
        (reserved,) = run.execute(
            "SELECT coalesce(sum(cost), 0) FROM reserved WHERE cycle = ? AND (? OR key = ?)",
            (cycle.name, everybody, limit.key),
        ).fetchone()
        return Standing(limit.cost, row[0] if row else 0, reserved)


def _exhausted(limit: Limit, standing: Standing, cycle: Cycle, cost: int) -> ProxyError:
    whose = "The budget" if limit.key == EVERYBODY else f"The budget of the local key '{limit.key}'"
    if standing.spent >= standing.limit:
        why = f"{whose} of {dollars(limit.cost)} for this {cycle.kind} is used up"
    else:
        why = (
            f"{whose} has {dollars(standing.left)} left for this {cycle.kind}, and this request may cost "
            f"{dollars(cost)}"
        )
    return ProxyError(
        "AI_CREDITS_EXHAUSTED",
        f"{why}. Raise it under Policy, or wait until {cycle.reset.isoformat()}.",
        details={
            "cycle_reset_at": cycle.reset.isoformat(),
            "limit_usd": limit.cost / DOLLAR,
            "spent_usd": standing.spent / DOLLAR,
        },
    )
