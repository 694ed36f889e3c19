"""A short word on a tinted ground."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.pill import Pill


def test_it_grows_with_its_text_and_hides_without(qtbot: QtBot) -> None:
    pill = Pill("On", "ok")
    qtbot.addWidget(pill)
    before = pill.sizeHint().width()
    pill.show_text("Much longer than that", "ok", "check")
    assert pill.sizeHint().width() > before
    assert pill.accessibleName() == pill.text == "Much longer than that"
    pill.show_text("")
    assert pill.isHidden()


@pytest.mark.parametrize("tone", ["ok", "info", "warn", "danger", "accent", "neutral"])
def test_every_tone_can_be_drawn_in_both_colours(qtbot: QtBot, theme: Theme, tone: str) -> None:
    pill = Pill("Text", tone, "check")
    qtbot.addWidget(pill)
    pill.show()
    light = pill.grab().toImage()
    theme.choose("dark")
    assert pill.grab().toImage() != light
