"""What was found is found again, later."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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


def one_by_one(values: dict[str, str], text: str) -> list[Span]:
    """What `complete` must find, by a plain search for each value."""
    found: list[Span] = []
    for value, type_ in values.items():
        at = text.find(value)
        while at >= 0:
            before, after = text[at - 1 : at], text[at + len(value) :][:1]
            if not (before.isalnum() or before == "_") and not after.isalnum():
                found.append(Span(at, at + len(value), type_, True))
            at = text.find(value, at + 1)
    found.sort(key=lambda span: (span.start, -span.end))
    apart: list[Span] = []
    for span in found:
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return apart


PIECES = st.sampled_from(["Okafor", "12", "03", "_", "-", " ", "(", ")", "'s", "é", "½", "Łu", "\n", "x"])
VALUES = st.lists(PIECES, min_size=1, max_size=4).map("".join).filter(lambda v: any(map(str.isalnum, v)))


@given(st.lists(VALUES, min_size=1, max_size=6), st.lists(PIECES, max_size=40).map("".join))
def test_one_pass_finds_what_a_search_for_each_value_finds(values: list[str], text: str) -> None:
    known = Known(b"k")
    for value in values:  # one by one, as a conversation teaches them
        known = known.with_((("NAME", value),))
    expected = tuple(one_by_one(dict.fromkeys(values, "NAME"), text))
    assert known.complete(text, ()) == expected
    assert Known(b"k", dict.fromkeys(values, "NAME")).complete(text, ()) == expected


def test_a_long_text_is_read_in_pieces_that_cut_no_value() -> None:
    text = "Okafor_ " + "word " * 20_000 + "8842119" + " word" * 20_000 + "é Okafor"
    known = Known(b"k", {"Okafor": "NAME", "8842119": "MRN"})
    assert list(known.complete(text, ())) == one_by_one({"Okafor": "NAME", "8842119": "MRN"}, text)
    for shift in range(12):
        text = "x" * shift + " " + "Okafor 12 " * 10_000
        assert list(known.complete(text, ())) == one_by_one({"Okafor": "NAME"}, text)


def test_a_word_that_is_a_name_as_well_teaches_only_with_a_title() -> None:
    assert learned_from("seen by Rich today", [Span(8, 12, "NAME", True)]) == ()
    assert learned_from("Mr. Price came", [Span(4, 9, "NAME", True)]) == (("NAME", "Price"),)


def test_a_name_in_small_letters_is_learned_with_its_capital() -> None:
    assert learned_from("mrs haddad", [Span(4, 10, "NAME", True)]) == (("NAME", "haddad"), ("NAME", "Haddad"))
