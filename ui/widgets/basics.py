"""Labels, buttons and lines in the roles that the stylesheet knows."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.assets import button_icon, line_icon
from ui.theme import tokens

_Box = TypeVar("_Box", bound=QBoxLayout)
_RESTYLED = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.ApplicationPaletteChange)


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label. role: title, heading, strong, muted, caption, overline, problem or mono."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def set_style_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the stylesheet selects by, and apply the stylesheet anew if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def button(text: str, variant: str = "", icon: str = "", *, tip: str = "") -> Button:
    """variant: primary, ghost, link, danger, chip or segment; empty is the usual one."""
    made = Button(text, variant, icon)
    if tip:
        made.setToolTip(tip)
    return made


def vertical(*items: QWidget | QBoxLayout | int | None, spacing: int = 8) -> QVBoxLayout:
    """A column without margins; an int is a gap in pixels, None takes the room that is left."""
    return _filled(QVBoxLayout(), items, spacing)


def horizontal(*items: QWidget | QBoxLayout | int | None, spacing: int = 8) -> QHBoxLayout:
    """A row without margins; an int is a gap in pixels, None takes the room that is left."""
    return _filled(QHBoxLayout(), items, spacing)


def _filled(box: _Box, items: tuple[QWidget | QBoxLayout | int | None, ...], spacing: int) -> _Box:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QWidget):
            box.addWidget(item)
        else:
            box.addLayout(item)
    return box


def line(vertical: bool = False) -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setProperty("vline" if vertical else "line", True)
    return made


class Button(QPushButton):
    """A push button whose icon follows the colours."""

    def __init__(self, text: str, variant: str = "", icon: str = "") -> None:
        super().__init__(text)
        self._icon = icon
        self._variant = variant
        if variant:
            self.setProperty("variant", variant)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(20, 16))
        self._paint_icon()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self._paint_icon()

    def _paint_icon(self) -> None:
        if not self._icon:
            return
        t = tokens()
        colors = {"primary": t.on_accent, "danger": t.danger, "link": t.accent, "ghost": t.muted}
        self.setIcon(button_icon(self._icon, colors.get(self._variant, t.text), t.faint))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RESTYLED:
            self._paint_icon()


class IconButton(QToolButton):
    """A square button that shows only an icon; its tip is its accessible name."""

    def __init__(self, icon: str, tip: str, size: int = 16) -> None:
        super().__init__()
        self._icon = icon
        self.setIconSize(QSize(size, size))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_tip(tip)
        self._paint_icon()

    def set_tip(self, tip: str) -> None:
        self.setToolTip(tip)
        self.setAccessibleName(tip)

    def set_icon(self, name: str) -> None:
        self._icon = name
        self._paint_icon()

    def _paint_icon(self) -> None:
        t = tokens()
        self.setIcon(line_icon(self._icon, t.muted, t.border_strong))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RESTYLED:
            self._paint_icon()


class IconLabel(QLabel):
    """An icon in the colour of a tone."""

    def __init__(self, icon: str, tone: str = "neutral", size: int = 18) -> None:
        super().__init__()
        self._icon = icon
        self._tone = tone
        self._size = size
        self.setFixedSize(size, size)
        self._paint_icon()

    def set_icon(self, name: str, tone: str) -> None:
        self._icon, self._tone = name, tone
        self._paint_icon()

    def _paint_icon(self) -> None:
        t = tokens()
        self.setPixmap(line_icon(self._icon, t.tone(self._tone)[0], t.faint).pixmap(self._size, self._size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RESTYLED:
            self._paint_icon()
