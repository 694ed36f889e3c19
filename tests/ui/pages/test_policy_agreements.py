"""The agreements at a glance."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from proxy_core.config import Provider
from tests.ui import samples
from ui.pages.policy_agreements import Agreements


@pytest.fixture
def agreements(qtbot: QtBot) -> Agreements:
    made = Agreements(lambda: samples.TODAY)
    qtbot.addWidget(made)
    made.show_providers((*samples.clinic_config().providers, Provider("demo", "demo")))
    made.show()
    return made


def test_each_provider_is_told_and_what_needs_care_comes_first(agreements: Agreements) -> None:
    assert {name: pill.text for name, pill in agreements.pills.items()} == {
        "vertex-eu": "expired on 2026-05-01",
        "azure": "covered until 2027-01-31",
        "local": "stays on this machine",
        "anthropic": "no agreement",
        "demo": "built in, no network",
    }
    assert next(iter(agreements.pills)) == "vertex-eu"
    assert agreements.pills["vertex-eu"].tone == "danger"


def test_a_provider_is_changed_by_its_name(qtbot: QtBot, agreements: Agreements) -> None:
    assert "demo" not in agreements.edits
    with qtbot.waitSignal(agreements.provider_wanted) as told:
        agreements.edits["azure"].click()
    assert told.args == ["azure"]


def test_the_focus_survives_news(agreements: Agreements) -> None:
    agreements.edits["azure"].setFocus()
    agreements.show_providers(samples.clinic_config().providers)
    assert agreements.focusWidget() is agreements.edits["azure"]
