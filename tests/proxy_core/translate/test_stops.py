"""Stop sequences that the provider was not told of."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from proxy_core.translate.stops import StopWatch


def watched(pieces: list[str], *sequences: str) -> tuple[str, str | None]:
    watch = StopWatch(sequences)
    out = "".join(watch.feed(piece) for piece in pieces)
    return out + watch.flush(), watch.matched


def test_text_ends_before_the_first_sequence_that_is_met() -> None:
    assert watched(["one END two STOP"], "STOP", "END") == ("one ", "END")


def test_a_sequence_that_is_cut_by_the_chunks_is_met_all_the_same() -> None:
    assert watched(["one E", "N", "D two"], "END") == ("one ", "END")


def test_a_beginning_that_comes_to_nothing_is_handed_on() -> None:
    assert watched(["one E", "NOUGH"], "END") == ("one ENOUGH", None)
    assert watched(["one EN"], "END") == ("one EN", None)


def test_only_what_may_begin_a_sequence_waits() -> None:
    watch = StopWatch(["END"])
    assert watch.feed("aE") == "a"
    assert watch.feed("x") == "Ex"


@given(st.text("abE", max_size=20), st.lists(st.integers(0, 20), max_size=5))
def test_cuts_change_nothing(text: str, cuts: list[int]) -> None:
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[a:b] for a, b in pairwise(edges)]
    assert watched(pieces, "EaE", "bb") == watched([text], "EaE", "bb")
