"""The form of one provider, generated from the fields that its kind declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from proxy_core.providers.base import Field
from ui.models.provider_draft import ProviderDraft, new_draft
from ui.models.providers import Kind
from ui.pages.provider_baa import ProviderBaa
from ui.pages.provider_key import ProviderKey
from ui.pages.provider_test import ProviderTest
from ui.ports import Ports
from ui.text import tr
from ui.widgets.basics import button
from ui.widgets.card import Card
from ui.widgets.chips import Segments
from ui.widgets.combo import Combo
from ui.widgets.elided import ElidedLabel
from ui.widgets.field import FieldRow
from ui.widgets.fold import Fold
from ui.widgets.page import scrolled
from ui.widgets.pill import Pill
from ui.widgets.switch import Switch


class FieldInput:
    """The input for one declared field: how it is built, read and filled."""

    def __init__(self, declared: Field) -> None:
        self.declared = declared
        self.control = self._build()
        side = declared.kind == "bool"
        self.row = FieldRow(tr(declared.label), self.control, tr(declared.help), side=side)

    def _build(self) -> QWidget:
        one = self.declared
        if one.kind == "bool":
            return Switch()
        if one.kind == "choice":
            if len(one.choices) > 4:
                combo = Combo()
                combo.addItems(list(one.choices))
                return combo
            return Segments([(choice, choice) for choice in one.choices], tr(one.label))
        edit = QLineEdit()
        edit.setPlaceholderText(one.placeholder)
        if one.kind in ("url", "number"):
            edit.setObjectName("code")
        if one.kind == "url":
            edit.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        return edit

    def connect(self, edited: Signal) -> None:
        """Emit `edited` after each edit of a person."""
        match self.control:
            case Switch() as switch:
                switch.clicked.connect(lambda _=False: edited.emit())  # type: ignore[attr-defined]
            case QComboBox() as combo:
                combo.activated.connect(lambda _=0: edited.emit())  # type: ignore[attr-defined]
            case Segments() as segments:
                segments.changed.connect(lambda _="": edited.emit())  # type: ignore[attr-defined]
            case QLineEdit() as edit:
                edit.textEdited.connect(lambda _="": edited.emit())  # type: ignore[attr-defined]

    def value(self) -> Any:
        match self.control:
            case Switch() as switch:
                return switch.isChecked()
            case QComboBox() as combo:
                return combo.currentText()
            case Segments() as segments:
                return segments.value()
            case QLineEdit() as edit:
                return edit.text()
        raise TypeError(type(self.control).__name__)

    def fill(self, value: Any) -> None:
        match self.control:
            case Switch() as switch:
                switch.setChecked(bool(value))
            case QComboBox() as combo:
                if combo.findText(value) < 0:
                    combo.addItem(value)
                combo.setCurrentText(value)
            case Segments() as segments:
                if value in self.declared.choices:
                    segments.set_value(value)
            case QLineEdit() as edit:
                if edit.text() != value:
                    edit.setText(value)
                    edit.setCursorPosition(0)


class ProviderForm(QWidget):
    """edited: after each edit of a person. removing: the provider shall go. One form for one kind."""

    edited = Signal()
    removing = Signal()

    def __init__(self, ports: Ports, kind: Kind) -> None:
        super().__init__()
        self.kind = kind
        self.inputs: dict[str, FieldInput] = {}
        self._shown: str | None = None  # the saved name of the provider that is shown
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addLayout(self._head())
        column.addWidget(self._basics())
        self.key = ProviderKey(ports)
        self.key.auth_changed.connect(self.edited)
        self.baa = ProviderBaa()
        self.baa.changed.connect(self.edited)
        self.test = ProviderTest(ports)
        for card in (self.key, self.test, self.baa):
            column.addWidget(card)
        self.advanced = self._advanced()
        column.addWidget(self.advanced)
        self.advanced.setVisible(self.advanced.rows > 0)
        column.addStretch(1)
        self.area = scrolled(column, gutter=True)
        outer.addWidget(self.area, 1)

    def _head(self) -> QHBoxLayout:
        self.title = ElidedLabel("", "heading")
        self.kind_pill = Pill(self.kind.label)
        self.kind_pill.setToolTip(self.kind.help)
        self.remove = button(tr("Remove"), "danger", "trash")
        self.remove.clicked.connect(self.removing)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.title, 1)
        row.addWidget(self.kind_pill)
        row.addSpacing(6)
        row.addWidget(self.remove)
        return row

    def _basics(self) -> Card:
        card = Card(tr("Provider"), tr(self.kind.help))
        self.name = QLineEdit()
        self.name.setMaxLength(64)
        self.name.textEdited.connect(lambda _text: self.edited.emit())
        self.name_row = FieldRow(tr("Name"), self.name, tr("Routes and the log call it by this name."))
        card.add(self.name_row)
        for declared in self.kind.fields:
            made = FieldInput(declared)
            made.connect(self.edited)  # type: ignore[arg-type]
            self.inputs[declared.key] = made
            if not declared.advanced:
                card.add(made.row)
        return card

    def _advanced(self) -> Fold:
        """What few need. Its inputs are made by `_basics`."""
        fold = Fold(tr("Advanced"), tr("For what is unusual about a provider. Most work without."))
        for one in self.inputs.values():
            if one.declared.advanced:
                fold.add(one.row)
        return fold

    def draft(self) -> ProviderDraft:
        """What the form holds now."""
        return ProviderDraft(
            name=self.name.text().strip(),
            kind=self.kind.kind,
            values={key: one.value() for key, one in self.inputs.items()},
            auth_kind=self.key.auth_kind(),
            auth_argument=self.key.auth_argument(),
            baa_status=self.baa.status.value(),
            signed_on=self.baa.signed_on.edit.text().strip(),
            expires_on=self.baa.expires_on.edit.text().strip(),
            reference=self.baa.reference.text().strip(),
            attested_by=self.baa.attested_by.text().strip(),
        )

    def show_draft(self, draft: ProviderDraft, saved_name: str) -> None:
        """saved_name: the provider as the file knows it; empty for a new one."""
        self.title.setText(saved_name or tr("New provider"))
        self.remove.setText(tr("Remove") if saved_name else tr("Discard"))
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        for key, one in self.inputs.items():
            one.fill(draft.values.get(key, ""))
        if saved_name != self._shown:  # the same provider's stays as the person has left it
            self._shown = saved_name
            usual = new_draft(self.kind, ()).values
            self.advanced.set_open(
                any(
                    one.declared.advanced and draft.values.get(key, usual[key]) != usual[key]
                    for key, one in self.inputs.items()
                )
            )
        self.key.show_auth(saved_name, draft.auth_kind, draft.auth_argument)
        self.baa.show_baa(
            draft.baa_status, draft.signed_on, draft.expires_on, draft.reference, draft.attested_by
        )

    def show_agreement(self) -> None:
        """Scroll to the agreement and put the focus there."""
        # once it has its place: the page may only just be shown
        QTimer.singleShot(0, self, lambda: self.area.ensureWidgetVisible(self.baa, 0, 24))
        self.baa.status.button(self.baa.status.value() or "none").setFocus()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """By input, as `ui.models.provider_draft.check` names them."""
        self.name_row.set_problem(problems.get("name"))
        for key, one in self.inputs.items():
            one.row.set_problem(problems.get(key))
            if one.declared.advanced and key in problems:
                self.advanced.set_open(True)
        self.key.argument_row.set_problem(problems.get("auth"))
        self.baa.signed_row.set_problem(problems.get("signed_on"))
        self.baa.expires_row.set_problem(problems.get("expires_on"))
