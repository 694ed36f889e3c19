"""A question that takes more than a click: what follows is read, and a word typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.widgets.basics import IconLabel, button, horizontal, label
from ui.widgets.sheet import Sheet

_WIDTH = 520


class Acknowledge(Sheet):
    """Accepted only with the word typed. ask: a sentence with {0} for the word. text: what follows."""

    def __init__(
        self, parent: QWidget, title: str, text: str, ask: str, word: str, accept: str, cancel: str
    ) -> None:
        super().__init__(parent, title, _WIDTH)
        self.text = text
        self._word = word
        self.setAccessibleDescription(text)
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(label(title, "heading", wrap=True))
        words.addWidget(label(text, "muted", wrap=True))
        words.addSpacing(8)
        asked = label(ask.format(f"“{word}”"), "", wrap=True)
        words.addWidget(asked)
        self.typed = QLineEdit()
        self.typed.setAccessibleName(ask.format(word))
        self.typed.setMaxLength(len(word) + 8)
        self.typed.setPlaceholderText(word)
        self.typed.textChanged.connect(lambda _text: self._check())
        words.addWidget(self.typed)
        top = horizontal(spacing=14)
        top.addWidget(IconLabel("alert", "danger", 24), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        self.cancel, self.confirm = button(cancel), button(accept, "danger")
        self.cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self.accept)
        self.cancel.setAutoDefault(False)
        self.confirm.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(22)
        column.addLayout(top)
        column.addLayout(horizontal(None, self.cancel, self.confirm))
        self._check()
        self.typed.setFocus()

    def _check(self) -> None:
        self.confirm.setEnabled(self.typed.text().strip().casefold() == self._word.casefold())
