"""A button that means something only while it is held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from ui.widgets.basics import Button


class HoldButton(Button):
    """held: True when the mouse or the space bar goes down on it, False when it goes up, or when the button
    loses the focus, is hidden or disabled, or the program is left meanwhile."""

    held = Signal(bool)

    def __init__(self, text: str, variant: str = "", icon: str = "") -> None:
        super().__init__(text, variant, icon)
        self.setAutoDefault(False)
        self._held = False
        self.pressed.connect(lambda: self.hold(True))
        self.released.connect(lambda: self.hold(False))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.applicationStateChanged.connect(self._state_changed)

    @property
    def is_held(self) -> bool:
        return self._held

    def hold(self, held: bool) -> None:
        """As if it were pressed or let go."""
        if held == self._held or (held and not self.isEnabled()):
            return
        self._held = held
        self.setDown(held)
        self.held.emit(held)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.hold(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            event.accept()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            event.accept()
            return
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hold(False)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hold(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.hold(False)
