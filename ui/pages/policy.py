"""The Policy page: what may leave, to whom and for how much, and how that stands now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from proxy_core.config import Config
from proxy_core.settings import SETTINGS
from ui.pages.acknowledge import Acknowledge
from ui.pages.policy_agreements import Agreements
from ui.pages.policy_standing import StandingCard
from ui.pages.settings import POLICY
from ui.pages.settings_editor import SettingsEditor
from ui.ports import Ports, Standing
from ui.text import tr
from ui.widgets.card import Card
from ui.widgets.page import overhanging, scrolled

REQUIRE = "policy.require_baa"
_LIMITS = ("policy.budget_usd", "policy.budget_cycle", "policy.rpm", "policy.daily")
_REFRESH_MS = 5000


class PolicyPage(SettingsEditor):
    """provider_wanted: the name of the provider whose agreement a person wants to change."""

    provider_wanted = Signal(str)

    def __init__(self, ports: Ports, today: Callable[[], date] = date.today) -> None:
        keys = [key for key, setting in SETTINGS.items() if setting.group == POLICY]
        super().__init__(tr("Policy"), tr("What may leave, to whom, and for how much."), ports, keys)
        self.question: Acknowledge | None = None
        self._stands: Standing | None = None
        self.standing = StandingCard()
        self.agreements = Agreements(today)
        self.agreements.provider_wanted.connect(self.provider_wanted)
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._ask)
        self.area = self._build()
        self.begin(overhanging(self.area))
        self.agreements.show_providers(ports.config().providers)

    def _build(self) -> QScrollArea:
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addWidget(self.standing)
        limits = [key for key in _LIMITS if key in self.inputs]
        column.addWidget(self.fill_card(Card(tr("Budget and limits")), limits))
        baa = self.fill_card(
            Card(
                tr("Agreements"),
                tr(
                    "PHI may go only where a business associate agreement covers it, or nowhere at all. "
                    "It is checked on the route that is really taken, and again at each fallback."
                ),
            ),
            [REQUIRE],
        )
        baa.add(self.agreements)
        column.addWidget(baa)
        rest = [key for key in self.inputs if key not in (*limits, REQUIRE)]
        column.addWidget(self.fill_card(Card(tr("Requests")), rest))
        column.addStretch(1)
        return scrolled(column, gutter=True)

    # how it stands

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _ask(self) -> None:
        self._ports.standing(self._stood)

    def _stood(self, standing: Standing) -> None:
        self._stands = standing
        self.standing.show_standing(standing, self._ports.config())

    def _configured(self, config: Config) -> None:
        super()._configured(config)
        self.agreements.show_providers(config.providers)
        self._ask()

    # what needs more than a click

    def save(self) -> None:
        """To require no agreement at all, a person must have read what that means."""
        if self.changes().get(REQUIRE) != "off" or self.problems():
            super().save()
            return
        if self.question is not None:
            return
        self.question = Acknowledge(
            self.window(),
            tr("Require no agreement?"),
            tr(
                "PHI that no recognizer knows then goes to every provider that a model is mapped to, also to "
                "those that have signed nothing. Under HIPAA that can be a disclosure that must be reported "
                "(45 CFR 164.502(e)), and no fallback will stop it."
            ),
            tr("Type {0} to confirm. This is noted in the audit trail."),
            "off",
            tr("Require none"),
            tr("Cancel"),
        )
        self.question.finished.connect(self._answered)
        self.question.open()

    def _answered(self, accepted: int) -> None:
        question, self.question = self.question, None
        if question is None or not accepted:
            self.inputs[REQUIRE].fill(self._saved[REQUIRE])
            self._show_state()
            return
        super().save()
        if self._saved[REQUIRE] == "off":
            self._ports.acknowledge(REQUIRE, question.text)
