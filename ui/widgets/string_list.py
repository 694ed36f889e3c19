"""An editor for a list of short texts: one line each, a button to remove it, one to add another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.widgets.basics import IconButton, button


class StringList(QWidget):
    """changed: after each edit of a person. Empty lines are not part of the value."""

    changed = Signal()

    def __init__(self, *, add: str = "Add", remove: str = "Remove", placeholder: str = "") -> None:
        super().__init__()
        self._remove = remove
        self._placeholder = placeholder
        self._rows: list[tuple[QWidget, QLineEdit]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        column.addLayout(self._list)
        self.add_button = button(add, "link", "plus")
        self.add_button.clicked.connect(self._add)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        column.addLayout(row)

    def value(self) -> list[str]:
        return [text for _, edit in self._rows if (text := edit.text().strip())]

    def set_value(self, values: Sequence[str]) -> None:
        while self._rows:
            self._drop(self._rows[-1][0])
        for value in values:
            self._append(value)

    def edits(self) -> list[QLineEdit]:
        return [edit for _, edit in self._rows]

    def _append(self, text: str) -> QLineEdit:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        edit = QLineEdit(text)
        edit.setPlaceholderText(self._placeholder)
        edit.setAccessibleName(self.accessibleName())
        edit.textEdited.connect(self.changed)
        remove = IconButton("close", self._remove)
        remove.clicked.connect(lambda: self._removed(holder))
        row.addWidget(edit, 1)
        row.addWidget(remove)
        self._rows.append((holder, edit))
        self._list.addWidget(holder)
        return edit

    def _add(self) -> None:
        self._append("").setFocus()
        self.changed.emit()

    def _removed(self, holder: QWidget) -> None:
        self._drop(holder)
        self.changed.emit()

    def _drop(self, holder: QWidget) -> None:
        self._rows = [row for row in self._rows if row[0] is not holder]
        self._list.removeWidget(holder)
        holder.hide()
        holder.deleteLater()
