"""The business associate agreement with a provider, as its owner attests it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from proxy_core.config import BAA_STATUSES
from ui.text import tr
from ui.widgets.card import Card
from ui.widgets.chips import Segments
from ui.widgets.date_field import DateField
from ui.widgets.field import FieldRow


class ProviderBaa(Card):
    """changed: after each edit of a person."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(
            tr("Business associate agreement"),
            tr("PHI goes only to providers with an agreement on record, and to those that you run yourself."),
        )
        words = {
            "none": tr("None on record"),
            "signed": tr("Signed"),
            "local": tr("We run it ourselves"),
        }
        order = [status for status in ("none", "signed", "local") if status in BAA_STATUSES]
        self.status = Segments([(status, words[status]) for status in order], tr("Agreement"))
        self.status.changed.connect(self._changed)
        self.signed_on = DateField(tr("Signed on"), tr("Pick a date"))
        self.expires_on = DateField(tr("Expires on"), tr("Pick a date"))
        self.reference = QLineEdit()
        self.reference.setPlaceholderText("MSA-2231")
        self.signed_row = FieldRow(tr("Signed on"), self.signed_on)
        self.expires_row = FieldRow(tr("Expires on"), self.expires_on, tr("Leave empty if it does not."))
        self.reference_row = FieldRow(
            tr("Reference"), self.reference, tr("Where the document is: a contract number, a link.")
        )
        self.attested_by = QLineEdit()
        self.attested_row = FieldRow(
            tr("Attested by"), self.attested_by, tr("Who says so: a person or an office.")
        )
        self._arrange()
        self.signed_on.changed.connect(self.changed)
        self.expires_on.changed.connect(self.changed)
        for edit in (self.reference, self.attested_by):
            edit.textEdited.connect(lambda _text: self.changed.emit())
        self.show_baa("none", "", "", "")

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.status)
        row.addStretch(1)
        self.add(row)
        self._days = QHBoxLayout()
        self._days.setSpacing(16)
        self._days.addWidget(self.signed_row, 1)
        self._days.addWidget(self.expires_row, 1)
        for day in (self.signed_row, self.expires_row):
            self._days.setAlignment(day, Qt.AlignmentFlag.AlignTop)
        self.add(self._days)
        self.add(self.reference_row)
        self.add(self.attested_row)

    def show_baa(
        self, status: str, signed_on: str, expires_on: str, reference: str, attested_by: str = ""
    ) -> None:
        """Dates as they were typed."""
        self.status.set_value(status)
        self.signed_on.edit.setText(signed_on)
        self.expires_on.edit.setText(expires_on)
        self.reference.setText(reference)
        self.attested_by.setText(attested_by)
        self._show_fields()

    def _changed(self) -> None:
        self._show_fields()
        self.changed.emit()

    def _show_fields(self) -> None:
        signed = self.status.value() == "signed"
        for row in (self.signed_row, self.expires_row, self.reference_row):
            row.setVisible(signed)
        self.attested_row.setVisible(self.status.value() != "none")
