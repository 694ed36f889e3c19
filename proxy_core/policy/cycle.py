"""The time over which a budget counts: a day, a week or a month where this computer is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

CYCLES = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Cycle:
    """start: its first day. reset: the first day of the next one. Its name orders as time does."""

    kind: str
    start: date
    reset: date

    @property
    def name(self) -> str:
        """How the journal knows it: `month 2026-03-01`."""
        return f"{self.kind} {self.start.isoformat()}"


def cycle_of(kind: str, now: datetime) -> Cycle:
    """The cycle that a moment belongs to. now: aware; its place on the local calendar counts."""
    today = now.astimezone().date()
    match kind:
        case "day":
            return Cycle(kind, today, today + timedelta(days=1))
        case "week":
            start = today - timedelta(days=today.weekday())
            return Cycle(kind, start, start + timedelta(days=7))
        case "month":
            start = today.replace(day=1)
            return Cycle(kind, start, (start + timedelta(days=32)).replace(day=1))
    raise ValueError("no such cycle")
