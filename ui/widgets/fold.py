"""A card whose content is folded away behind its title until somebody wants it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.basics import button, label


class Fold(QFrame):
    """Folded at first. head: the button that opens and folds it. rows: how many widgets it holds."""

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 14, 20, 14)
        outer.setSpacing(4)
        self.head = button(title, "fold", "chevron-right")
        self.head.setCheckable(True)
        self.head.setAccessibleDescription(text)
        self.head.toggled.connect(self._toggled)
        outer.addWidget(self.head)
        words = label(text, "muted", wrap=True)
        words.setVisible(bool(text))
        outer.addWidget(words)
        self.content = QWidget()
        self._body = QVBoxLayout(self.content)
        self._body.setContentsMargins(0, 14, 0, 6)
        self._body.setSpacing(16)
        self.content.hide()
        outer.addWidget(self.content)

    @property
    def rows(self) -> int:
        return self._body.count()

    @property
    def open(self) -> bool:
        return self.head.isChecked()

    def add(self, widget: QWidget) -> None:
        self._body.addWidget(widget)

    def set_open(self, open: bool) -> None:
        self.head.setChecked(open)

    def _toggled(self, open: bool) -> None:
        self.head.set_icon("chevron" if open else "chevron-right")
        self.content.setVisible(open)
