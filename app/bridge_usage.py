"""What the window is told of usage, budgets and limits: read from the journal, in its thread.

Owns how the journal's sums become the window's plain data. Where the journal cannot be read, the answer says
why; nothing here raises.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from proxy_core.config import Config
from proxy_core.core import Core
from proxy_core.journal.database import JournalError, Run
from proxy_core.journal.usage import last_used, usage
from proxy_core.policy import budget
from proxy_core.policy.cost import DOLLAR
from proxy_core.policy.cycle import Cycle, cycle_of
from proxy_core.policy.limits import Rate
from ui.ports import KeyUse, Standing, Sums, Usage

T = TypeVar("T")
#: a limit that nothing reaches: what is left of it tells how much was asked
_ALL = 10**12


async def standing(core: Core, config: Config) -> Standing:
    """How budget and limits stand now, for everybody and for each key of the configuration."""
    cycle = cycle_of(config["policy.budget_cycle"], core.clock.now())
    names = [key.name for key in config.keys]
    try:
        whole, spent, used = await _ask(core, partial(_books, cycle=cycle, names=names))
    except JournalError as error:
        return Standing(cycle.reset, problem=str(error))
    return Standing(
        cycle.reset,
        whole.spent / DOLLAR,
        whole.reserved / DOLLAR,
        _asked(core, Rate("", rpm=_ALL)),
        _asked(core, Rate("", daily=_ALL)),
        {
            name: KeyUse(
                datetime.fromisoformat(used[name]) if name in used else None,
                spent[name] / DOLLAR,
                _asked(core, Rate(name, daily=_ALL)),
            )
            for name in names
        },
    )


async def used(core: Core, days: int) -> Usage:
    """What was used in the last days, today included."""
    last = core.clock.now().astimezone().date()
    first = last - timedelta(days=days - 1)
    try:
        found = await _ask(core, lambda run: usage(run, first, last))
    except JournalError as error:
        return Usage(first, last, problem=str(error))
    return Usage(
        first,
        last,
        _sums(found),
        tuple((date.fromisoformat(row["day"]), _sums(row)) for row in found["by_day"]),
        tuple((row["provider"], row["model"], _sums(row)) for row in found["by_model"]),
        tuple((row["key"], _sums(row)) for row in found["by_key"]),
        found["phi_types"],
    )


async def _ask(core: Core, work: Callable[[Run], T]) -> T:
    """Raises `JournalError`."""
    if core.journal is None:
        raise JournalError("Nothing is kept on the disk, so what was used is not known.")
    return await asyncio.wrap_future(core.journal.ask(work))


def _books(
    run: Run, cycle: Cycle, names: list[str]
) -> tuple[budget.Standing, dict[str, int], Mapping[str, str]]:
    whole = budget.standing_of(run, budget.Limit(budget.EVERYBODY, 0), cycle)
    spent = {name: budget.standing_of(run, budget.Limit(name, 0), cycle).spent for name in names}
    return whole, spent, last_used(run)


def _asked(core: Core, rate: Rate) -> int:
    left = core.limits.left([rate])
    return 0 if left is None else left.limit - left.remaining


def _sums(row: Mapping[str, Any]) -> Sums:
    requests, tokens = row["requests"], row["tokens"]
    return Sums(
        requests["total"],
        requests["blocked"],
        requests["failed"],
        requests["with_phi"],
        tokens["input"],
        tokens["output"],
        tokens["cache_read"],
        tokens["cache_write"],
        row["cost_usd"],
    )
