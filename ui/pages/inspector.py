"""The inspector: what the client sent, what went upstream, what came back restored, beside each other.

Holds a request's content only while it is shown; hidden, it forgets all of it. Values stay behind chips until
a person holds the button.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from proxy_core.inspector.view import Leaf, Mark, View
from proxy_core.journal.entry import Entry, Outcome
from ui.models.inspection import Line, grown, lines_of
from ui.pages.inspector_marks import MarkMenus
from ui.pages.inspector_pane import InspectorPane, Side
from ui.pages.inspector_words import (
    exempt_lines,
    exempt_words,
    leaf_title,
    no_answer,
    summary,
    upstream_title,
)
from ui.pages.log_words import LOOKS, outcome_word
from ui.ports import Ports
from ui.text import tr
from ui.widgets.banner import Banner
from ui.widgets.basics import IconButton, button, label
from ui.widgets.chips import Segments
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.hold_button import HoldButton
from ui.widgets.page import MARGIN
from ui.widgets.pill import Pill

_HOLD_KEY = Qt.Key.Key_F2
_CHANGED, _ALL = "changed", "all"


class InspectorPage(QWidget):
    """closed: the person is done with it."""

    closed = Signal()

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports
        self._entry: Entry | None = None
        self._view: View | None = None
        self._wholes: set[int] = set()  # numbers of request texts that are shown whole
        self._answer_wholes: set[int] = set()
        self._syncing = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, 22, MARGIN, 24)
        outer.setSpacing(14)
        outer.addLayout(self._head())
        outer.addLayout(self._tools())
        self.notice = Banner("info", closable=True, close_tip=tr("Close"))
        outer.addWidget(self.notice)
        self.stack = QStackedWidget()
        self.empty = EmptyState("search", "", "", tone="neutral")
        self.show_all = button(tr("Show every text"))
        self.show_all.clicked.connect(partial(self._choose, _ALL))
        self.empty.body.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignHCenter)
        frame = QFrame()
        frame.setObjectName("tableFrame")
        QVBoxLayout(frame).addWidget(self.empty)
        self.stack.addWidget(self._panes())
        self.stack.addWidget(frame)
        outer.addWidget(self.stack, 1)
        self.marks = MarkMenus(self, ports, self.notice)
        self._connect()
        self._ends = (ports.subscribe_entries(self._recorded), ports.subscribe_forgotten(self._let_go))

    # building

    def _head(self) -> QHBoxLayout:
        self.back = IconButton("back", tr("Back to the log"), 18)
        self._title = ElidedLabel("", "title")
        self.pill = Pill()
        self.hold = HoldButton(tr("Hold to show values"), "", "eye")
        self.hold.setToolTip(tr("Values are shown for as long as you hold this button, or F2"))
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.back)
        row.addWidget(self._title, 1)
        row.addWidget(self.pill)
        row.addSpacing(6)
        row.addWidget(self.hold)
        return row

    def _tools(self) -> QHBoxLayout:
        self.scope = Segments([(_CHANGED, tr("Changed")), (_ALL, tr("Every text"))], tr("What is shown"))
        self.scope.set_value(_CHANGED)
        self._summary = ElidedLabel("", "muted")
        self._exempt = label("", "muted")
        self.mark = button(tr("Always PHI…"), "", "shield")
        self.mark.setToolTip(tr("Select a value in one of the texts first"))
        self.mark.setEnabled(False)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.scope)
        row.addWidget(self._summary, 1)
        row.addWidget(self._exempt)
        row.addWidget(self.mark)
        return row

    def _panes(self) -> QSplitter:
        self.client = InspectorPane(Side.CLIENT, tr("What the client sent"), leaf_title)
        self.provider = InspectorPane(Side.PROVIDER, tr("What was sent upstream"), leaf_title)
        self.answer = InspectorPane(Side.CLIENT, tr("What the client got back"), leaf_title)
        self._upstream = ElidedLabel("", "strong")
        self._answer_note = label("", "muted", wrap=True)
        self._answer_note.setContentsMargins(14, 12, 14, 0)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(12)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(_framed(ElidedLabel(tr("The client sent"), "strong"), self.client))
        splitter.addWidget(_framed(self._upstream, self.provider))
        back = _framed(ElidedLabel(tr("The client got back"), "strong"), self.answer, self._answer_note)
        splitter.addWidget(back)
        splitter.setSizes([1000, 1000, 1000])
        for at in range(3):
            splitter.setStretchFactor(at, 1)
        self.splitter = splitter
        return splitter

    def _connect(self) -> None:
        self.back.clicked.connect(self.closed)
        self.scope.changed.connect(self._choose)
        self.hold.held.connect(self._reveal)
        self.mark.clicked.connect(self._mark_selection)
        away = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        away.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        away.activated.connect(self.closed)
        for one, other in ((self.client, self.provider), (self.provider, self.client)):
            one.verticalScrollBar().valueChanged.connect(partial(self._sync, one, other))
        for pane in (self.client, self.provider, self.answer):
            pane.chip_clicked.connect(partial(self._chip, pane))
            pane.gap_clicked.connect(partial(self._expand, pane))
            pane.selectionChanged.connect(self._selected)

    # what is shown

    @property
    def entry(self) -> Entry | None:
        return self._entry

    def show_entry(self, entry: Entry) -> None:
        """Look at a request."""
        self._forget()
        self._entry = entry
        self.notice.say("")
        self.scope.set_value(_CHANGED)
        tone, icon = LOOKS[entry.outcome]
        self.pill.show_text(outcome_word(entry.outcome), tone, icon)
        self._title.setText(entry.requested_model or entry.surface)
        self._ports.inspect(entry.request_id, partial(self._viewed, entry))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hold.hold(False)
        self._forget()

    def _forget(self) -> None:
        """Nothing of a request stays in a page that nobody looks at."""
        self._entry = self._view = None
        self._wholes.clear()
        self._answer_wholes.clear()
        for pane in (self.client, self.provider, self.answer):
            pane.forget()

    def _let_go(self) -> None:
        """Everything that was kept is gone: what is shown of it goes, too."""
        entry = self._entry
        if entry is not None:
            self._forget()
            self._entry = entry
            self._fill()

    def _viewed(self, asked: Entry, view: View | None) -> None:
        if self._entry is None or self._entry.request_id != asked.request_id:
            return  # another request was chosen meanwhile, or the page was left
        self._view = view
        self._fill()

    def _recorded(self, entry: Entry) -> None:
        """The request that is shown has come to its end."""
        shown = self._entry
        if shown is None or entry.request_id != shown.request_id or entry.outcome is Outcome.RUNNING:
            return
        if shown.outcome is Outcome.RUNNING:
            self.show_entry(entry)

    def _fill(
        self, request_at: tuple[int, int] | None = None, answer_at: tuple[int, int] | None = None
    ) -> None:
        """request_at, answer_at: what is to be at the top of the panes."""
        entry, view = self._entry, self._view
        kept = view is not None
        for widget in (self.scope, self.hold, self._exempt):
            widget.setVisible(kept)
        self.mark.setVisible(kept)
        if entry is None or view is None:
            self._summary.setText("")
            self._say_empty(tr("No longer kept"), _gone(), offer=False)
            return
        self._say(entry, view)
        every = self.scope.value() == _ALL
        numbers = [at for at, leaf in enumerate(view.request) if every or leaf.changed]
        if not numbers and not any(leaf.changed for leaf in view.answer):
            self._say_empty(tr("Nothing was replaced"), _clean(view), offer=True)
            return
        self.stack.setCurrentIndex(0)
        self.client.show_lines(view.request, self._lines(view, numbers), request_at)
        self.provider.show_lines(view.request, self._lines(view, numbers), request_at)
        self.answer.show_lines(view.answer, self._answer_lines(view), answer_at)

    def _say(self, entry: Entry, view: View) -> None:
        self._summary.setText(f"{entry.at.astimezone():%H:%M:%S} · {summary(view)}")
        self._exempt.setText(exempt_words(view))
        self._exempt.setToolTip(exempt_lines(view))
        self._upstream.setText(upstream_title(entry))
        note = no_answer(entry, view)
        self._answer_note.setText(note)
        self._answer_note.setVisible(bool(note))

    def _lines(self, view: View, numbers: list[int]) -> Iterator[Line]:
        return chain.from_iterable(lines_of(view.request[at], at, whole=at in self._wholes) for at in numbers)

    def _answer_lines(self, view: View) -> Iterator[Line]:
        return chain.from_iterable(
            lines_of(leaf, at, whole=at in self._answer_wholes or not leaf.marks)
            for at, leaf in enumerate(view.answer)
        )

    def _say_empty(self, title: str, text: str, *, offer: bool) -> None:
        self.empty.say(title, text)
        self.show_all.setVisible(offer)
        self.stack.setCurrentIndex(1)
        for pane in (self.client, self.provider, self.answer):
            pane.forget()

    def _choose(self, scope: str, *_: object) -> None:
        self.scope.set_value(scope)
        self._fill()

    def _expand(self, pane: InspectorPane, leaf: int) -> None:
        """All of one text, where it was shortened."""
        (self._answer_wholes if pane is self.answer else self._wholes).add(leaf)
        self._fill(request_at=self.client.top_place(), answer_at=self.answer.top_place())

    def _sync(self, one: InspectorPane, other: InspectorPane, _value: int) -> None:
        """The two panes of the request show the same lines."""
        if self._syncing:
            return
        self._syncing = True
        other.show_line(*one.top_line())
        self._syncing = False

    # values

    def _reveal(self, held: bool) -> None:
        for pane in (self.client, self.answer):
            pane.reveal(held)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == _HOLD_KEY:
            if not event.isAutoRepeat():
                self.hold.hold(True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == _HOLD_KEY:
            if not event.isAutoRepeat():
                self.hold.hold(False)
            return
        super().keyReleaseEvent(event)

    # marking

    def _leaves(self, pane: InspectorPane) -> tuple[Leaf, ...]:
        if self._view is None:
            return ()
        return self._view.answer if pane is self.answer else self._view.request

    def _chip(self, pane: InspectorPane, number: int, mark: Mark, at: QPoint) -> None:
        leaf = self._leaves(pane)[number]
        self.marks.offer_for_chip(leaf, mark, at)

    def _selected(self) -> None:
        self.mark.setEnabled(bool(self.selected_value()))

    def selected_value(self) -> str:
        """The selection in what the client sent or got, grown to whole words; empty if there is none."""
        for pane in (self.client, self.answer):
            place = pane.selected()
            leaves = self._leaves(pane)
            if place is not None and place.leaf < len(leaves):
                text = leaves[place.leaf].client
                start, end = grown(text, place.start, place.end)
                value = text[start:end]
                if value and "\n" not in value:
                    return value
        return ""

    def _mark_selection(self) -> None:
        value = self.selected_value()
        if value:
            self.marks.offer_for_value(value, self.mark)


def _framed(title: QWidget, pane: InspectorPane, note: QWidget | None = None) -> QFrame:
    frame = QFrame()
    frame.setObjectName("tableFrame")
    column = QVBoxLayout(frame)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    head = QWidget()
    head.setObjectName("paneHead")
    row = QHBoxLayout(head)
    row.setContentsMargins(14, 9, 14, 9)
    row.addWidget(title)
    column.addWidget(head)
    if note is not None:
        column.addWidget(note)
    column.addWidget(pane, 1)
    frame.setMinimumWidth(180)
    return frame


def _gone() -> str:
    return tr(
        "The inspector holds the last requests in memory. It lets them go when the proxy is turned off, when "
        "the screen is locked or the computer sleeps, and when newer ones need the room. How many it holds "
        "is under Settings, Log."
    )


def _clean(view: View) -> str:
    return tr("No PHI was found in the {0:,} texts of this request, so it was sent as it is.").format(
        len(view.request)
    )
