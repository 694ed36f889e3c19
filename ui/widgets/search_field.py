"""A line to search with: a lens at the left, a cross at the right while there is a text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.assets import line_icon
from ui.theme import tokens


class SearchField(QLineEdit):
    """Escape clears it."""

    def __init__(self, placeholder: str, clear: str) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setObjectName("search")
        self.setAccessibleName(placeholder)
        self._lens = self.addAction(
            line_icon("search", "#000000", "#000000"), self.ActionPosition.LeadingPosition
        )
        self._cross = self.addAction(
            line_icon("close", "#000000", "#000000"), self.ActionPosition.TrailingPosition
        )
        self._cross.setToolTip(clear)
        self._cross.setVisible(False)
        self._cross.triggered.connect(self.clear)
        self.textChanged.connect(lambda text: self._cross.setVisible(bool(text)))
        self._paint_icons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_icons()

    def _paint_icons(self) -> None:
        t = tokens()
        self._lens.setIcon(line_icon("search", t.faint, t.faint))
        self._cross.setIcon(line_icon("close", t.muted, t.faint))
