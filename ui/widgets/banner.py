"""A strip that says what happened and offers one action."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.theme import tokens
from ui.widgets.basics import IconButton, IconLabel, button, label

_ICONS = {"danger": "alert", "warn": "alert", "info": "info", "ok": "check", "neutral": "info"}


class Banner(QFrame):
    """tone: danger, warn, info or ok. Hidden while it has nothing to say."""

    triggered = Signal()
    closed = Signal()

    def __init__(self, tone: str = "info", *, closable: bool = False, close_tip: str = "") -> None:
        super().__init__()
        self.setObjectName("banner")
        self._tone = tone
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(12)
        self._icon = IconLabel(_ICONS[tone], tone)
        self._label = label("", wrap=True)
        self._label.setMinimumHeight(22)
        self.action = button("", "ghost")
        self.action.hide()
        self.action.clicked.connect(self.triggered)
        self.close_button = IconButton("close", close_tip)
        self.close_button.setVisible(closable)
        self.close_button.clicked.connect(self._close)
        row.addWidget(self._icon)
        row.addWidget(self._label, 1)
        row.addWidget(self.action)
        row.addWidget(self.close_button)
        self._style()
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, text: str, action: str = "", tone: str | None = None) -> None:
        """Show a sentence; an empty one hides the strip. action: the button's text, if any."""
        if tone is not None and tone != self._tone:
            self._tone = tone
            self._icon.set_icon(_ICONS[tone], tone)
            self._style()
        self._label.setText(text)
        self.setAccessibleName(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(text))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _style(self) -> None:
        front, back = tokens().tone(self._tone)
        sheet = (
            f"#banner {{ background: {back}; border-radius: 8px; }}"
            f"#banner QPushButton {{ color: {front}; font-weight: 600; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._style()
