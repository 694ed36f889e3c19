"""A dialog of a fixed width that is always as high as what it shows needs at that width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget


class Sheet(QDialog):
    """Modal to its window, and gone when it is closed. Call `fit` after a change of what is shown."""

    def __init__(self, parent: QWidget, title: str, width: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setFixedWidth(width)

    def fit(self) -> None:
        """As high as needed: a layout's own hint takes wrapped texts for less high than they are."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            self.setFixedHeight(
                max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
            )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()
