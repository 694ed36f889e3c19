"""Sentences below each other."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.paragraphs import Paragraphs


def test_as_many_are_shown_as_there_are(qtbot: QtBot) -> None:
    made = Paragraphs("muted")
    qtbot.addWidget(made)
    made.show()
    for texts in (["one"], ["one", "two", "three"], [], ["four", "five"]):
        made.show_texts(texts)
        assert made.texts() == texts


def test_they_are_apart_and_wrap(qtbot: QtBot) -> None:
    made = Paragraphs()
    qtbot.addWidget(made)
    made.resize(120, 10)
    made.show_texts(["short"])
    one = made.heightForWidth(120)
    made.show_texts(["short", "short"])
    assert made.heightForWidth(120) > 2 * one
    made.show_texts(["a sentence that is longer than its line"])
    assert made.heightForWidth(120) > one
