"""How much of an amount is used: a bar of one whole, in parts that lie one behind the other."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import tokens

_HEIGHT = 12
#: parts of the whole at which the bar changes its tone
_WARN, _FULL = 0.8, 1.0


class Meter(QWidget):
    """used and held: parts of the whole, 0 to 1 and beyond. held: what is not used yet, but promised."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._used = self._held = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    @property
    def tone(self) -> str:
        """accent, warn or danger, by how full it is."""
        full = self._used + self._held
        return "danger" if full >= _FULL else "warn" if full >= _WARN else "accent"

    def show_parts(self, used: float, held: float = 0.0) -> None:
        self._used, self._held = max(0.0, used), max(0.0, held)
        self.setAccessibleName(f"{self._name}: {round(100 * self._used)} %")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        t = tokens()
        front, soft = t.tone(self.tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        whole = QPainterPath()
        whole.addRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setClipPath(whole)
        painter.fillRect(box, QColor(t.hover))
        used = min(1.0, self._used) * box.width()
        held = min(1.0, self._used + self._held) * box.width() - used
        painter.fillRect(QRectF(0, 0, used, box.height()), QColor(front))
        # hatched as well as paler: told by shape
        rest = QRectF(used, 0, held, box.height())
        painter.fillRect(rest, QColor(soft))
        painter.fillRect(rest, QBrush(QColor(front), Qt.BrushStyle.BDiagPattern))
