"""The Log page: the live table, its filter, and the details of the chosen request."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout

from proxy_core.config import Config
from proxy_core.journal.entry import COLUMNS, Entry, Outcome
from ui.connect_lines import RUN, shell_lines
from ui.models.log import LogModel
from ui.models.log_feed import LogFeed
from ui.pages.log_detail import LogDetail
from ui.pages.log_foot import LogWithFoot
from ui.pages.log_table import LogTable
from ui.pages.log_words import outcome_word
from ui.pages.remedies import remedy
from ui.ports import Ports, ProxyStatus
from ui.text import tr
from ui.widgets.basics import IconButton, button, label
from ui.widgets.chips import Chips
from ui.widgets.code_block import CodeBlock
from ui.widgets.empty_state import EmptyState
from ui.widgets.menu import popup_below
from ui.widgets.page import Page
from ui.widgets.search_field import SearchField

_DETAIL_WIDTH = 348
#: what the table needs for the time, the outcome and the model's name
_TABLE_WIDTH = 420


class LogPage(Page):
    """Live while it is shown. `show_request` opens a request's details.

    inspect_wanted: the entry of a request whose content a person wants to see.
    """

    inspect_wanted = Signal(object)

    def __init__(self, ports: Ports) -> None:
        super().__init__(
            tr("Log"),
            tr("Every request as it passes: what happened, without texts and values."),
        )
        self._ports = ports
        self._by_hand = False  # a person has moved the border beside the details
        limit = ports.config()["log.rows"]
        self.model = LogModel(limit, self)
        self.feed = LogFeed(self.model, limit, self)
        self.content.addLayout(self._toolbar())
        self.content.addWidget(self._body(), 1)
        self._connect()
        for entry in ports.entries():
            self.feed.push(entry)
        self._ends = (
            ports.subscribe_entries(self._pushed),
            ports.subscribe_config(self._configured),
            ports.subscribe_status(self._status),
        )
        self._status(ports.status())
        self._counted()

    # building

    def _toolbar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.search = SearchField(tr("Filter by text"), tr("Clear the filter"))
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(340)
        self.chips = Chips([(o.value, outcome_word(o)) for o in Outcome], tr("Filter by outcome"))
        self.pause = button(tr("Pause"), "", "pause")
        self.pause.setCheckable(True)
        self.pause.setToolTip(tr("Stop the table. Requests go on and wait here."))
        self.columns = IconButton("columns", tr("Choose columns"))
        self.clear = IconButton("eraser", tr("Clear the view. Nothing else is deleted."))
        row.addWidget(self.search, 1)
        row.addWidget(self.chips)
        row.addStretch(0)
        for tool in (self.pause, self.columns, self.clear):
            self.buttons.addWidget(tool)
        return row

    def _body(self) -> QSplitter:
        self.table = LogTable(self.model, tr("Requests"))
        self.detail = LogDetail()
        self.detail.hide()
        frame = QFrame()
        frame.setObjectName("tableFrame")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        self.stack = QStackedWidget()
        self.empty = self._empty()
        self.no_match = EmptyState(
            "search",
            tr("No request matches"),
            tr("Nothing in the log fits the filter."),
            tone="neutral",
        )
        self.show_all = button(tr("Show all requests"))
        self.no_match.body.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignHCenter)
        self.filled = LogWithFoot(self.table)
        for widget in (self.filled, self.empty, self.no_match):
            self.stack.addWidget(widget)
        inside.addWidget(self.stack)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(14)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(frame)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.splitterMoved.connect(self._moved)
        return self.splitter

    def _empty(self) -> EmptyState:
        state = EmptyState("terminal", "", "", width=548)
        self.start = button(tr("Turn the proxy on"), "primary", "play")
        state.body.addWidget(self.start, 0, Qt.AlignmentFlag.AlignHCenter)
        state.body.addWidget(CodeBlock(f"{self._ports.program()} {RUN}", name=tr("Command"), tip=tr("Copy")))
        hint = label(tr("or set these in the shell in which Claude Code runs"), "caption")
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        state.body.addWidget(hint)
        self.lines = CodeBlock("", name=tr("Environment variables"), tip=tr("Copy"))
        state.body.addWidget(self.lines)
        return state

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.chips.changed.connect(self._filter)
        self.show_all.clicked.connect(self._show_all)
        self.start.clicked.connect(self._ports.start)
        self.pause.toggled.connect(self._paused)
        self.clear.clicked.connect(self._clear)
        self.columns.clicked.connect(self._choose_columns)
        self.feed.flushing.connect(self.table.before_flush)
        self.feed.flushed.connect(self._flushed)
        self.feed.waiting_changed.connect(self._waiting)
        self.model.counted.connect(self._counted)
        self.table.entry_chosen.connect(self._chosen)
        self.detail.closed.connect(self._close_detail)
        self.detail.inspect_wanted.connect(self._inspect)
        self.table.doubleClicked.connect(lambda _index: self._inspect())
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.setFocus)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(key), self.table)
            enter.setContext(Qt.ShortcutContext.WidgetShortcut)
            enter.activated.connect(self._inspect)
        away = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.table)
        away.setContext(Qt.ShortcutContext.WidgetShortcut)
        away.activated.connect(self._close_detail)

    # what is shown

    def show_request(self, request_id: str) -> None:
        """Open the details of a request, if the log still has it."""
        self.feed.flush()
        if not self.table.choose(request_id):
            self._show_all()
            self.table.choose(request_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.feed.set_active(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.feed.set_active(False)
        super().hideEvent(event)

    def _pushed(self, entry: Entry) -> None:
        self.feed.push(entry)

    def _flushed(self) -> None:
        self.table.after_flush()
        shown = self.detail.entry
        if shown is not None and not self.detail.isHidden():
            row = self.model.row_of(shown.request_id)
            if row >= 0 and (entry := self.model.entry(row)) is not shown:
                self._show(entry)

    def _chosen(self, entry: Entry | None) -> None:
        if entry is None:
            return
        self._show(entry)
        self.detail.show()
        self._share_room()

    def _show(self, entry: Entry) -> None:
        self.detail.show_entry(
            entry,
            inspectable=self._ports.inspectable(entry.request_id),
            remedy=remedy(entry, self._ports.config()),
        )

    def _inspect(self) -> None:
        entry = self.detail.entry
        if entry is not None and self._ports.inspectable(entry.request_id):
            self.inspect_wanted.emit(entry)

    def _moved(self) -> None:
        self._by_hand = True

    def _share_room(self) -> None:
        """The table keeps the columns that tell requests apart; where a person puts the border, it stays."""
        room = self.splitter.width() - self.splitter.handleWidth()
        if self.detail.isHidden() or self._by_hand or room <= 0:
            return
        wide = _DETAIL_WIDTH if room - _DETAIL_WIDTH >= _TABLE_WIDTH else self.detail.minimumWidth()
        self.splitter.setSizes([room - wide, wide])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _close_detail(self) -> None:
        self.detail.hide()
        self.table.clearSelection()
        self.table.selectionModel().clearCurrentIndex()

    def _filter(self) -> None:
        chosen = self.table.currentIndex()
        entry = self.model.entry(chosen.row()) if chosen.isValid() else None
        self.model.set_filter(self.search.text(), [Outcome(value) for value in self.chips.values()])
        if entry is None or not self.table.choose(entry.request_id):
            self.table.scrollToBottom()

    def _show_all(self) -> None:
        self.search.clear()
        self.chips.reset()

    def _clear(self) -> None:
        self.feed.drop()
        self.model.clear()
        self._close_detail()

    def _paused(self, paused: bool) -> None:
        self.feed.set_paused(paused)
        self.pause.set_icon("play" if paused else "pause")
        self._waiting(self.feed.waiting)

    def _waiting(self, count: int) -> None:
        if not self.feed.paused:
            self.pause.setText(tr("Pause"))
        else:
            self.pause.setText(tr("Resume · {0:,}").format(count) if count else tr("Resume"))

    def _counted(self) -> None:
        for outcome in Outcome:
            self.chips.set_count(outcome.value, self.model.counts.get(outcome, 0))
        if not self.model.total:
            self.stack.setCurrentWidget(self.empty)
        elif not self.model.rowCount():
            self.stack.setCurrentWidget(self.no_match)
        else:
            self.stack.setCurrentWidget(self.filled)
        self.filled.show_count(self.model.rowCount(), self.model.total)

    def _configured(self, config: Config) -> None:
        self.feed.set_limit(config["log.rows"])
        self._status(self._ports.status())

    def _status(self, status: ProxyStatus) -> None:
        on = bool(status.url)
        self.start.setVisible(not on)
        self.lines.set_text(shell_lines(status.url, bool(self._ports.config().keys)))
        if on:
            self.empty.say(
                tr("Waiting for the first request"),
                tr("The proxy listens on {0}. Start Claude Code through it:").format(status.url),
            )
        else:
            self.empty.say(
                tr("The proxy is off"),
                tr("Turn it on, then start Claude Code through it:"),
            )

    def _choose_columns(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        hidden = self.table.hidden_columns()
        for column in COLUMNS:
            action = QAction(tr(column.title), menu)
            action.setCheckable(True)
            action.setChecked(column.key not in hidden)
            action.setToolTip(tr(column.help))
            action.toggled.connect(lambda wanted, key=column.key: self._want_column(key, wanted))
            menu.addAction(action)
        popup_below(menu, self.columns)

    def _want_column(self, key: str, wanted: bool) -> None:
        hidden = self.table.hidden_columns()
        self.table.hide_columns(hidden - {key} if wanted else hidden | {key})
