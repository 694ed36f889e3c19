"""A date that may be missing: typed as 2026-01-31, or picked from a calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.widgets.basics import IconButton


class DateField(QWidget):
    """changed: after each edit of a person."""

    changed = Signal()

    def __init__(self, name: str, pick: str = "Pick a date") -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("YYYY-MM-DD")
        self.edit.setAccessibleName(name)
        self.edit.setMaxLength(10)
        self.edit.textEdited.connect(lambda _text: self.changed.emit())
        self.pick = IconButton("calendar", pick)
        self.pick.setAccessibleName(f"{pick}: {name}")
        self.pick.clicked.connect(self._open)
        self._popup: QWidget | None = None
        self.setFocusProxy(self.edit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(self.pick)

    def value(self) -> date | None:
        """Raises ValueError for a text that is no date; None if there is none."""
        text = self.edit.text().strip()
        return date.fromisoformat(text) if text else None

    def set_value(self, value: date | None) -> None:
        self.edit.setText(value.isoformat() if value else "")

    def _open(self) -> None:
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(1, 1, 1, 1)
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        try:
            shown = self.value()
        except ValueError:
            shown = None
        if shown is not None:
            calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(self._picked)
        layout.addWidget(calendar)
        self._popup = popup
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        calendar.setFocus()

    def _picked(self, day: QDate) -> None:
        if self._popup is None:  # a double click says both `clicked` and `activated`
            return
        self._popup.close()
        self._popup = None
        self.set_value(date(day.year(), day.month(), day.day()))
        self.changed.emit()
