"""A dialog that is as high as its wrapped texts."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.basics import label
from ui.widgets.sheet import Sheet


def test_no_text_is_cut_off_whatever_is_shown(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    sheet = Sheet(parent, "Title", 300)
    text = label("one", "muted", wrap=True)
    layout = QVBoxLayout(sheet)
    layout.addWidget(text)
    sheet.open()
    low = sheet.height()
    text.setText("A sentence of some length that goes on and on. " * 12)
    sheet.fit()
    assert sheet.height() > low
    assert text.height() >= text.heightForWidth(text.width())
    text.setText("one")
    sheet.fit()
    assert sheet.height() == low
    sheet.close()
