"""The inspector's titles and sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proxy_core.inspector.view import Fate, Leaf, Mark, View
from proxy_core.journal.entry import Attempt
from tests.ui import contents, samples
from ui.pages.inspector_words import (
    exempt_lines,
    exempt_words,
    fate_words,
    leaf_title,
    no_answer,
    summary,
    upstream_title,
)


@pytest.mark.parametrize(
    ("leaf", "title"),
    [
        (Leaf("system[0].text", "system", 1, kind="text"), "System prompt"),
        (Leaf("messages[2].content", "messages", 3, "user"), "Message 3 · user"),
        (Leaf("messages[2]", "messages", 3), "Message 3"),
        (Leaf("m.content[0].input.x", "messages", 4, "assistant", "tool_use", "Edit"),
         "Message 4 · assistant · calls Edit · x"),
        (Leaf("m.content", "messages", 5, "user", "tool_result"), "Message 5 · user · result of a tool"),
        (Leaf("tools[0].description", "tools", 1, name="Read"), "Tool Read · description"),
        (Leaf("content[0].text", "answer", 1, "assistant", "text"), "Block 1"),
        (Leaf("content[1].input", "answer", 2, "assistant", "tool_use"), "Block 2 · calls a tool"),
        (Leaf("metadata.user_id", "other"), "metadata.user_id"),
        (Leaf("m.input", "messages", 1, "user", "key"), "Message 1 · user · name of a field"),
    ],
)  # fmt: skip
def test_a_text_is_titled_by_its_place(leaf: Leaf, title: str) -> None:
    assert leaf_title(leaf) == title


def test_what_was_replaced_is_counted() -> None:
    assert summary(contents.letter()) == "5 values replaced in 1 of 8 texts."
    assert summary(contents.clean()).startswith("Nothing was replaced in ")
    one = replace(
        contents.letter().request[0], marks=(Mark(0, 1, 0, 1, "NAME", "PHI_NAME_X", Fate.REPLACED),)
    )
    assert summary(View((one,), ())) == "1 value replaced in 1 of 1 texts."


def test_what_was_not_checked_is_told_with_its_reasons() -> None:
    assert exempt_words(contents.letter()).endswith("not checked")
    assert "a word of the API" in exempt_lines(contents.letter())
    assert exempt_words(View((), ())) == ""


def test_it_says_to_whom_it_went() -> None:
    assert upstream_title(samples.entry(1)) == "Sent to azure"
    assert upstream_title(samples.fallback(1)) == "Sent to azure, local"
    assert upstream_title(samples.running(1)) == "Sent to azure"
    assert upstream_title(samples.blocked(1)) == "Would have been sent"
    twice = replace(samples.entry(1), attempts=(Attempt("a", "m", "429"), Attempt("a", "m", "ok")))
    assert upstream_title(twice) == "Sent to a"


def test_a_missing_answer_is_explained() -> None:
    empty = View((), ())
    assert no_answer(samples.entry(1), contents.letter()) == ""
    assert no_answer(samples.running(1), empty) == "No answer yet."
    assert "agreement" in no_answer(samples.blocked(1), empty)
    assert no_answer(samples.entry(1), replace(empty, cut=True)).endswith("too long to be kept.")
    assert no_answer(samples.entry(1), empty) == "The answer holds no text."


@pytest.mark.parametrize("fate", Fate)
def test_every_fate_has_words(fate: Fate) -> None:
    assert fate_words(Mark(0, 1, 0, 1, "NAME", "PHI_NAME_X", fate))
