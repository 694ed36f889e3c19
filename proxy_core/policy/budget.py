"""Budgets: what may be spent in a cycle, by everybody together and by each local key.

An estimate is reserved before anything is sent, raised if a dearer route is tried, and settled when the
exchange is over. Each is a step of the journal's transaction: requests at the same time, also of two
programs, can never spend the same dollar. What counts against a cycle is all that was spent since it began:
a clock that is set back finds what was spent under the later date, and another kind of cycle what this one
has spent.

Owns the rules and their rows in the journal. Its functions run within a transaction, on the journal's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from proxy_core.config import Config
from proxy_core.errors import ProxyError
from proxy_core.journal.database import Run
from proxy_core.journal.entry import DOLLAR
from proxy_core.policy.cost import dollars
from proxy_core.policy.cycle import Cycle

#: the key under which all spending is summed
EVERYBODY = ""
#: of a budget: when somebody is told, in percent
THRESHOLDS = (50, 80, 95)


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be spent in a cycle, in billionths of a dollar. key: `EVERYBODY` or a local key's name."""

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


@dataclass(frozen=True, slots=True)
class Alert:
    """A budget has passed a threshold. percent: one of `THRESHOLDS`."""

    limit: Limit
    percent: int
    spent: int
    cycle: Cycle

    def text(self) -> str:
        """A sentence for a person."""
        whose = "The budget" if self.limit.key == EVERYBODY else f"The budget of '{self.limit.key}'"
        return (
            f"{whose} for this {self.cycle.kind} is {self.percent} % used: {dollars(self.spent)} of "
            f"{dollars(self.limit.cost)}. It begins anew on {self.cycle.reset.isoformat()}."
        )


def limits_of(config: Config, key: str) -> tuple[Limit, ...]:
    """The budgets that a local key's spending counts against; empty if there is none."""
    found: list[Limit] = []
    if everybody := config["policy.budget_usd"]:
        found.append(Limit(EVERYBODY, everybody * DOLLAR))
    for each in config.keys:
        if each.name == key and each.budget_usd is not None:
            found.append(Limit(key, round(each.budget_usd * DOLLAR)))
    return tuple(found)


def reserve(
    run: Run, request_id: str, owner: str, key: str, cost: int, cycle: Cycle, limits: Iterable[Limit]
) -> None:
    """Set aside what a request may cost, in place of what it had set aside before, if every limit leaves it.

    owner: names this program among those that share the journal. Raises `ProxyError` AI_CREDITS_EXHAUSTED,
    with `cycle_reset_at` in its details; then nothing was changed.
    """
    for limit in limits:
        standing = standing_of(run, limit, cycle, besides=request_id)
        if standing.left < cost or standing.spent >= standing.limit:
            raise _exhausted(limit, standing, cycle, cost)
    run.execute("INSERT OR REPLACE INTO reserved VALUES (?, ?, ?, ?)", (request_id, owner, key, cost))


def settle(run: Run, request_id: str, day: date, key: str, cost: int) -> None:
    """The exchange is over: what it really cost takes the place of what was set aside."""
    run.execute("DELETE FROM reserved WHERE request_id = ?", (request_id,))
    for each in dict.fromkeys((EVERYBODY, key)) if cost else ():
        run.execute(
            "INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET cost = cost + excluded.cost",
            (day.isoformat(), each, cost),
        )


def standing_of(run: Run, limit: Limit, cycle: Cycle, besides: str = "") -> Standing:
    """How a budget stands. besides: a request whose own reservation does not count."""
    (spent,) = run.execute(
        "SELECT coalesce(sum(cost), 0) FROM spent WHERE day >= ? AND key = ?",
        (cycle.start.isoformat(), limit.key),
    ).fetchone()
    (reserved,) = run.execute(
        "SELECT coalesce(sum(cost), 0) FROM reserved WHERE request_id <> ? AND (? OR key = ?)",
        (besides, limit.key == EVERYBODY, limit.key),
    ).fetchone()
    return Standing(limit.cost, spent, reserved)


def release_of_the_dead(run: Run, alive: Callable[[str], bool]) -> int:
    """Let go what programs have set aside that run no more. Returns how many requests that were."""
    owners = [owner for (owner,) in run.execute("SELECT DISTINCT owner FROM reserved").fetchall()]
    return sum(
        run.execute("DELETE FROM reserved WHERE owner = ?", (owner,)).rowcount
        for owner in owners
        if not alive(owner)
    )


def alerts(run: Run, limits: Iterable[Limit], cycle: Cycle) -> list[Alert]:
    """The highest threshold of each budget that was passed and not told in this cycle; told from now on."""
    found: list[Alert] = []
    for limit in limits:
        spent = standing_of(run, limit, cycle).spent
        new = [
            percent
            for percent in THRESHOLDS
            if spent * 100 >= limit.cost * percent and _first_time(run, limit, cycle, percent)
        ]
        if new:
            found.append(Alert(limit, new[-1], spent, cycle))
    return found


def _first_time(run: Run, limit: Limit, cycle: Cycle, percent: int) -> bool:
    told = (cycle.name, limit.key, limit.cost, percent)
    return run.execute("INSERT OR IGNORE INTO alerted VALUES (?, ?, ?, ?)", told).rowcount == 1


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
