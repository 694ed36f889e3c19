"""The input that suits a setting's type: a switch, a number, a choice, a line, a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from proxy_core.settings import Setting
from ui.text import tr
from ui.widgets.chips import Segments
from ui.widgets.field import FieldRow
from ui.widgets.number_field import NumberField
from ui.widgets.string_list import StringList
from ui.widgets.switch import Switch

_WIDTH = 220
#: choices whose word is no capitalised one
_WORDS = {"phi": "PHI"}


class SettingInput:
    """One setting's row. edited is called after each edit of a person."""

    def __init__(self, setting: Setting, edited: Callable[[], None]) -> None:
        self.setting = setting
        self.control = self._build(edited)
        self.row = FieldRow(
            tr(setting.label),
            self.control,
            tr(setting.help),
            side=setting.type is not list,
            help_first=True,
            tag=tr("restarts the proxy") if setting.restart else "",
        )

    def _build(self, edited: Callable[[], None]) -> QWidget:
        setting = self.setting
        if setting.type is bool:
            switch = Switch()
            switch.clicked.connect(lambda _=False: edited())
            return switch
        if setting.type is int:
            number = NumberField()
            number.setFixedWidth(_WIDTH)
            number.changed.connect(edited)
            return number
        if setting.type is list:
            strings = StringList(add=tr("Add"), remove=tr("Remove"))
            strings.setMaximumWidth(2 * _WIDTH)
            strings.changed.connect(edited)
            return strings
        if setting.choices:
            words = [(choice, tr(_WORDS.get(choice, choice.capitalize()))) for choice in setting.choices]
            segments = Segments(words, tr(setting.label))
            segments.changed.connect(lambda _="": edited())
            return segments
        edit = QLineEdit()
        edit.setFixedWidth(_WIDTH)
        edit.textEdited.connect(lambda _="": edited())
        return edit

    def value(self) -> Any:
        match self.control:
            case Switch() as switch:
                return switch.isChecked()
            case NumberField() as number:
                return number.value()
            case StringList() as strings:
                return strings.value()
            case Segments() as segments:
                return segments.value()
            case QLineEdit() as edit:
                return edit.text().strip()
        raise TypeError(type(self.control).__name__)

    def fill(self, value: Any) -> None:
        match self.control:
            case Switch() as switch:
                switch.setChecked(value)
            case NumberField() as number:
                number.set_value(value)
            case StringList() as strings:
                if strings.value() != list(value):
                    strings.set_value(value)
            case Segments() as segments:
                segments.set_value(value)
            case QLineEdit() as edit:
                if edit.text() != value:
                    edit.setText(value)

    def problem(self) -> str | None:
        """What is wrong with the value, as a sentence; None if nothing."""
        if self.setting.type is str and not self.setting.choices and not self.value():
            return tr("It must not be empty.")
        problem = self.setting.problem(self.value())
        return tr("It {0}.").format(problem) if problem else None
