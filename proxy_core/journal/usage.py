"""What was used: sums over the journal's exchanges, by day, model and key.

Functions run within a transaction, on the journal's thread, and change nothing. A day is one where this
computer is; money is in US dollars here, for people and programs alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from proxy_core.journal.database import Run
from proxy_core.journal.entry import DOLLAR
from proxy_core.wire import json

_SUMS = (
    "count(*) AS requests, sum(outcome = 'done') AS done, sum(outcome = 'blocked') AS blocked, "
    "sum(outcome = 'failed') AS failed, sum(outcome = 'cancelled') AS cancelled, sum(input) AS input, "
    "sum(output) AS output, sum(cache_read) AS cache_read, sum(cache_write) AS cache_write, "
    "sum(cost) AS cost, sum(phi <> '{}') AS with_phi"
)
_NAMES = (
    "requests", "done", "blocked", "failed", "cancelled", "input", "output", "cache_read", "cache_write",
    "cost", "with_phi",
)  # fmt: skip


def counted_since(run: Run, day: date) -> dict[str, int]:
    """Requests that count against a day's limits: of everybody under an empty name, and of each key.

    What stands under a later day counts as well: it was asked before a clock was set back.
    """
    rows = run.execute(
        "SELECT key, count(*) FROM exchanges WHERE day >= ? AND counted GROUP BY key", (day.isoformat(),)
    )
    found = {str(key): int(count) for key, count in rows}
    return {**found, "": sum(found.values())}


def usage(run: Run, first: date, last: date) -> dict[str, Any]:
    """From the first day to the last one, both included: the total, and by day, model and key."""
    between = (first.isoformat(), last.isoformat())
    where = "WHERE day BETWEEN ? AND ?"
    (total,) = run.execute(f"SELECT {_SUMS} FROM exchanges {where}", between)
    return {
        "period": {"start": between[0], "end": between[1]},
        **_sums(total),
        "phi_types": _phi(run, between),
        "by_day": _grouped(run, ("day",), between),
        "by_model": _grouped(run, ("provider", "model"), between),
        "by_key": _grouped(run, ("key",), between),
    }


def last_used(run: Run) -> Mapping[str, str]:
    """Key -> when it was used last, in UTC."""
    return {str(key): str(at) for key, at in run.execute("SELECT key, at FROM last_used")}


def _grouped(run: Run, columns: tuple[str, ...], between: tuple[str, str]) -> list[dict[str, Any]]:
    names = ", ".join(columns)
    rows = run.execute(
        f"SELECT {names}, {_SUMS} FROM exchanges WHERE day BETWEEN ? AND ? GROUP BY {names} ORDER BY {names}",
        between,
    )
    width = len(columns)
    return [{**dict(zip(columns, row, strict=False)), **_sums(row[width:])} for row in rows]


def _sums(row: tuple[Any, ...]) -> dict[str, Any]:
    sums = {name: value or 0 for name, value in zip(_NAMES, row, strict=True)}
    return {
        "requests": {
            "total": sums["requests"],
            **{name: sums[name] for name in ("done", "blocked", "failed", "cancelled")},
            "with_phi": sums["with_phi"],
        },
        "tokens": {name: sums[name] for name in ("input", "output", "cache_read", "cache_write")},
        "cost_usd": sums["cost"] / DOLLAR,
    }


def _phi(run: Run, between: tuple[str, str]) -> dict[str, int]:
    total: Counter[str] = Counter()
    rows = run.execute(
        "SELECT phi, count(*) FROM exchanges WHERE day BETWEEN ? AND ? AND phi <> '{}' GROUP BY phi", between
    )
    for text, times in rows:
        for kind, count in json.loads(text.encode()).items():
            total[kind] += count * times
    return dict(total.most_common())
