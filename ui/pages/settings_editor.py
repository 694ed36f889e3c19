"""A page on which settings of the declaration table are edited, until they are saved or taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from proxy_core.config import Config
from proxy_core.settings import SETTINGS
from ui.pages.setting_inputs import SettingInput
from ui.ports import Ports
from ui.text import tr
from ui.widgets.basics import line
from ui.widgets.card import Card
from ui.widgets.page import Page
from ui.widgets.save_bar import SaveBar


class SettingsEditor(Page):
    """Only what a person changed is saved; what changed elsewhere meanwhile is taken over.

    A page puts the rows where they belong, then calls `begin` with what stands above the bar.
    """

    def __init__(self, title: str, text: str, ports: Ports, keys: Iterable[str]) -> None:
        super().__init__(title, text)
        self._ports = ports
        self._refused: str | None = None
        self._saved: Mapping[str, Any] = dict(ports.config().settings)
        self.inputs = {key: SettingInput(SETTINGS[key], self._edited) for key in keys}
        self.bar = SaveBar(tr("You have unsaved changes."), tr("Save"), tr("Revert"))
        self.bar.heir = next(iter(self.inputs.values())).control
        self.bar.saved.connect(self.save)
        self.bar.reverted.connect(self.revert)

    def begin(self, body: QBoxLayout) -> None:
        """Put everything on the page and show what is saved."""
        self.content.addLayout(body, 1)
        self.content.addWidget(self.bar)
        self._end_config = self._ports.subscribe_config(self._configured)
        self.revert()

    def fill_card(self, card: Card, keys: Iterable[str]) -> Card:
        """The rows of these settings, with hairlines between."""
        for at, key in enumerate(keys):
            if at:
                card.add(line())
            card.add(self.inputs[key].row)
        return card

    # edits

    def changes(self) -> dict[str, Any]:
        """Key -> value of what differs from the saved settings."""
        return {
            key: one.value() for key, one in self.inputs.items() if one.value() != _plain(self._saved[key])
        }

    def problems(self) -> dict[str, str]:
        return {key: problem for key in self.changes() if (problem := self.inputs[key].problem())}

    def save(self) -> None:
        changes = self.changes()
        if not changes or self.problems():
            return
        self._refused = self._ports.save_settings(changes)
        if self._refused is None:
            self._saved = {**self._saved, **changes}
            self.was_saved(changes)
        self._show_state()

    def was_saved(self, changes: Mapping[str, Any]) -> None:
        """For a page that has more to do then."""

    def revert(self) -> None:
        """Back to what is saved now."""
        self._refused = None
        for key, one in self.inputs.items():
            one.fill(_plain(self._saved[key]))
        self._show_state()

    def show_setting(self, key: str) -> None:
        """Put the focus into a setting's input; what scrolls follows it."""
        control = self.inputs[key].control
        target = control if control.focusPolicy() else control.findChild(QWidget)
        (target if isinstance(target, QWidget) else control).setFocus()
        # once everything has its place: the page may only just be shown
        QTimer.singleShot(0, self, lambda: self._scroll_to(key))

    def _scroll_to(self, key: str) -> None:
        for area in self.findChildren(QScrollArea):
            if area.isAncestorOf(self.inputs[key].row):
                area.ensureWidgetVisible(self.inputs[key].row, 0, 60)

    def _edited(self) -> None:
        self._refused = None
        self._show_state()

    def _show_state(self) -> None:
        problems = self.problems()
        for key, one in self.inputs.items():
            one.row.set_problem(problems.get(key))
        problem = tr("Correct what is marked before you save.") if problems else None
        self.bar.show_state(bool(self.changes()), problem or self._refused, refused=not problems)

    def _configured(self, config: Config) -> None:
        kept = self.changes()
        self._saved = dict(config.settings)
        for key, one in self.inputs.items():
            if key not in kept:
                one.fill(_plain(self._saved[key]))
        self._show_state()


def _plain(value: Any) -> Any:
    """A list for a tuple: the same value, whichever of the two the file's reader made."""
    return list(value) if isinstance(value, tuple) else value
