"""A bar for each of a row of values, on one scale. The arrow keys and the pointer tell a bar's value."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import base_size, tokens

_HEIGHT = 210
_BELOW = 24
_ABOVE = 26
_LINES = 4
_WIDEST = 44
_RIGHT = 8


class BarChart(QWidget):
    """name: what it shows, for those who cannot see it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._bars: Sequence[tuple[str, float]] = ()
        self._text: Callable[[float], str] = str
        self._chosen: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_bars(self, name: str, bars: Sequence[tuple[str, float]], text: Callable[[float], str]) -> None:
        """bars: label and value, none negative. text: a value for people."""
        self._name, self._bars, self._text, self._chosen = name, bars, text, None
        self._tell()

    @property
    def said(self) -> str:
        """The chosen bar's label and value; empty if none is chosen."""
        if self._chosen is None:
            return ""
        label, value = self._bars[self._chosen]
        return f"{label}: {self._text(value)}"

    @staticmethod
    def scale(largest: float) -> float:
        """The top of the scale: the next 1, 2, 2.5 or 5 times a power of ten."""
        if largest <= 0:
            return 1.0
        power = 10.0 ** math.floor(math.log10(largest))
        return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= largest * (1 - 1e-9))

    def sizeHint(self) -> QSize:
        return QSize(300, _HEIGHT)

    # choosing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._bars) - 1
        at = self._chosen
        steps = {
            Qt.Key.Key_Left: last if at is None else max(0, at - 1),
            Qt.Key.Key_Right: 0 if at is None else min(last, at + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        wanted = steps.get(Qt.Key(event.key()))
        if wanted is None or last < 0:
            super().keyPressEvent(event)
            return
        self._choose(wanted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._bars:
            left, room = self._axis(), max(1.0, self.width() - self._axis() - _RIGHT)
            at = math.floor((event.position().x() - left) * len(self._bars) / room)
            self._choose(at if 0 <= at < len(self._bars) else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._choose(None)

    def _choose(self, at: int | None) -> None:
        if at != self._chosen:
            self._chosen = at
            self._tell()

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._name}. {self.said}" if self.said else self._name)
        self.update()

    # painting

    def _top(self) -> float:
        return self.scale(max((value for _, value in self._bars), default=0.0))

    def _axis(self) -> int:
        metrics = QFontMetrics(self._small())
        return 16 + max(metrics.horizontalAdvance(self._text(part * self._top())) for part in (0.25, 0.5, 1))

    def _small(self) -> QFont:
        font = self.font()
        font.setPixelSize(base_size() - 2)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small())
        box = QRectF(
            self._axis(), _ABOVE, self.width() - self._axis() - _RIGHT, self.height() - _ABOVE - _BELOW
        )
        for number in range(_LINES + 1):
            y = box.bottom() - box.height() * number / _LINES
            painter.setPen(QPen(QColor(t.border), 1))
            painter.drawLine(round(box.left()), round(y), round(box.right()), round(y))
            painter.setPen(QColor(t.faint))
            words = self._text(self._top() * number / _LINES) if number else "0"
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 10, box.left() - 8, 20), side, words)
        self._paint_bars(painter, box)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(t.accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)

    def _paint_bars(self, painter: QPainter, box: QRectF) -> None:
        t = tokens()
        share = box.width() / max(1, len(self._bars))
        width = min(_WIDEST, max(2.0, share * 0.68))
        metrics = painter.fontMetrics()
        widest = max((metrics.horizontalAdvance(label) for label, _ in self._bars), default=0) + 14
        every = max(1, math.ceil(widest / share))
        last = len(self._bars) - 1
        for at, (label, value) in enumerate(self._bars):
            middle = box.left() + share * (at + 0.5)
            if (last - at) % every == 0:
                painter.setPen(QColor(t.muted))
                place = QRectF(middle - widest / 2, box.bottom() + 4, widest, _BELOW - 4)
                place.moveRight(min(place.right(), box.right()))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, label)
            if value > 0:
                high = max(2.0, box.height() * value / self._top())
                bar = QRectF(middle - width / 2, box.bottom() - high, width, high)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(t.accent_hover if at == self._chosen else t.accent))
                painter.drawRoundedRect(bar, min(3.0, width / 3), min(3.0, width / 3))
        if self._chosen is not None:
            middle = box.left() + share * (self._chosen + 0.5)
            painter.setPen(QPen(QColor(t.border_strong), 1, Qt.PenStyle.DotLine))
            painter.drawLine(round(middle), round(box.top()), round(middle), round(box.bottom()))
            painter.setPen(QColor(t.text))
            painter.drawText(QRectF(box.left(), 4, box.width(), 20), Qt.AlignmentFlag.AlignRight, self.said)
