"""Why a list is empty, and the next step."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.basics import button
from ui.widgets.empty_state import EmptyState, Medallion

TEXT = "Without a mapping, requests are refused. Begin with the three models that Claude Code uses."


@pytest.mark.parametrize("width", [300, 420, 1000])
def test_nothing_overlaps_and_nothing_is_cut_at_any_width(qtbot: QtBot, width: int) -> None:
    state = EmptyState("models", "No model is mapped yet", TEXT)
    qtbot.addWidget(state)
    step = button("Begin", "primary")
    state.body.addWidget(step)
    state.resize(width, 500)
    state.show()
    parts = [state.findChild(Medallion), state._title, state._text, step]
    tops = [part.mapTo(state, part.rect().topLeft()).y() for part in parts if part is not None]
    bottoms = [part.mapTo(state, part.rect().bottomLeft()).y() for part in parts if part is not None]
    assert len(tops) == 4
    assert all(bottom < top for bottom, top in zip(bottoms, tops[1:], strict=False))
    assert state._text.height() >= state._text.heightForWidth(state._text.width())


def test_its_words_can_change(qtbot: QtBot) -> None:
    state = EmptyState("models", "A", "B.")
    qtbot.addWidget(state)
    state.say("C", "D.")
    assert (state._title.text(), state._text.text()) == ("C", "D.")


def test_it_asks_for_little_room(qtbot: QtBot) -> None:
    state = EmptyState("models", "A", TEXT, width=900)
    qtbot.addWidget(state)
    assert state.minimumSizeHint().width() <= 300
