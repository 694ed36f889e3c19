"""A list of two-line rows: a title, a muted line, and a mark at the right."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.assets import draw
from ui.theme import base_size, mono_font, tokens

#: roles beside DisplayRole, the title
SUBTITLE = Qt.ItemDataRole.UserRole + 1
ICON = Qt.ItemDataRole.UserRole + 2
TONE = Qt.ItemDataRole.UserRole + 3
_HEIGHT = 58
_KEYBOARD = QStyle.StateFlag.State_KeyboardFocusChange


class RowDelegate(QStyledItemDelegate):
    """mono: the title is code, such as a pattern."""

    def __init__(self, parent: QWidget, *, mono: bool = False) -> None:
        super().__init__(parent)
        self._mono = mono

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = QRectF(rect).adjusted(2, 1, -2, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.selection if chosen else t.hover))
            painter.drawRoundedRect(box, 7, 7)
        if chosen and state & QStyle.StateFlag.State_HasFocus and state & _KEYBOARD:
            painter.setPen(QPen(QColor(t.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 7, 7)
        right = box.right() - 10
        if icon := index.data(ICON):
            draw(
                painter,
                icon,
                t.tone(index.data(TONE) or "neutral")[0],
                QRectF(right - 16, box.center().y() - 8, 16, 16),
            )
            right -= 26
        self._texts(painter, index, QRectF(box.left() + 12, box.top(), right - box.left() - 12, box.height()))
        painter.restore()

    def _texts(self, painter: QPainter, index: QModelIndex | QPersistentModelIndex, box: QRectF) -> None:
        t = tokens()
        title = mono_font(0) if self._mono else painter.font()
        title.setPixelSize(base_size())
        title.setWeight(title.Weight.DemiBold)
        small = painter.font()
        small.setPixelSize(base_size() - 1)
        painter.setFont(title)
        painter.setPen(QColor(t.text))
        cut = Qt.TextElideMode.ElideRight
        text = QFontMetrics(title).elidedText(index.data() or "", cut, int(box.width()))
        painter.drawText(box.adjusted(0, 9, 0, -box.height() / 2), Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(small)
        painter.setPen(QColor(t.muted))
        text = QFontMetrics(small).elidedText(index.data(SUBTITLE) or "", cut, int(box.width()))
        painter.drawText(box.adjusted(0, box.height() / 2 - 2, 0, -7), Qt.AlignmentFlag.AlignVCenter, text)


class RowList(QListView):
    """Single selection; the model gives DisplayRole, SUBTITLE, ICON, TONE and a ToolTipRole."""

    def __init__(self, model: QAbstractItemModel, name: str, *, mono: bool = False) -> None:
        super().__init__()
        self.setObjectName("rows")
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self, mono=mono))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def current_row(self) -> int:
        """-1 if none is chosen."""
        index = self.currentIndex()
        return index.row() if index.isValid() else -1

    def choose(self, row: int) -> None:
        self.setCurrentIndex(self.model().index(row, 0))
