"""At most one notification a minute."""

from __future__ import annotations

from tests.fakes.clock import FakeClock
from ui.notifier import Notifier


def test_the_second_within_a_minute_is_held_back_and_counted() -> None:
    shown: list[tuple[str, str]] = []
    clock = FakeClock()
    notifier = Notifier(lambda title, text: shown.append((title, text)), clock.monotonic)
    assert notifier.notify("A", "first")
    assert not notifier.notify("B", "second")
    clock.advance(59)
    assert not notifier.notify("C", "third")
    clock.advance(1)
    assert notifier.notify("D", "fourth")
    assert shown == [("A", "first"), ("D", "fourth\nAnd 2 more since the last notification.")]


def test_what_was_counted_is_told_once() -> None:
    shown: list[str] = []
    clock = FakeClock()
    notifier = Notifier(lambda _title, text: shown.append(text), clock.monotonic)
    for _ in range(2):
        notifier.notify("A", "text")
    for _ in range(2):
        clock.advance(60)
        notifier.notify("A", "text")
    assert shown[-1] == "text"
