"""Names and values."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.facts import Facts


def test_rows_without_a_value_are_left_out_and_rows_are_reused(qtbot: QtBot) -> None:
    facts = Facts(right=True)
    qtbot.addWidget(facts)
    facts.show_facts([("A", "1"), ("B", ""), ("C", "3")])
    assert facts.texts() == {"A": "1", "C": "3"}
    facts.show_facts([("D", "4")])
    assert facts.texts() == {"D": "4"}
    facts.show_facts([("A", "1"), ("B", "2"), ("C", "3")])
    assert list(facts.texts()) == ["A", "B", "C"]


def test_a_value_is_named_for_those_who_cannot_see_the_columns(qtbot: QtBot) -> None:
    facts = Facts()
    qtbot.addWidget(facts)
    facts.show_facts([("Status", "200")])
    assert facts._rows[0][1].accessibleName() == "Status: 200"
