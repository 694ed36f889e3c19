"""The time over which a budget counts."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.policy.cycle import CYCLES, cycle_of


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


@pytest.mark.parametrize(
    ("kind", "now", "start", "reset"),
    [
        ("day", "2026-03-14T23:59:59", "2026-03-14", "2026-03-15"),
        ("week", "2026-03-14T00:00:00", "2026-03-09", "2026-03-16"),
        ("week", "2026-03-09T00:00:00", "2026-03-09", "2026-03-16"),
        ("month", "2026-12-31T12:00:00", "2026-12-01", "2027-01-01"),
        ("month", "2028-02-29T12:00:00", "2028-02-01", "2028-03-01"),
    ],
)
def test_a_moment_has_its_cycle(kind: str, now: str, start: str, reset: str) -> None:
    cycle = cycle_of(kind, local(now))
    assert (cycle.start.isoformat(), cycle.reset.isoformat()) == (start, reset)
    assert cycle.name == f"{kind} {start}"


@given(st.sampled_from(CYCLES), st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
def test_every_day_is_in_its_cycle_and_the_reset_begins_the_next(kind: str, now: datetime) -> None:
    moment = now.astimezone()
    cycle = cycle_of(kind, moment)
    assert cycle.start <= moment.date() < cycle.reset
    noon = datetime.combine(cycle.reset, datetime.min.time().replace(hour=12)).astimezone()
    assert cycle_of(kind, noon).start == cycle.reset


def test_there_is_no_other_cycle() -> None:
    with pytest.raises(ValueError, match="cycle"):
        cycle_of("year", local("2026-03-14T00:00:00"))
