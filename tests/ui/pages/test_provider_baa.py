"""The form of an agreement."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.pages.provider_baa import ProviderBaa


@pytest.fixture
def card(qtbot: QtBot) -> ProviderBaa:
    made = ProviderBaa()
    qtbot.addWidget(made)
    made.show()
    return made


def test_dates_and_reference_are_asked_for_only_if_it_is_signed(qtbot: QtBot, card: ProviderBaa) -> None:
    assert not card.signed_row.isVisible()
    with qtbot.waitSignal(card.changed):
        QTest.mouseClick(card.status.button("signed"), Qt.MouseButton.LeftButton)
    assert card.signed_row.isVisible()
    assert card.expires_row.isVisible()
    assert card.reference_row.isVisible()
    assert card.attested_row.isVisible()
    card.status.button("local").click()
    assert not card.reference_row.isVisible()
    assert card.attested_row.isVisible()


def test_what_is_shown_is_what_was_given(card: ProviderBaa) -> None:
    card.show_baa("signed", "2026-01-31", "soon", "MSA-2231", "Privacy office")
    assert card.attested_by.text() == "Privacy office"
    assert card.status.value() == "signed"
    assert card.expires_on.edit.text() == "soon"
    assert card.reference.text() == "MSA-2231"


def test_typing_is_told(qtbot: QtBot, card: ProviderBaa) -> None:
    card.show_baa("signed", "", "", "")
    for widget in (card.signed_on.edit, card.expires_on.edit, card.reference, card.attested_by):
        with qtbot.waitSignal(card.changed):
            QTest.keyClicks(widget, "2")
