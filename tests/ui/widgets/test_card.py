"""A bordered group."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.basics import horizontal, label
from ui.widgets.card import Card


def test_it_holds_widgets_and_layouts_below_its_title(qtbot: QtBot) -> None:
    card = Card("Key", "How this provider knows you.")
    qtbot.addWidget(card)
    content = label("content")
    card.add(content)
    card.add(horizontal(label("row")))
    card.show()
    assert card.body.count() == 2
    assert content.mapTo(card, content.rect().topLeft()).y() > card.title.geometry().bottom()


def test_its_sentence_can_change_and_go(qtbot: QtBot) -> None:
    card = Card("Key", "One.")
    qtbot.addWidget(card)
    card.show()
    card.set_text("Two.")
    assert card._text.text() == "Two."
    card.set_text("")
    assert card._text.isHidden()
