"""Sentences below each other, each wrapped and a little apart from the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.widgets.basics import label

_GAP = 6


class Paragraphs(QWidget):
    """role: that of the labels."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self._role = role
        self._labels: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_GAP)

    def texts(self) -> list[str]:
        return [one.text() for one in self._labels if not one.isHidden()]

    def show_texts(self, texts: Sequence[str]) -> None:
        while len(self._labels) < len(texts):
            made = label("", self._role, wrap=True)
            self._labels.append(made)
            self._column.addWidget(made)
        for at, one in enumerate(self._labels):
            one.setText(texts[at] if at < len(texts) else "")
            one.setVisible(at < len(texts))
