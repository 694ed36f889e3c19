"""The panel beside the log: one request, its attempts, usage, PHI and error."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from proxy_core.journal.entry import Entry
from ui.pages.log_words import (
    LOOKS,
    error_words,
    outcome_word,
    phi_sentence,
    request_facts,
    steps,
    usage_facts,
)
from ui.pages.remedies import Remedy
from ui.text import tr
from ui.widgets.bars import Bars
from ui.widgets.basics import IconButton, button, horizontal, label, line
from ui.widgets.code_block import CopyButton
from ui.widgets.elided import ElidedLabel
from ui.widgets.facts import Facts
from ui.widgets.page import scrolled
from ui.widgets.paragraphs import Paragraphs
from ui.widgets.pill import Pill
from ui.widgets.timeline import Timeline


class LogDetail(QFrame):
    """Shows one entry; the same one again when it changes. closed: the person is done with it.
    inspect_wanted: they want to see what it held. remedy_wanted: the `Remedy` that they want to go to."""

    closed = Signal()
    remedy_wanted = Signal(object)
    inspect_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.setMinimumWidth(300)
        self._shown: Entry | None = None
        self._remedy: Remedy | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._head())
        outer.addWidget(line())
        body = QVBoxLayout()
        body.setSpacing(20)
        body.addSpacing(0)
        self.error = self._error()
        body.addWidget(self.error)
        self.attempts = Timeline()
        self._attempts = self._section(body, tr("Attempts"), self.attempts)
        self.notes = Paragraphs("muted")
        self._notes = self._section(body, tr("Said differently to the provider"), self.notes)
        self.usage = Facts(right=True)
        self._usage = self._section(body, tr("Tokens"), self.usage)
        self._phi_text = label("", "muted", wrap=True)
        self._unresolved = label("", "problem", wrap=True)
        self.phi = Bars()
        phi = QWidget()
        column = QVBoxLayout(phi)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.phi, self._phi_text, self._unresolved):
            column.addWidget(widget)
        self.inspect = button(tr("Inspect"), "", "search")
        self.inspect.clicked.connect(self.inspect_wanted)
        column.addLayout(horizontal(self.inspect, None))
        self._section(body, tr("Protected health information"), phi)
        self.facts = Facts()
        self._section(body, tr("Request"), self.facts)
        body.addStretch(1)
        area = scrolled(body)
        body.setContentsMargins(18, 16, 18, 18)
        outer.addWidget(area, 1)

    @property
    def entry(self) -> Entry | None:
        return self._shown

    def show_entry(self, entry: Entry, *, inspectable: bool = False, remedy: Remedy | None = None) -> None:
        """inspectable: whether what it held is still kept. remedy: where to change what has refused it."""
        self._shown = entry
        self._remedy = remedy
        self.remedy.setText(remedy.text if remedy is not None else tr("Change it"))
        self.remedy.setVisible(remedy is not None)
        self.inspect.setEnabled(inspectable)
        self.inspect.setToolTip(
            tr("What was sent, what was replaced, what came back")
            if inspectable
            else tr("What this request held is not kept, or not any more. See Settings, Log.")
        )
        tone, icon = LOOKS[entry.outcome]
        self.pill.show_text(outcome_word(entry.outcome), tone, icon)
        self._title.setText(entry.requested_model or entry.surface)
        self._id.setText(entry.request_id)
        self.copy.set_value(entry.request_id)
        what, hint = error_words(entry)
        self.error.setVisible(bool(what))
        self._code.setText(entry.code)
        self._code.setVisible(bool(entry.code))
        self._what.setText(what)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        tried = steps(entry)
        self._attempts.setVisible(bool(tried))
        self.attempts.show_steps(tried)
        self.notes.show_texts(entry.notes)
        self._notes.setVisible(bool(entry.notes))
        counted = usage_facts(entry)
        self._usage.setVisible(bool(counted))
        self.usage.show_facts(counted)
        self.phi.show_counts(entry.phi)
        self._phi_text.setText(phi_sentence(entry))
        lost = entry.phi_unresolved
        self._unresolved.setText(
            tr("{0:,} placeholders of the answer could not be put back.").format(lost) if lost else ""
        )
        self._unresolved.setVisible(bool(lost))
        self.facts.show_facts(request_facts(entry))

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(18, 14, 12, 14)
        head.setSpacing(6)
        top = QHBoxLayout()
        self.pill = Pill()
        close = IconButton("close", tr("Close the details"))
        close.clicked.connect(self.closed)
        top.addWidget(self.pill)
        top.addStretch(1)
        top.addWidget(close)
        self._title = ElidedLabel("", "heading")
        row = QHBoxLayout()
        row.setSpacing(4)
        self._id = ElidedLabel("", "mono", Qt.TextElideMode.ElideMiddle)
        self.copy = CopyButton(tr("Copy the request id"), tr("Copied"))
        row.addWidget(self._id, 1)
        row.addWidget(self.copy)
        head.addLayout(top)
        head.addWidget(self._title)
        head.addLayout(row)
        return head

    def _error(self) -> QFrame:
        box = QFrame()
        box.setProperty("card", "sunken")
        column = QVBoxLayout(box)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(5)
        self._code = label("", "mono")
        self._what = label("", wrap=True)
        self._hint = label("", "muted", wrap=True)
        for widget in (self._code, self._what, self._hint):
            widget.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(widget)
        self.remedy = button(tr("Change it"), "", "settings")
        self.remedy.clicked.connect(lambda: self.remedy_wanted.emit(self._remedy))
        column.addSpacing(4)
        column.addLayout(horizontal(self.remedy, None))
        return box

    @staticmethod
    def _section(body: QVBoxLayout, title: str, content: QWidget) -> QWidget:
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        column.addWidget(label(title, "overline"))
        column.addWidget(content)
        body.addWidget(section)
        return section
