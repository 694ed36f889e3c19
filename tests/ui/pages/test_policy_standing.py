"""How budget and limits stand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from proxy_core.config import Config
from tests.ui import samples
from ui.pages.policy_standing import StandingCard


@pytest.fixture
def card(qtbot: QtBot) -> StandingCard:
    made = StandingCard()
    qtbot.addWidget(made)
    made.show()
    return made


def config(**settings: Any) -> Config:
    made = samples.clinic_config()
    named = {f"policy.{name}": value for name, value in settings.items()}
    return replace(made, settings={**made.settings, **named})


def test_what_is_spent_set_aside_and_left_adds_up(card: StandingCard) -> None:
    card.show_standing(samples.standing(), config(budget_usd=200, rpm=60, daily=5000))
    assert card.words.text() == "$183.27 of $200.00 spent in this cycle"
    assert card.facts.texts() == {
        "Reserved": "$1.84 for requests under way",
        "Left": "$14.89",
        "Begins anew on": "2026-07-01",
        "Requests in the last minute": "7 of 60",
        "Requests today": "214 of 5,000",
    }
    assert card.meter.tone == "warn"


def test_without_a_budget_nothing_is_said_to_be_left(card: StandingCard) -> None:
    card.show_standing(samples.standing(), config())
    assert "No budget is set" in card.words.text()
    assert card.meter.isHidden()
    assert "Left" not in card.facts.texts()
    assert card.facts.texts()["Requests today"] == "214"


def test_more_than_all_is_spent_leaves_nothing(card: StandingCard) -> None:
    card.show_standing(replace(samples.standing(), spent_usd=300.0), config(budget_usd=200))
    assert card.facts.texts()["Left"] == "$0.00"
    assert card.meter.tone == "danger"


def test_what_is_not_known_is_said_and_no_figure_shown(card: StandingCard) -> None:
    card.show_standing(replace(samples.standing(), problem="The disk is full."), config(budget_usd=200))
    assert card.problem.text() == "The disk is full."
    assert not card.words.isVisible()
    assert not card.meter.isVisible()
    assert not card.facts.isVisible()
    card.show_standing(samples.standing(), config(budget_usd=200))
    assert not card.problem.isVisible()
    assert card.meter.isVisible()
