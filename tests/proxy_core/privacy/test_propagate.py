"""What was found is found again, later."""

from __future__ import annotations

from proxy_core.privacy.propagate import Known, learned_from, merged
from proxy_core.privacy.types import Span


def test_names_teach_their_uncommon_words() -> None:
    text = "Maria Okafor Young"
    learned = learned_from(text, [Span(0, 18, "NAME", True)])
    assert ("NAME", "Okafor") in learned
    assert ("NAME", "Maria Okafor Young") in learned
    assert ("NAME", "Hill") not in learned


def test_what_is_not_sure_teaches_nothing() -> None:
    assert learned_from("Maria Okafor", [Span(0, 12, "NAME")]) == ()


def test_only_whole_words_in_exact_case_are_found() -> None:
    known = Known(b"k").with_((("NAME", "Okafor"),))
    assert known.complete("Okafor's okafor Okaforian", ()) == (Span(0, 6, "NAME", True),)


def test_the_state_tells_equal_sets_apart_from_others() -> None:
    one = Known(b"k").with_((("NAME", "Okafor"),))
    assert one.state == Known(b"k").with_((("NAME", "Okafor"),)).state
    assert one.state != one.with_((("MRN", "8842119"),)).state
    assert one.with_((("NAME", "Okafor"),)) is one
    assert "Okafor" not in repr(one)


def test_where_spans_overlap_the_first_list_wins() -> None:
    assert merged([Span(2, 6, "SSN")], [Span(0, 3, "NAME"), Span(6, 9, "NAME")]) == (
        Span(2, 6, "SSN"),
        Span(6, 9, "NAME"),
    )
