"""The Settings page, generated from `proxy_core.settings`: a card for each group, a row for each setting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from proxy_core.config import Config
from proxy_core.settings import GROUPS, SETTINGS
from ui.pages.repositories import RepositoryCard
from ui.pages.setting_inputs import SettingInput
from ui.ports import Ports, ProxyState, ProxyStatus
from ui.text import tr
from ui.widgets.banner import Banner
from ui.widgets.basics import line
from ui.widgets.card import Card
from ui.widgets.code_block import CopyButton
from ui.widgets.elided import ElidedLabel
from ui.widgets.page import MARGIN, Page, overhanging, scrolled
from ui.widgets.save_bar import SaveBar

#: what the title and the sentence below it need beside the path
_TITLE_WIDTH = 420
_PATH_LEAST = 200


class SettingsPage(Page):
    """Only what a person changed is saved; what changed elsewhere meanwhile is taken over."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(tr("Settings"), tr("All of them are in one file, which you may edit as well."))
        self._ports = ports
        self._restarting = False
        self._refused: str | None = None
        self._saved: Mapping[str, Any] = dict(ports.config().settings)
        self.inputs = {key: SettingInput(setting, self._edited) for key, setting in SETTINGS.items()}
        self.restart = Banner("info", closable=True, close_tip=tr("Later"))
        self.restart.triggered.connect(self._restart)
        self.content.addWidget(self.restart)
        self.content.addLayout(overhanging(self._build()), 1)
        self.bar = SaveBar(tr("You have unsaved changes."), tr("Save"), tr("Revert"))
        self.bar.heir = next(iter(self.inputs.values())).control
        self.bar.saved.connect(self.save)
        self.bar.reverted.connect(self.revert)
        self.content.addWidget(self.bar)
        self._path()
        self._ends = (ports.subscribe_config(self._configured), ports.subscribe_status(self._status))
        self.revert()

    def _build(self) -> QScrollArea:
        column = QVBoxLayout()
        column.setSpacing(16)
        for group, title in GROUPS.items():
            card = Card(tr(title))
            rows = [one for key, one in self.inputs.items() if SETTINGS[key].group == group]
            for at, one in enumerate(rows):
                if at:
                    card.add(line())
                card.add(one.row)
            if rows:
                column.addWidget(card)
            if group == "privacy":
                self.repositories = RepositoryCard(self._ports)
                column.addWidget(self.repositories)
        column.addStretch(1)
        return scrolled(column, gutter=True)

    def _path(self) -> None:
        self.path = path = ElidedLabel(self._ports.config_path(), "mono", Qt.TextElideMode.ElideMiddle)
        copy = CopyButton(tr("Copy the path of the file"), tr("Copied"))
        copy.set_value(self._ports.config_path())
        path.setAccessibleName(tr("Configuration file"))
        self.buttons.addWidget(path)
        self.buttons.addWidget(copy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = max(_PATH_LEAST, self.contentsRect().width() - 2 * MARGIN - _TITLE_WIDTH)
        self.path.setFixedWidth(min(room, self.path.sizeHint().width()))

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
        needs_restart = any(SETTINGS[key].restart for key in changes)
        self._refused = self._ports.save_settings(changes)
        if self._refused is None:
            self._saved = {**self._saved, **changes}
            if needs_restart and self._ports.status().state is not ProxyState.OFF:
                self.restart.say(
                    tr("Some changes take effect when the proxy restarts. Running requests end then."),
                    tr("Restart the proxy"),
                )
        self._show_state()

    def revert(self) -> None:
        """Back to what is saved now."""
        self._refused = None
        for key, one in self.inputs.items():
            one.fill(_plain(self._saved[key]))
        self._show_state()

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

    # restart

    def _restart(self) -> None:
        self._restarting = True
        self.restart.say("")
        self._ports.stop()
        self._status(self._ports.status())

    def _status(self, status: ProxyStatus) -> None:
        if status.state is not ProxyState.OFF:
            return
        self.restart.say("")
        if self._restarting:
            self._restarting = False
            self._ports.start()


def _plain(value: Any) -> Any:
    """A list for a tuple: the same value, whichever of the two the file's reader made."""
    return list(value) if isinstance(value, tuple) else value
