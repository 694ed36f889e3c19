"""A vertical list of places to go, each with an icon; arrow keys move, one stop for Tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.assets import draw
from ui.theme import tokens

_HEIGHT = 42
_KEYBOARD = QStyle.StateFlag.State_KeyboardFocusChange
_ICON = Qt.ItemDataRole.UserRole + 1


class NavDelegate(QStyledItemDelegate):
    """Icon and text on a rounded ground when chosen; a ring when the keyboard is there."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, _HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = tokens()
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        box = QRectF(option.rect).adjusted(1, 2, -1, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent_soft if chosen else t.hover))
            painter.drawRoundedRect(box, 8, 8)
        if chosen and state & QStyle.StateFlag.State_HasFocus and state & _KEYBOARD:
            painter.setPen(QPen(QColor(t.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 8, 8)
        front = t.accent if chosen else t.muted
        draw(painter, index.data(_ICON), front, QRectF(box.left() + 12, box.center().y() - 9, 18, 18))
        font = painter.font()
        font.setWeight(font.Weight.DemiBold if chosen else font.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(front))
        text = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, int(box.width()) - 54
        )
        painter.drawText(box.adjusted(42, 0, -12, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class Nav(QListWidget):
    """places: (title, icon)."""

    def __init__(self, places: Sequence[tuple[str, str]], name: str) -> None:
        super().__init__()
        self.setObjectName("nav")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(NavDelegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for title, icon in places:
            item = QListWidgetItem(title)
            item.setData(_ICON, icon)
            self.addItem(item)
