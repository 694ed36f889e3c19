"""Counts by name, as bars of one scale."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import base_size, tokens

_ROW = 24


class Bars(QWidget):
    """Largest first; the longest bar is the largest count."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: list[tuple[str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        self.setAccessibleName(", ".join(f"{name} {count}" for name, count in self._counts))
        self.setVisible(bool(self._counts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, len(self._counts) * _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._counts:
            return
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(base_size() - 1)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        names = min(self.width() / 2, max(metrics.horizontalAdvance(name) for name, _ in self._counts) + 14)
        numbers = max(metrics.horizontalAdvance(f"{count:,}") for _, count in self._counts) + 10
        room = max(8.0, self.width() - names - numbers)
        largest = self._counts[0][1] or 1
        middle = Qt.AlignmentFlag.AlignVCenter
        for index, (name, count) in enumerate(self._counts):
            top = index * _ROW
            painter.setPen(QColor(t.muted))
            painter.drawText(QRectF(0, top, names, _ROW), middle, name)
            painter.setPen(QColor(t.text))
            painter.drawText(
                QRectF(0, top, self.width(), _ROW), middle | Qt.AlignmentFlag.AlignRight, f"{count:,}"
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.hover))
            painter.drawRoundedRect(QRectF(names, top + 8, room, 8), 4, 4)
            painter.setBrush(QColor(t.accent))
            painter.drawRoundedRect(QRectF(names, top + 8, max(8.0, room * count / largest), 8), 4, 4)
