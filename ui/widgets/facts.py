"""Names and values in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.widgets.basics import label
from ui.widgets.elided import ElidedLabel


class Facts(QWidget):
    """Rows are reused, so that showing another object does not build anew."""

    def __init__(self, *, right: bool = False) -> None:
        super().__init__()
        self._right = right
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, ElidedLabel]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """(name, value); a row with an empty value is left out."""
        shown = [(name, value) for name, value in facts if value]
        while len(self._rows) < len(shown):
            self._add_row()
        for index, (name, value) in enumerate(self._rows):
            visible = index < len(shown)
            name.setVisible(visible)
            value.setVisible(visible)
            if visible:
                name.setText(shown[index][0])
                value.setText(shown[index][1])
                value.setAccessibleName(f"{shown[index][0]}: {shown[index][1]}")

    def texts(self) -> dict[str, str]:
        """What is shown now."""
        return {name.text(): value.text() for name, value in self._rows if not value.isHidden()}

    def _add_row(self) -> None:
        row = len(self._rows)
        name = label("", "muted")
        value = ElidedLabel("", "", Qt.TextElideMode.ElideMiddle)
        if self._right:
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(value, row, 1)
        self._rows.append((name, value))
