"""A list of two-line rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.rows import ICON, SUBTITLE, TONE, RowList


@pytest.fixture
def rows(qtbot: QtBot) -> RowList:
    model = QStandardItemModel()
    for name in ("azure", "a-name-that-is-much-too-long-for-the-room-there-is"):
        item = QStandardItem(name)
        item.setData("covered until 2027-01-31 and many more words than fit", SUBTITLE)
        item.setData("shield", ICON)
        item.setData("ok", TONE)
        model.appendRow(item)
    made = RowList(model, "Providers", mono=True)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(220, 200)
    made.show()
    return made


def test_nothing_is_chosen_until_a_row_is(rows: RowList) -> None:
    rows.selectionModel().clearCurrentIndex()
    assert rows.current_row() == -1
    rows.choose(1)
    assert rows.current_row() == 1


def test_rows_are_of_one_height_and_as_wide_as_the_list(rows: RowList) -> None:
    heights = {rows.visualRect(rows.model().index(row, 0)).height() for row in range(2)}
    assert len(heights) == 1
    assert rows.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_chosen_row_looks_chosen(rows: RowList, theme: Theme, choice: str) -> None:
    theme.choose(choice)
    before = rows.grab().toImage()
    rows.choose(0)
    assert rows.grab().toImage() != before


def test_the_list_is_named(rows: RowList) -> None:
    assert rows.accessibleName() == "Providers"
