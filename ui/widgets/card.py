"""A bordered group with a title and one sentence about it."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.basics import label


class Card(QFrame):
    """body: where its content goes. corner: a row at the right of the title, for buttons."""

    def __init__(self, title: str = "", text: str = "") -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 20)
        outer.setSpacing(4)
        self.corner = QHBoxLayout()
        self.corner.setSpacing(8)
        self._text = label(text, "muted", wrap=True)
        self._text.setVisible(bool(text))
        if title:
            top = QHBoxLayout()
            top.setSpacing(12)
            self.title = label(title, "heading")
            top.addWidget(self.title)
            top.addStretch(1)
            top.addLayout(self.corner)
            outer.addLayout(top)
        outer.addWidget(self._text)
        if title or text:
            outer.addSpacing(10)
        self.body = QVBoxLayout()
        self.body.setSpacing(16)
        outer.addLayout(self.body)

    def add(self, item: QWidget | QBoxLayout) -> None:
        if isinstance(item, QWidget):
            self.body.addWidget(item)
        else:
            self.body.addLayout(item)

    def set_text(self, text: str) -> None:
        self._text.setText(text)
        self._text.setVisible(bool(text))
