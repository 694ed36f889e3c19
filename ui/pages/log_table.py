"""The table of the live log: painting, columns by the room there is, following the newest row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from proxy_core.journal.entry import COLUMNS, Entry, Outcome
from ui.assets import line_icon
from ui.models.log import LogModel
from ui.pages.log_words import LOOKS, outcome_word
from ui.theme import tokens
from ui.widgets.fit import Room, fit

ROW_HEIGHT = 34
_PAD = 10
#: which columns stay as room gets scarce, in this order; those not named go first
_RANKS = (
    "at", "outcome", "requested_model", "route", "phi", "total", "tokens", "code", "status", "key",
    "phi_ms", "phi_scanned", "phi_exempt", "first_byte", "size", "phi_unresolved",
)  # fmt: skip
_FLEXIBLE = ("requested_model", "route", "phi", "code", "key")
_QUIET = (
    "at", "status", "first_byte", "size", "key", "total", "code", "phi_ms", "phi_scanned", "phi_exempt",
)  # fmt: skip


class LogDelegate(QStyledItemDelegate):
    """Paints a cell with one question to the model: the usual delegate asks for eight roles."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = tokens()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(t.selection))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(t.hover))
        entry = index.data(Qt.ItemDataRole.UserRole)
        assert isinstance(entry, Entry)
        column = COLUMNS[index.column()]
        box = rect.adjusted(_PAD, 0, -_PAD, 0)
        if column.key == "outcome":
            tone, icon = LOOKS[entry.outcome]
            front = t.tone(tone)[0]
            top = rect.top() + (rect.height() - 16) // 2
            painter.drawPixmap(QPoint(box.left(), top), line_icon(icon, front, front).pixmap(16, 16))
            box.setLeft(box.left() + 22)
            text = outcome_word(entry.outcome)
            # what went well is quiet, so that the rest stands out
            painter.setPen(QColor(t.muted if entry.outcome is Outcome.DONE else front))
        else:
            text = column.text(entry)
            painter.setPen(QColor(t.muted if column.key in _QUIET else t.text))
        if not text:
            return
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)


class LogTable(QTableView):
    """entry_chosen: the entry of the current row, or None. away: whether newer rows are below what is seen.

    It scrolls by whole rows, so that the first one is never cut by the header.
    """

    entry_chosen = Signal(object)
    away = Signal(bool)

    def __init__(self, model: LogModel, name: str) -> None:
        super().__init__()
        self._log = model
        self._hidden: frozenset[str] = frozenset()
        self._was_bottom = True
        self._fitted = 0  # the width that the columns were made for
        self._anchor: tuple[str, int] | None = None
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(LogDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(20)
        head.setFixedHeight(34)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        self.verticalScrollBar().valueChanged.connect(self._tell_away)
        self.verticalScrollBar().rangeChanged.connect(self._tell_away)
        self.selectionModel().currentRowChanged.connect(self._chosen)

    # columns

    def hidden_columns(self) -> frozenset[str]:
        return self._hidden

    def hide_columns(self, keys: Sequence[str] | frozenset[str]) -> None:
        """Columns that are not wanted, however much room there is."""
        self._hidden = frozenset(keys)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Show the columns that fit, by rank, and give what is left to those that can use it."""
        wide = self.fontMetrics().averageCharWidth() + 1
        rooms = [
            None
            if column.key in self._hidden
            else Room(
                column.width * wide + 2 * _PAD + (22 if column.key == "outcome" else 0),
                _RANKS.index(column.key) if column.key in _RANKS else len(_RANKS) + at,
                column.key in _FLEXIBLE,
            )
            for at, column in enumerate(COLUMNS)
        ]
        self._fitted = self.viewport().width()
        for at, width in enumerate(fit(rooms, self._fitted)):
            self.setColumnHidden(at, width == 0)
            if width:
                self.setColumnWidth(at, width)

    # following

    @property
    def at_bottom(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def before_flush(self) -> None:
        """Remember whether to follow, or which row to keep in its place."""
        self._was_bottom = self.at_bottom
        self._anchor = None
        if not self._was_bottom and (row := self.rowAt(0)) >= 0:
            self._anchor = (self._log.entry(row).request_id, row)

    def after_flush(self) -> None:
        """Follow the newest row, but only if it was in view; else keep what is read in its place."""
        if self._was_bottom:
            self.scrollToBottom()
        elif self._anchor is not None:
            request_id, before = self._anchor
            self.executeDelayedItemsLayout()  # else what is pending moves the rows once more
            if (row := self._log.row_of(request_id)) >= 0 and row != before:
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + row - before)
        self._tell_away()

    def choose(self, request_id: str) -> bool:
        """Make a request's row the current one; whether it is shown."""
        row = self._log.row_of(request_id)
        if row < 0:
            return False
        index = self._log.index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def _chosen(self, index: QModelIndex) -> None:
        self.entry_chosen.emit(self._log.entry(index.row()) if index.isValid() else None)

    def _tell_away(self) -> None:
        self.away.emit(not self.at_bottom)

    def rowsAboutToBeRemoved(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        # A current row that leaves would hand its place to the next one, and the view would jump there.
        if start <= self.currentIndex().row() <= end:
            self.selectionModel().clear()
        super().rowsAboutToBeRemoved(parent, start, end)

    def updateGeometries(self) -> None:
        super().updateGeometries()  # here a scroll bar comes or goes and takes or gives room
        if self._fitted != self.viewport().width():
            self.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        follow = self.at_bottom
        super().resizeEvent(event)
        self.fit_columns()
        if follow:
            self.scrollToBottom()
        self._tell_away()
