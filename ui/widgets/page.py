"""The frame of a page: title, one sentence, actions at the right, content below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.basics import label


class Page(QWidget):
    """content: where the page's own widgets go. buttons: a row at the right of the title."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 26, 32, 24)
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


def scrolled(content: QWidget | QBoxLayout, width: int = 0) -> QScrollArea:
    """A frameless scroll area, vertical only. width: the most that the content may take; 0 is no limit."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    holder = QWidget()
    holder.setObjectName("scrolled")
    if isinstance(content, QWidget):
        layout: QBoxLayout = QVBoxLayout()
        layout.addWidget(content)
    else:
        layout = content
    layout.setContentsMargins(0, 0, 0, 8)
    if width:
        column = QWidget()
        column.setLayout(layout)
        column.setMaximumWidth(width)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(column, 1)
        row.addStretch(0)
    else:
        holder.setLayout(layout)
    area.setWidget(holder)
    return area
