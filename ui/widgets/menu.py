"""Shows a menu below the button that asked for it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

_GAP = 4


def popup_below(menu: QMenu, button: QWidget) -> None:
    """The right edges are one: the buttons are at the right end of a page, which a menu must not outgrow."""
    left = button.width() - menu.sizeHint().width()
    menu.popup(button.mapToGlobal(QPoint(left, button.height() + _GAP)))
