"""The bar that appears while there are unsaved changes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.basics import IconLabel, button, label


class SaveBar(QFrame):
    """A sentence, Revert and Save. A problem keeps Save disabled and is said in place of the sentence.

    heir: what gets the focus when the bar goes while it has it; else it would land on whatever comes next.
    """

    saved = Signal()
    reverted = Signal()

    def __init__(self, text: str, save: str, revert: str) -> None:
        super().__init__()
        self.setObjectName("saveBar")
        self._text = text
        self.heir: QWidget | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 10, 10)
        row.setSpacing(10)
        self._icon = IconLabel("info", "info")
        self._label = label(text, wrap=True)
        self.revert = button(revert, "ghost")
        self.save = button(save, "primary")
        self.save.setShortcut(QKeySequence.StandardKey.Save)
        self.revert.clicked.connect(self.reverted)
        self.save.clicked.connect(self.saved)
        row.addWidget(self._icon)
        row.addWidget(self._label, 1)
        row.addWidget(self.revert)
        row.addWidget(self.save)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def show_state(self, dirty: bool, problem: str | None = None, *, refused: bool = False) -> None:
        """dirty: there is something to save. refused: saving failed, but may be tried again."""
        focused = self.window().focusWidget()
        if not dirty and self.heir is not None and focused in (self.save, self.revert):
            self.heir.setFocus()
        self.setVisible(dirty)
        self.save.setEnabled(problem is None or refused)
        self._label.setText(problem or self._text)
        self._icon.set_icon("alert" if problem else "info", "danger" if problem else "info")
