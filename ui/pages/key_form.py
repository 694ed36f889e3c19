"""One local key: what it was used for, what it may do, how much, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from proxy_core.config import LocalKey
from ui.models.local_keys import KeyDraft, ago, money
from ui.pages.key_fields import LimitFields, ScopeFields
from ui.ports import KeyUse
from ui.text import tr
from ui.widgets.basics import button
from ui.widgets.card import Card
from ui.widgets.elided import ElidedLabel
from ui.widgets.facts import Facts
from ui.widgets.page import scrolled


class KeyForm(QWidget):
    """edited: after each edit of a person. revoking: the key shall end."""

    edited = Signal()
    revoking = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.use = Facts()
        self.scopes, self.limits = ScopeFields(), LimitFields()
        self.scopes.changed.connect(self.edited)
        self.limits.changed.connect(self.edited)
        use = Card(tr("Use"))
        use.add(self.use)
        may = Card(tr("What it may do"), tr("A key that lacks a scope is refused what needs it."))
        may.add(self.scopes)
        much = Card(
            tr("Limits of its own"),
            tr("Beside those for everybody under Policy; the narrower one counts. Empty: none of its own."),
        )
        much.add(self.limits)
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addLayout(self._head())
        for card in (use, may, much):
            column.addWidget(card)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(column, gutter=True))

    def _head(self) -> QHBoxLayout:
        self.title = ElidedLabel("", "heading")
        self.revoke = button(tr("Revoke"), "danger", "ban")
        self.revoke.clicked.connect(self.revoking)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.title, 1)
        row.addWidget(self.revoke)
        return row

    def draft(self) -> KeyDraft:
        """What the form holds now."""
        limits = self.limits
        return KeyDraft(
            self._name,
            self.scopes.value(),
            limits.rpm.text().strip(),
            limits.daily.text().strip(),
            limits.budget.text().strip(),
        )

    def show_draft(self, draft: KeyDraft) -> None:
        self._name = draft.name
        self.title.setText(draft.name)
        self.scopes.fill(draft.scopes)
        self.limits.fill(draft)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """By input, as `ui.models.local_keys.check` names them."""
        self.scopes.set_problem(problems.get("scopes"))
        self.limits.show_problems(problems)

    def show_use(self, key: LocalKey, use: KeyUse | None, now: datetime) -> None:
        """use: None while it is not known."""
        ends = tr("ends in …{0}").format(key.last_four) if key.last_four else tr("its end was not noted")
        facts = [(tr("Key"), ends)]
        if use is None:
            facts.append((tr("Last used"), tr("not known")))
        else:
            spent = money(use.spent_usd)
            if key.budget_usd is not None:
                spent = tr("{0} of {1}").format(spent, money(key.budget_usd))
            today = f"{use.today:,}"
            if key.daily is not None:
                today = tr("{0} of {1:,}").format(today, key.daily)
            facts += [
                (tr("Last used"), _when(use.last_used, now)),
                (tr("Requests today"), today),
                (tr("Spent this cycle"), spent),
            ]
        self.use.show_facts(facts)


def _when(then: datetime | None, now: datetime) -> str:
    if then is None:
        return tr("Never")
    shown = then.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{shown} ({ago(then, now)})"
