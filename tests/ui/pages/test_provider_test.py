"""The connection test: what is shown before, while and after it runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.fakes import FakePorts
from tests.ui.samples import clinic_config
from ui.pages.provider_test import ProviderTest
from ui.ports import ProbeResult

AZURE = clinic_config().providers[0]


@pytest.fixture
def card(qtbot: QtBot, ports: FakePorts) -> ProviderTest:
    made = ProviderTest(ports)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_button_asks_the_form_to_run_it(qtbot: QtBot, card: ProviderTest) -> None:
    with qtbot.waitSignal(card.wanted):
        QTest.mouseClick(card.test, Qt.MouseButton.LeftButton)


def test_it_turns_while_it_runs_and_then_says_how_it_went(
    qtbot: QtBot, card: ProviderTest, ports: FakePorts
) -> None:
    card.run(AZURE, "typed")
    assert card.spinner.isVisible()
    assert not card.test.isEnabled()
    with qtbot.waitSignal(card.offered) as offered:
        ports.settle()
    assert offered.args == ["azure", ("gpt-5.2", "gpt-5.2-mini")]
    assert not card.spinner.isVisible()
    assert card.test.isEnabled()
    assert card.pill.text == "Works · 182 ms"
    assert card.sentence.text() == "The provider answers."
    assert card.models.text() == "gpt-5.2\ngpt-5.2-mini"
    assert not card.all.isVisible()


def test_a_failure_is_told_in_its_own_sentence(card: ProviderTest, ports: FakePorts) -> None:
    ports.probe_result = ProbeResult(False, "The provider refused the key (401).")
    card.run(AZURE, None)
    ports.settle()
    assert (card.pill.text, card.pill.tone) == ("Failed", "danger")
    assert card.sentence.text() == "The provider refused the key (401)."
    assert not card.models.isVisible()


def test_a_long_list_of_models_unfolds(card: ProviderTest, ports: FakePorts) -> None:
    names = tuple(f"model-{number}" for number in range(40))
    ports.probe_result = ProbeResult(True, "", 5.0, names)
    card.run(AZURE, None)
    ports.settle()
    assert card.all.text() == "Show 28 more"
    card.all.click()
    assert card.models.text().splitlines() == list(names)
    assert not card.all.isVisible()


def test_a_result_that_comes_after_another_provider_is_shown_is_not_put_there(
    card: ProviderTest, ports: FakePorts
) -> None:
    card.run(AZURE, None)
    card.reset()
    ports.settle()
    assert not card.pill.isVisible()
    assert not card.sentence.isVisible()


def test_why_there_is_nothing_to_test_yet_is_said(card: ProviderTest) -> None:
    card.refuse("Correct what is marked first.")
    assert card.sentence.isVisible()
    assert card.test.isEnabled()
