"""The Settings page, generated from `proxy_core.settings`: a card for each group, a row for each setting.

The policy has a page of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from proxy_core.settings import GROUPS, SETTINGS
from ui.pages.repositories import RepositoryCard
from ui.pages.settings_editor import SettingsEditor
from ui.ports import Ports, ProxyState, ProxyStatus
from ui.text import tr
from ui.widgets.banner import Banner
from ui.widgets.card import Card
from ui.widgets.code_block import CopyButton
from ui.widgets.elided import ElidedLabel
from ui.widgets.page import MARGIN, overhanging, scrolled

#: what the title and the sentence below it need beside the path
_TITLE_WIDTH = 420
_PATH_LEAST = 200
#: the group whose settings are on the Policy page
POLICY = "policy"


class SettingsPage(SettingsEditor):
    """A restart of the proxy is offered after a change that needs one, never made."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(
            tr("Settings"),
            tr("All of them are in one file, which you may edit as well."),
            ports,
            [key for key, setting in SETTINGS.items() if setting.group != POLICY],
        )
        self._restarting = False
        self.restart = Banner("info", closable=True, close_tip=tr("Later"))
        self.restart.triggered.connect(self._restart)
        self.content.addWidget(self.restart)
        self._path()
        self._end_status = ports.subscribe_status(self._status)
        self.begin(overhanging(self._build()))

    def _build(self) -> QScrollArea:
        column = QVBoxLayout()
        column.setSpacing(16)
        for group, title in GROUPS.items():
            keys = [key for key in self.inputs if SETTINGS[key].group == group]
            if keys:
                column.addWidget(self.fill_card(Card(tr(title)), keys))
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

    # restart

    def was_saved(self, changes: Mapping[str, Any]) -> None:
        needs_restart = any(SETTINGS[key].restart for key in changes)
        if needs_restart and self._ports.status().state is not ProxyState.OFF:
            self.restart.say(
                tr("Some changes take effect when the proxy restarts. Running requests end then."),
                tr("Restart the proxy"),
            )

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
