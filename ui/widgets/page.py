"""The frame of a page: title, one sentence, actions at the right, content below."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.basics import label

#: at the left and the right of a page
MARGIN = 32
#: the width of a scroll bar, as `resources/styles/base.qss` has it
GUTTER = 16
#: the width of the list at the left of a page that edits one thing of many
LIST_WIDTH = 284
#: the height of what is above that list
LIST_HEAD = 30


class Page(QWidget):
    """content: where the page's own widgets go. buttons: a row at the right of the title."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, 26, MARGIN, 24)
        outer.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(4)
        self.title = label(title, "title")
        words.addWidget(self.title)
        words.addWidget(label(text, "muted", wrap=True))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        top.addLayout(words, 1)
        top.addSpacing(24)
        top.addLayout(self.buttons)
        top.setAlignment(self.buttons, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(top)
        outer.addSpacing(20)
        self.content = QVBoxLayout()
        self.content.setSpacing(16)
        outer.addLayout(self.content, 1)


class _Overhang(QHBoxLayout):
    """Wider than its place, which margins cannot say: Qt ignores negative ones."""

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect.adjusted(0, 0, GUTTER, 0))


def overhanging(widget: QWidget) -> QHBoxLayout:
    """A layout that lets a widget reach into the page's right margin by the width of its scroll bar, so that
    what scrolls ends where all else on the page ends."""
    row = _Overhang()
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    return row


class _Area(QScrollArea):
    """Keeps the room of its scroll bar free while there is none: nothing moves as it comes and goes."""

    def __init__(self, layout: QBoxLayout, bottom: int) -> None:
        super().__init__()
        self._margins = layout
        self._bottom = bottom
        self.verticalScrollBar().rangeChanged.connect(self._ranged)
        self._ranged(0, 0)

    def _ranged(self, _least: int, most: int) -> None:
        self._margins.setContentsMargins(0, 0, 0 if most else GUTTER, self._bottom)


def scrolled(content: QWidget | QBoxLayout, *, gutter: bool = False) -> QScrollArea:
    """A frameless scroll area, vertical only. gutter: it is for `overhanging`."""
    holder = QWidget()
    holder.setObjectName("scrolled")
    if isinstance(content, QWidget):
        layout: QBoxLayout = QVBoxLayout()
        layout.addWidget(content)
    else:
        layout = content
    layout.setContentsMargins(0, 0, 0, 8)
    holder.setLayout(layout)
    area = _Area(layout, 8) if gutter else QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(holder)
    return area
