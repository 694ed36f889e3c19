"""The last exchanges in memory: bounded, in order, and no observer disturbs a request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proxy_core.journal.entry import Entry, Outcome
from proxy_core.journal.ring import Ring
from tests.fakes.clock import START


def entry(number: int) -> Entry:
    return Entry(f"req_{number}", START)


def ids(ring: Ring) -> list[str]:
    return [entry.request_id for entry in ring.entries()]


def test_the_newest_stay_and_the_oldest_go() -> None:
    ring = Ring(3)
    for number in range(5):
        ring.record(entry(number))
    assert ids(ring) == ["req_2", "req_3", "req_4"]


def test_the_same_request_replaces_its_entry_in_place() -> None:
    ring = Ring(3)
    for number in range(3):
        ring.record(entry(number))
    ring.record(replace(entry(0), outcome=Outcome.DONE))
    assert ids(ring) == ["req_0", "req_1", "req_2"]
    assert ring.entries()[0].outcome is Outcome.DONE


@pytest.mark.parametrize("capacity", [0, -1])
def test_a_ring_without_room_keeps_nothing_and_still_tells(capacity: int) -> None:
    ring, seen = Ring(capacity), list[Entry]()
    ring.subscribe(seen.append)
    ring.record(entry(1))
    assert ring.entries() == []
    assert seen == [entry(1)]


def test_another_size_takes_effect_with_the_next_entry() -> None:
    ring = Ring(5)
    for number in range(5):
        ring.record(entry(number))
    ring.resize(2)
    assert len(ring.entries()) == 5
    ring.record(entry(5))
    assert ids(ring) == ["req_4", "req_5"]


def test_what_is_handed_out_is_a_copy() -> None:
    ring = Ring(3)
    ring.record(entry(1))
    ring.entries().clear()
    assert ids(ring) == ["req_1"]


def test_observers_see_every_entry_until_they_leave() -> None:
    ring, first, second = Ring(3), list[Entry](), list[Entry]()
    leave = ring.subscribe(first.append)
    ring.subscribe(second.append)
    ring.record(entry(1))
    leave()
    ring.record(entry(2))
    assert (len(first), len(second)) == (1, 2)


def test_leaving_twice_is_leaving_once() -> None:
    ring, seen = Ring(3), list[Entry]()
    leave = ring.subscribe(seen.append)
    ring.subscribe(seen.append)
    leave()
    leave()
    ring.record(entry(1))
    assert len(seen) == 1


def test_an_observer_may_leave_while_it_is_told() -> None:
    ring, seen = Ring(3), list[Entry]()

    def once(told: Entry) -> None:
        seen.append(told)
        leave()

    leave = ring.subscribe(once)
    ring.subscribe(seen.append)
    ring.record(entry(1))
    ring.record(entry(2))
    assert len(seen) == 3


@pytest.mark.allow_logs("an observer of the log failed")
def test_an_observer_that_fails_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    ring, seen = Ring(3), list[Entry]()

    def broken(told: Entry) -> None:
        raise RuntimeError("window gone")

    ring.subscribe(broken)
    ring.subscribe(seen.append)
    ring.record(entry(1))
    assert seen == [entry(1)]
    assert "an observer of the log failed" in caplog.text
