"""A line for a whole number. What is typed stays, even if it is no number: the form says what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

_PAGE = 10


class NumberField(QLineEdit):
    """Up and Down step by one, PageUp and PageDown by ten. changed: after each edit of a person."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(12)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.textEdited.connect(lambda _text: self.changed.emit())

    def value(self) -> int | str:
        """The number, or what was typed if that is none."""
        text = self.text().strip()
        try:
            return int(text)
        except ValueError:
            return text

    def set_value(self, value: int) -> None:
        if self.value() != value:
            self.setText(str(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: _PAGE,
            Qt.Key.Key_PageDown: -_PAGE,
        }
        step, value = steps.get(Qt.Key(event.key())), self.value()
        if step is None or not isinstance(value, int):
            super().keyPressEvent(event)
            return
        self.setText(str(value + step))
        self.changed.emit()
