"""The log's table with a line below it: how many requests there are, and the way back to the newest.

Owns the table's height, which is a whole number of rows: Qt lays the last row at the lower edge, so that
another height would cut the first one. Nothing covers a row.
"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.pages.log_table import ROW_HEIGHT, LogTable
from ui.text import tr
from ui.widgets.basics import button, horizontal, label, line

_HEIGHT = 41


class LogWithFoot(QWidget):
    """latest: the button, which is there while newer rows are out of sight."""

    def __init__(self, table: LogTable) -> None:
        super().__init__()
        self.table = table
        self.count = label("", "caption")
        self.latest = button(tr("Latest"), "link", "down")
        self.latest.setToolTip(tr("Go to the newest request and follow it"))
        self.latest.hide()
        self.latest.clicked.connect(table.scrollToBottom)
        table.away.connect(self.latest.setVisible)
        table.setParent(self)
        self._line = line()
        self._line.setParent(self)
        self._foot = QWidget(self)
        row = horizontal(self.count, None, self.latest)
        row.setContentsMargins(11, 0, 8, 0)
        self._foot.setLayout(row)

    def show_count(self, shown: int, total: int) -> None:
        """shown: how many requests the filter leaves."""
        if shown != total:
            self.count.setText(tr("{0:,} of {1:,} requests").format(shown, total))
        else:
            words = tr("{0:,} requests") if total != 1 else tr("{0:,} request")
            self.count.setText(words.format(total))

    def minimumSizeHint(self) -> QSize:
        least = self.table.minimumSizeHint()
        return QSize(least.width(), least.height() + _HEIGHT)

    def sizeHint(self) -> QSize:
        wanted = self.table.sizeHint()
        return QSize(wanted.width(), wanted.height() + _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, top = self.width(), self.height() - _HEIGHT
        head = self.table.horizontalHeader().height()
        rows = max(1, (top - head) // ROW_HEIGHT)
        self.table.setGeometry(0, 0, width, head + rows * ROW_HEIGHT)
        self._line.setGeometry(0, top, width, 1)
        self._foot.setGeometry(0, top + 1, width, _HEIGHT - 1)
