"""What a local key may do and how much: the inputs that making one and changing one share."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.models.local_keys import KeyDraft, scopes
from ui.text import tr
from ui.widgets.basics import label
from ui.widgets.field import FieldRow
from ui.widgets.switch import Switch

_WIDTH = 140


class ScopeFields(QWidget):
    """A switch for each scope. changed: after each edit of a person."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.switches: dict[str, Switch] = {}
        self._unknown: tuple[str, ...] = ()  # of a key that was made elsewhere; kept as they are
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for scope in scopes():
            switch = Switch()
            switch.clicked.connect(lambda _=False: self.changed.emit())
            column.addWidget(FieldRow(scope.label, switch, scope.help, side=True, tag=scope.name))
            self.switches[scope.name] = switch
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)

    def value(self) -> tuple[str, ...]:
        chosen = [name for name, switch in self.switches.items() if switch.isChecked()]
        return tuple(sorted((*chosen, *self._unknown)))

    def fill(self, value: tuple[str, ...]) -> None:
        self._unknown = tuple(name for name in value if name not in self.switches)
        for name, switch in self.switches.items():
            switch.setChecked(name in value)

    def set_problem(self, text: str | None) -> None:
        self.problem.setText(text or "")
        self.problem.setVisible(bool(text))


class LimitFields(QWidget):
    """Requests a minute and a day, and a budget; an empty one means none of its own."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rpm, self.daily, self.budget = QLineEdit(), QLineEdit(), QLineEdit()
        self.rows = {
            "rpm": self._row(tr("Requests a minute"), self.rpm, tr("In any sixty seconds.")),
            "daily": self._row(tr("Requests a day"), self.daily, tr("From midnight to midnight.")),
            "budget": self._row(
                tr("Budget (USD)"), self.budget, tr("In a cycle, which is the same for all: see Policy.")
            ),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for row in self.rows.values():
            column.addWidget(row)

    def _row(self, title: str, edit: QLineEdit, help: str) -> FieldRow:
        edit.setFixedWidth(_WIDTH)
        edit.setPlaceholderText(tr("no limit"))
        edit.setMaxLength(14)
        edit.textEdited.connect(lambda _text: self.changed.emit())
        return FieldRow(title, edit, help, side=True)

    def fill(self, draft: KeyDraft) -> None:
        for edit, text in ((self.rpm, draft.rpm), (self.daily, draft.daily), (self.budget, draft.budget)):
            if edit.text() != text:
                edit.setText(text)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        for key, row in self.rows.items():
            row.set_problem(problems.get(key))
