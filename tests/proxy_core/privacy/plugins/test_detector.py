"""When a plug-in is opened, how a text is cut for it, and what it cannot do to a request."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.privacy.engine import OverBudget
from proxy_core.privacy.plugins.base import Find, Plugin, PluginError
from proxy_core.privacy.plugins.detector import PIECE_S, Detector, pieces
from proxy_core.privacy.types import Span

FOREVER = float("inf")


class Words(Plugin):
    """Finds the word `zebra`; `opened` counts how often it was opened."""

    name = "Words"
    switch = "words"
    options = ("word",)

    def __init__(self, before: Callable[[], object] = lambda: None) -> None:
        self.opened = 0
        self.seen: list[str] = []
        self.before = before

    def open(self, settings: Mapping[str, Any]) -> Find:
        self.opened += 1
        word = settings["word"]

        def find(text: str) -> Iterable[Span]:
            self.before()
            self.seen.append(text)
            at = text.find(word)
            return [Span(at, at + len(word), "NAME")] if at >= 0 else []

        return find


def detector(plugin: Plugin, word: str = "zebra", now: Callable[[], float] = lambda: 0.0) -> Detector:
    return Detector(plugin, {"word": word}, now=now)


def test_it_is_opened_once_and_not_before_it_is_asked() -> None:
    plugin = Words()
    one = detector(plugin)
    assert plugin.opened == 0
    assert list(one.spans("a zebra", FOREVER)) == [Span(2, 7, "NAME")]
    assert list(one.spans("no", FOREVER)) == []
    one.load()
    assert plugin.opened == 1


def test_a_text_without_letters_is_not_worth_a_question() -> None:
    plugin = Words()
    assert list(detector(plugin).spans(" --- \n", FOREVER)) == []
    assert plugin.opened == 0


def test_places_in_a_long_text_are_those_of_the_whole() -> None:
    text = "\n".join(["word " * 100] * 40) + "\na zebra"
    plugin = Words()
    (span,) = detector(plugin).spans(text, FOREVER)
    assert text[span.start : span.end] == "zebra"
    assert len(plugin.seen) > 1


def test_equal_settings_are_one_identity() -> None:
    assert detector(Words()).identity == detector(Words()).identity
    assert detector(Words()).identity != detector(Words(), "horse").identity


class Broken(Plugin):
    """Cannot be opened: with its own words, or with somebody else's."""

    name = "Broken"
    switch = "privacy.broken"

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.opened = 0

    def open(self, settings: Mapping[str, Any]) -> Find:
        self.opened += 1
        raise self.error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PluginError("It is not installed. Install it."), "It is not installed. Install it."),
        (
            RuntimeError("canary"),
            "Broken cannot be loaded (RuntimeError). Install it anew, or set privacy.broken to false.",
        ),
    ],
)
def test_one_that_cannot_be_opened_says_so_each_time_and_is_tried_once(error: Exception, said: str) -> None:
    plugin = Broken(error)
    one = Detector(plugin, {})
    for _ in range(2):
        with pytest.raises(PluginError) as caught:
            list(one.spans("a zebra", FOREVER))
        assert str(caught.value) == said
        assert not caught.value.passing
    assert plugin.opened == 1


def test_what_goes_wrong_while_searching_goes_through() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(detector(Words(fail)).spans("a zebra", FOREVER))


def test_a_search_beyond_its_time_is_no_search() -> None:
    clock = [0.0]

    def think(seconds: float) -> None:
        clock[0] += seconds

    quick = detector(Words(lambda: think(1)), now=lambda: clock[0])
    assert list(quick.spans("zebra", clock[0] + 2)) == [Span(0, 5, "NAME")]
    with pytest.raises(OverBudget):
        list(quick.spans("zebra", clock[0] + 0.5))
    with pytest.raises(OverBudget):
        list(quick.spans("zebra", clock[0] - 1))
    slow = detector(Words(lambda: think(PIECE_S + 1)), now=lambda: clock[0])
    with pytest.raises(OverBudget):
        list(slow.spans("zebra", FOREVER))


def test_threads_take_turns_and_none_waits_beyond_its_time() -> None:
    inside, go_on = threading.Event(), threading.Event()

    def block() -> None:
        inside.set()
        go_on.wait(30)

    one = detector(Words(block))
    one.load()
    found: list[Span] = []
    thread = threading.Thread(target=lambda: found.extend(one.spans("zebra", FOREVER)))
    thread.start()
    assert inside.wait(30)
    with pytest.raises(OverBudget):
        list(one.spans("zebra", 0.01))
    go_on.set()
    thread.join(30)
    assert found == [Span(0, 5, "NAME")]


def test_a_request_that_comes_while_it_loads_is_told_so() -> None:
    inside, go_on = threading.Event(), threading.Event()

    class Loading(Words):
        def open(self, settings: Mapping[str, Any]) -> Find:
            inside.set()
            go_on.wait(30)
            return super().open(settings)

    one = detector(Loading())
    thread = threading.Thread(target=one.load)
    thread.start()
    assert inside.wait(30)
    with pytest.raises(PluginError, match="still being loaded") as caught:
        list(one.spans("zebra", 0.01))
    assert caught.value.passing
    go_on.set()
    thread.join(30)
    assert list(one.spans("zebra", FOREVER)) == [Span(0, 5, "NAME")]


@given(st.text(alphabet="ab \n", max_size=200), st.integers(4, 40))
def test_pieces_are_the_text_and_none_is_too_long(text: str, size: int) -> None:
    cut = list(pieces(text, size))
    assert "".join(text[start:end] for start, end in cut) == text
    assert all(0 < end - start <= size for start, end in cut)


@given(st.text(alphabet="ab \n", max_size=200), st.text(alphabet="ab \n", max_size=50), st.integers(4, 40))
def test_what_is_added_changes_only_the_last_piece(text: str, more: str, size: int) -> None:
    before, after = list(pieces(text, size)), list(pieces(text + more, size))
    assert after[: len(before) - 1] == before[:-1]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("one two\n\nthree four five", "one two\n\n"),
        ("one two three\nfour five six", "one two three\n"),
        ("one two three four five six", "one two three "),
        ("one-two-three-four-five-six", "one-two-three-fo"),
    ],
)
def test_a_cut_is_where_a_reader_would_pause(text: str, first: str) -> None:
    start, end = next(pieces(text, 16))
    assert text[start:end] == first
