"""Steps in order, one below the other, on a line: what was tried and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.assets import draw
from ui.theme import base_size, tokens

_ROW = 46
_DOT = 20
_TEXT = 34


@dataclass(frozen=True, slots=True)
class Step:
    """tone and icon: how it went, told by colour and by shape. right: a short text, such as a time."""

    title: str
    text: str
    tone: str = "neutral"
    icon: str = "check"
    right: str = ""


class Timeline(QWidget):
    """Long texts are elided; the tooltip of a step holds them whole."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self._steps

    def show_steps(self, steps: Sequence[Step]) -> None:
        self._steps = tuple(steps)
        self.setAccessibleName("; ".join(f"{step.title}: {step.text}" for step in steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, max(0, len(self._steps) * _ROW - 6))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = event.pos().y() // _ROW
            if 0 <= index < len(self._steps):
                step = self._steps[index]
                QToolTip.showText(event.globalPos(), f"{step.title}\n{step.text}", self)
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, step in enumerate(self._steps):
            self._paint_step(painter, step, index * _ROW, index + 1 < len(self._steps))

    def _paint_step(self, painter: QPainter, step: Step, top: int, joined: bool) -> None:
        t = tokens()
        front, back = t.tone(step.tone)
        if joined:
            painter.setPen(QPen(QColor(t.border_strong), 1.5))
            middle = _DOT / 2
            painter.drawLine(QPointF(middle, top + _DOT + 3), QPointF(middle, top + _ROW - 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(back))
        painter.drawEllipse(QRectF(0, top, _DOT, _DOT))
        draw(painter, step.icon, front, QRectF(4, top + 4, _DOT - 8, _DOT - 8))
        font = self.font()
        font.setPixelSize(base_size() - 1)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        taken = metrics.horizontalAdvance(step.right) + 10 if step.right else 0
        painter.setPen(QColor(t.muted))
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, top, self.width(), _DOT), flags | Qt.AlignmentFlag.AlignRight, step.right)
        room = self.width() - _TEXT
        text = metrics.elidedText(step.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(_TEXT, top + 18, room, 18), flags, text)
        font.setPixelSize(base_size())
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(t.text))
        title = QFontMetrics(font).elidedText(step.title, Qt.TextElideMode.ElideRight, room - taken)
        painter.drawText(QRectF(_TEXT, top, room - taken, _DOT), flags, title)
