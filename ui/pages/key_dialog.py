"""Making a local key: what it is for and what it may do, then the key itself, shown this once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.connect_lines import powershell_lines, shell_lines
from ui.models.local_keys import KeyDraft, check
from ui.pages.key_fields import LimitFields, ScopeFields
from ui.ports import Ports
from ui.text import tr
from ui.widgets.banner import Banner
from ui.widgets.basics import button, horizontal, label, line
from ui.widgets.chips import Segments
from ui.widgets.code_block import CodeBlock
from ui.widgets.field import FieldRow
from ui.widgets.sheet import Sheet

_WIDTH = 640


class KeyDialog(Sheet):
    """made: the name of the key that is there now. Once it is, Escape does not close what shows it."""

    made = Signal(str)

    def __init__(self, parent: QWidget, ports: Ports) -> None:
        super().__init__(parent, tr("Create a local key"), _WIDTH)
        self._ports = ports
        self._tried = False
        self._asking = self._ask()
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(24, 24, 24, 20)
        self._outer.addWidget(self._asking)
        self._check()

    # what it is to be

    def _ask(self) -> QWidget:
        self.name = QLineEdit()
        self.name.setMaxLength(64)
        self.name.setPlaceholderText("laptop")
        self.name.textEdited.connect(lambda _text: self._check())
        self.name_row = FieldRow(
            tr("Name"), self.name, tr("What it is for, such as a computer or a project. The log shows it.")
        )
        self.scopes, self.limits = ScopeFields(), LimitFields()
        self.scopes.fill(KeyDraft().scopes)
        self.scopes.changed.connect(self._check)
        self.limits.changed.connect(self._check)
        self.refused = label("", "problem", wrap=True)
        self.refused.hide()
        self.cancel, self.make = button(tr("Cancel")), button(tr("Create the key"), "primary")
        self.cancel.setAutoDefault(False)
        self.make.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.make.clicked.connect(self._create)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(label(tr("Create a local key"), "heading"))
        if not self._ports.config().keys:
            first = Banner("warn")
            first.say(tr("From the first key on, every program needs one: those that send none are refused."))
            column.addWidget(first)
        for part in (self.name_row, line(), self.scopes, line(), self.limits, self.refused):
            column.addWidget(part)
        column.addLayout(horizontal(None, self.cancel, self.make))
        return page

    def draft(self) -> KeyDraft:
        """What the form holds now."""
        return KeyDraft(
            self.name.text().strip(),
            self.scopes.value(),
            self.limits.rpm.text(),
            self.limits.daily.text(),
            self.limits.budget.text(),
        )

    def _check(self) -> None:
        draft = self.draft()
        key, problems = check(draft, {one.name for one in self._ports.config().keys})
        if not self._tried and not draft.name:  # nobody has done anything wrong yet
            problems.pop("name", None)
        self.name_row.set_problem(problems.get("name"))
        self.scopes.set_problem(problems.get("scopes"))
        self.limits.show_problems(problems)
        self.make.setEnabled(key is not None or not self._tried)
        self.refused.hide()
        self.fit()

    def _create(self) -> None:
        self._tried = True
        self._check()
        key, _ = check(self.draft(), {one.name for one in self._ports.config().keys})
        if key is None:
            return
        new = self._ports.create_key(key)
        if new.problem:
            self.refused.setText(new.problem)
            self.refused.show()
            self.fit()
            return
        self._asking.hide()
        shown = self._show(key.name, new.key)
        self._outer.addWidget(shown)
        shown.show()  # at once: the focus goes into it
        self.setWindowTitle(tr("The key '{0}'").format(key.name))
        self.key.copy.setFocus()
        self.fit()
        self.made.emit(key.name)

    # the key

    def _show(self, name: str, key: str) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(label(tr("The key '{0}'").format(name), "heading", wrap=True))
        once = Banner("warn")
        once.say(tr("Copy it now: it is shown this once, and only its fingerprint is kept."))
        column.addWidget(once)
        self.key = CodeBlock(key, name=tr("Local key"), tip=tr("Copy"))
        column.addWidget(self.key)
        self.shell = Segments([("bash", "bash, zsh"), ("powershell", "PowerShell")], tr("Shell"))
        self.shell.set_value("bash")
        head = horizontal(label(tr("For Claude Code, in one shell"), "strong"), None, self.shell)
        column.addLayout(head)
        self.lines = CodeBlock("", name=tr("Lines for Claude Code"), tip=tr("Copy"))
        self.shell.changed.connect(lambda _="": self._show_lines(key))
        self._show_lines(key)
        column.addWidget(self.lines)
        self.close_button = button(tr("I have copied it"), "primary")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.accept)
        column.addLayout(horizontal(None, self.close_button))
        return page

    def _show_lines(self, key: str) -> None:
        lines = shell_lines if self.shell.value() == "bash" else powershell_lines
        self.lines.set_text(lines(self._ports.status().url, True, key))
        self.fit()

    def reject(self) -> None:
        if not self._asking.isHidden():
            super().reject()
