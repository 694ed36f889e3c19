"""A short word on a tinted ground: a state, a count."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.assets import draw
from ui.theme import base_size, tokens


class Pill(QWidget):
    """tone: ok, info, warn, danger, accent or neutral. icon: told by shape as well as by colour."""

    def __init__(self, text: str = "", tone: str = "neutral", icon: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._set(text, tone, icon)

    @property
    def text(self) -> str:
        return self._text

    @property
    def tone(self) -> str:
        return self._tone

    def show_text(self, text: str, tone: str = "neutral", icon: str = "") -> None:
        """An empty text hides the pill."""
        self._set(text, tone, icon)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def _set(self, text: str, tone: str, icon: str) -> None:
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        font = self.font()
        font.setPixelSize(base_size() - 1)
        font.setWeight(font.Weight.Normal if tone == "neutral" else font.Weight.DemiBold)
        self._font = font

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self._font).horizontalAdvance(self._text) + 18 + (18 if self._icon else 0)
        return QSize(width, base_size() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        front, back = tokens().tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(back))
        box = QRectF(self.rect())
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        left = 9.0
        if self._icon:
            draw(painter, self._icon, front, QRectF(left, (box.height() - 14) / 2, 14, 14))
            left += 18
        painter.setFont(self._font)
        painter.setPen(QColor(front))
        painter.drawText(box.adjusted(left, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, self._text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
