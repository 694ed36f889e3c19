"""What a list shows while it is empty: why, and the next step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.assets import draw
from ui.theme import tokens
from ui.widgets.basics import label

_MARGIN = 24
_LEAST = 280


class Medallion(QWidget):
    """An icon on a tinted disc."""

    def __init__(self, icon: str, tone: str = "accent", size: int = 64) -> None:
        super().__init__()
        self._icon, self._tone, self._side = icon, tone, size
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        front, back = tokens().tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(back))
        painter.drawEllipse(QRectF(0, 0, self._side, self._side))
        inner = self._side * 0.44
        corner = (self._side - inner) / 2
        draw(painter, self._icon, front, QRectF(corner, corner, inner, inner))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()


class EmptyState(QWidget):
    """body: below the sentence, for buttons or lines to copy."""

    def __init__(self, icon: str, title: str, text: str, *, tone: str = "accent", width: int = 508) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        outer.addStretch(2)
        column = QVBoxLayout()
        column.setSpacing(8)
        center = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Medallion(icon, tone), 0, center)
        column.addSpacing(8)
        self._title = label(title, "heading")
        self._title.setAlignment(center)
        self._text = label(text, "muted", wrap=True)
        self._text.setAlignment(center)
        column.addWidget(self._title)
        column.addWidget(self._text)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        column.addSpacing(10)
        column.addLayout(self.body)
        holder = QWidget()
        holder.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        self._holder = holder
        self._most = width
        outer.addWidget(holder, 0, center)
        outer.addStretch(3)
        self.say(title, text)

    def say(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = max(_LEAST, min(self._most, self.width())) - 2 * _MARGIN
        self._holder.setFixedWidth(width)
        # a wrapped label in a centred column is not asked for the height at its width
        self._text.setFixedSize(width, self._text.heightForWidth(width) + 2)
