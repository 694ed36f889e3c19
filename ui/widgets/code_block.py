"""Lines to copy: a command, environment variables."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.widgets.basics import IconButton, label

_SHOWN_MS = 1600


class CopyButton(IconButton):
    """Copies a text; its icon turns into a tick for a moment."""

    copied = Signal()

    def __init__(self, tip: str, done: str) -> None:
        super().__init__("copy", tip)
        self._tip = tip
        self._done = done
        self._value = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self._rest)
        self.clicked.connect(self._copy)

    def set_value(self, value: str) -> None:
        self._value = value
        self.setEnabled(bool(value))

    @property
    def value(self) -> str:
        return self._value

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._value)
        self.set_icon("check")
        self.set_tip(self._done)
        self._timer.start()
        self.copied.emit()

    def _rest(self) -> None:
        self.set_icon("copy")
        self.set_tip(self._tip)


class CodeBlock(QFrame):
    """text: what is shown and copied, as it is; its lines wrap rather than widen the window."""

    def __init__(self, text: str = "", *, name: str = "", tip: str = "Copy", done: str = "Copied") -> None:
        super().__init__()
        self.setProperty("card", "sunken")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        self._text = label("", "mono", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setCursor(Qt.CursorShape.IBeamCursor)
        self.copy = CopyButton(tip, done)
        if name:
            self._text.setAccessibleName(name)
            self.copy.setAccessibleName(f"{tip}: {name}")
        row.addWidget(self._text, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self.set_text(text)

    @property
    def text(self) -> str:
        return self._text.text()

    def set_text(self, text: str) -> None:
        self._text.setText(text)
        self.copy.set_value(text)
