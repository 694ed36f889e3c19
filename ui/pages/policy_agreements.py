"""The agreements with all providers at a glance: who attests what, from when to when, and what needs care."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from proxy_core.config import Provider
from ui.models.agreements import agreement, attention
from ui.text import tr
from ui.widgets.basics import Button, button, horizontal, label, line
from ui.widgets.elided import ElidedLabel
from ui.widgets.pill import Pill


class Agreements(QWidget):
    """provider_wanted: the name of the provider whose agreement a person wants to change."""

    provider_wanted = Signal(str)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.pills: dict[str, Pill] = {}
        self.edits: dict[str, Button] = {}
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def show_providers(self, providers: Sequence[Provider]) -> None:
        """Those that need care first, then in the order of the file."""
        focused = next((name for name, made in self.edits.items() if made.hasFocus()), None)
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.pills, self.edits, self._rows = {}, {}, []
        today = self._today()
        for provider in sorted(providers, key=lambda one: not attention(one, today)):
            self._rows.append(self._row(provider, today))
            self._column.addWidget(self._rows[-1])
        if focused in self.edits:
            self.edits[focused].setFocus()

    def _row(self, provider: Provider, today: date) -> QWidget:
        stands = agreement(provider, today)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(line())
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(ElidedLabel(provider.name, "strong"))
        if stands.facts:
            texts.addWidget(
                label(" · ".join(f"{name}: {value}" for name, value in stands.facts), "caption", wrap=True)
            )
        pill = Pill(stands.words, stands.tone, stands.icon)
        self.pills[provider.name] = pill
        row = horizontal(texts, pill, spacing=12)
        row.setStretch(0, 1)
        if provider.kind != "demo":
            edit = button(tr("Change"))
            edit.setAccessibleName(tr("Change the agreement of {0}").format(provider.name))
            edit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            edit.clicked.connect(lambda _=False, name=provider.name: self.provider_wanted.emit(name))
            self.edits[provider.name] = edit
            row.addWidget(edit)
        column.addLayout(row)
        return holder
