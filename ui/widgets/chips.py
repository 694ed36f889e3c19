"""Chips: a row of filters that can each be on; a segmented control: a row of which one is on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.widgets.basics import Button, button


class Chips(QWidget):
    """options: (value, text). None on means no filter. changed: the values that are on."""

    changed = Signal(object)

    def __init__(self, options: Sequence[tuple[str, str]], name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._texts = dict(options)
        self._buttons: dict[str, Button] = {}
        for value, text in options:
            chip = button(text, "chip")
            chip.setCheckable(True)
            chip.clicked.connect(self._changed)
            row.addWidget(chip)
            self._buttons[value] = chip

    def button(self, value: str) -> Button:
        return self._buttons[value]

    def values(self) -> frozenset[str]:
        return frozenset(value for value, chip in self._buttons.items() if chip.isChecked())

    def reset(self) -> None:
        """Turn all off."""
        for chip in self._buttons.values():
            chip.setChecked(False)
        self._changed()

    def set_count(self, value: str, count: int) -> None:
        text = f"{self._texts[value]}  {count:,}" if count else self._texts[value]
        chip = self._buttons[value]
        if chip.text() != text:
            chip.setText(text)

    def _changed(self) -> None:
        self.changed.emit(self.values())


class Segments(QFrame):
    """One of a few choices. changed: the value that a person chose."""

    changed = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]], name: str = "") -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, Button] = {}
        for value, text in options:
            segment = button(text, "segment")
            segment.setCheckable(True)
            segment.setAccessibleName(f"{name}: {text}" if name else text)
            segment.clicked.connect(lambda _=False, chosen=value: self.changed.emit(chosen))
            self._group.addButton(segment)
            self._buttons[value] = segment
            row.addWidget(segment)

    def button(self, value: str) -> Button:
        return self._buttons[value]

    def value(self) -> str:
        """The chosen value; empty if none is."""
        return next((value for value, one in self._buttons.items() if one.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Raises KeyError for a value that is no choice."""
        self._buttons[value].setChecked(True)
