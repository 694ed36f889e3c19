"""The lines of a text: both sides in step, excerpts around what was changed, all of it on demand."""

from __future__ import annotations

import tracemalloc
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.inspector.view import Fate, Leaf, Mark
from ui.models.inspection import CONTEXT, HEAD, LONGEST_LINE, Kind, Line, grown, lines_of, windows

TOKEN = "PHI_NAME_7K3Q9X2C"
NAME = "Maria Gonzalez"


def leaf(*parts: str) -> Leaf:
    """A text of these parts; `NAME` is a value."""
    client = provider = ""
    marks: list[Mark] = []
    for part in parts:
        if part == NAME:
            ends = len(client) + len(NAME), len(provider) + len(TOKEN)
            marks.append(Mark(len(client), ends[0], len(provider), ends[1], "NAME", TOKEN, Fate.REPLACED))
        client += part
        provider += TOKEN if part == NAME else part
    return Leaf("p", "messages", client=client, provider=provider, marks=tuple(marks))


def texts(lines: list[Line]) -> list[str]:
    return [
        "".join(piece if isinstance(piece, str) else f"<{piece.type}>" for piece in line.pieces)
        if line.kind is Kind.TEXT
        else f"[{line.kind.value} {line.left_out}]"
        for line in lines
    ]


def test_a_short_text_is_shown_whole_between_its_title_and_a_space() -> None:
    assert texts(list(lines_of(leaf("Dear ", NAME, ",\nhello"), 0))) == [
        "[title 0]", "Dear <NAME>,", "hello", "[space 0]",
    ]  # fmt: skip


def test_of_a_long_text_only_what_is_near_a_mark_is_shown() -> None:
    far = "x" * 40 + "\n"
    made = leaf(far * 100, "about ", NAME, "\n", far * 100)
    shown = texts(list(lines_of(made, 3)))
    assert "about <NAME>" in shown
    assert len(shown) < 16
    gaps = [line for line in lines_of(made, 3) if line.kind is Kind.GAP]
    shown_length = sum(window.end - window.start for window in windows(made))
    assert sum(gap.left_out for gap in gaps) + shown_length == len(made.client)
    assert len(gaps) == 2


def test_marks_that_are_near_each_other_share_an_excerpt() -> None:
    made = leaf("x " * 1000, NAME, " and ", NAME, " x" * 1000)
    assert len(windows(made)) == 1
    assert len(windows(leaf("x " * 900, NAME, " x" * 900, NAME))) == 2


@given(
    st.lists(st.sampled_from([NAME, "\n", "a b\n", "x" * 300, " word" * 50, "é漢😀"]), max_size=30),
    st.booleans(),
)
def test_every_line_says_where_it_begins(parts: list[str], whole: bool) -> None:
    made = leaf(*parts)
    at = 0
    for line in lines_of(made, 0, whole=whole):
        if line.kind is Kind.GAP:
            assert line.at in (at, at + 1)
            at = line.at + line.left_out
        if line.kind is Kind.TEXT:
            text = "".join(piece if isinstance(piece, str) else made.value(piece) for piece in line.pieces)
            assert made.client.startswith(text, line.at)
            assert len(text) <= LONGEST_LINE + len(NAME) * len(parts)
            at = line.at + len(text)
    assert at >= len(made.client) - 1


def test_the_whole_text_is_every_character_of_it() -> None:
    made = leaf("a\n\n", NAME, "x" * 5000, "\nend\n")
    rebuilt = ""
    for line in lines_of(made, 0, whole=True):
        if line.kind is Kind.TEXT:
            rebuilt += "\n" * (line.at - len(rebuilt))
            rebuilt += "".join(
                piece if isinstance(piece, str) else made.value(piece) for piece in line.pieces
            )
    assert rebuilt.rstrip("\n") == made.client.rstrip("\n")


def test_a_text_of_a_megabyte_in_one_line_is_broken() -> None:
    made = leaf("x" * 1_000_000)
    lines = [line for line in lines_of(made, 0, whole=True) if line.kind is Kind.TEXT]
    assert len(lines) == 1000
    assert max(len(str(line.pieces[0])) for line in lines) == LONGEST_LINE


def test_the_first_lines_of_a_long_text_cost_little() -> None:
    made = leaf(*["line of some text\n"] * 60_000)
    tracemalloc.start()
    list(islice(lines_of(made, 0, whole=True), 100))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * len(made.client)


def test_a_text_without_a_change_shows_its_beginning() -> None:
    (window,) = windows(leaf("word " * 1000))
    assert HEAD - CONTEXT <= window.end <= HEAD


@pytest.mark.parametrize("provider", ["", "other", "a\nb\nc", "Dear Maria Gonzalez and more"])
def test_texts_that_differ_in_more_than_marks_are_shown_apart(provider: str) -> None:
    made = Leaf("p", "messages", client="Dear\nyou", provider=provider)
    lines = [line for line in lines_of(made, 0) if line.kind is Kind.TEXT]
    assert [line.pieces[0] for line in lines][:2] == ["Dear", "you"]
    sides = [line.provider for line in lines]
    assert all(side is not None for side in sides)
    assert "\n".join(str(side[0]) for side in sides if side).rstrip("\n") == provider


@pytest.mark.parametrize(
    ("text", "selected", "wanted"),
    [
        ("about Project Falcon now", "oject Fal", "Project Falcon"),
        ("about Falcon, now", " Falcon", "Falcon"),
        ("(Falcon)", "(Falcon)", "(Falcon)"),
        ("a_b-c", "b-", "a_b-"),
        ("x  y", "  ", ""),
    ],
)
def test_a_selection_grows_to_whole_words(text: str, selected: str, wanted: str) -> None:
    start = text.index(selected)
    begin, end = grown(text, start, start + len(selected))
    assert text[begin:end] == wanted
