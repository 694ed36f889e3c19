"""The inputs for scopes and limits."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.models.local_keys import KeyDraft
from ui.pages.key_fields import LimitFields, ScopeFields


def test_scopes_are_switched_and_unknown_ones_stay(qtbot: QtBot) -> None:
    fields = ScopeFields()
    qtbot.addWidget(fields)
    fields.fill(("ai:chat", "later:scope"))
    assert fields.value() == ("ai:chat", "later:scope")
    with qtbot.waitSignal(fields.changed):
        QTest.mouseClick(fields.switches["debug"], Qt.MouseButton.LeftButton)
    assert fields.value() == ("ai:chat", "debug", "later:scope")
    fields.fill(("ai:chat",))
    assert fields.value() == ("ai:chat",)


def test_every_input_has_a_name_for_those_who_cannot_see_it(qtbot: QtBot) -> None:
    scopes, limits = ScopeFields(), LimitFields()
    qtbot.addWidget(scopes)
    qtbot.addWidget(limits)
    for control in (*scopes.switches.values(), limits.rpm, limits.daily, limits.budget):
        assert control.accessibleName()


def test_a_limit_that_cannot_be_is_marked_where_it_stands(qtbot: QtBot) -> None:
    fields = LimitFields()
    qtbot.addWidget(fields)
    fields.fill(KeyDraft("a", (), "5", "6", "7.5"))
    assert (fields.rpm.text(), fields.daily.text(), fields.budget.text()) == ("5", "6", "7.5")
    fields.show_problems({"daily": "Enter a whole number."})
    assert fields.rows["daily"].problem.text() == "Enter a whole number."
    assert fields.rows["rpm"].problem.text() == ""
    with qtbot.waitSignal(fields.changed):
        QTest.keyClicks(fields.budget, "1")
