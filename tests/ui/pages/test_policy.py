"""The Policy page: limits, agreements, and the one change that takes more than a click."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from proxy_core.settings import SETTINGS
from tests.ui import samples
from tests.ui.fakes import FakePorts
from ui.pages.acknowledge import Acknowledge
from ui.pages.policy import REQUIRE, PolicyPage
from ui.widgets.chips import Segments
from ui.widgets.number_field import NumberField


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> PolicyPage:
    ports.stands = samples.standing()
    made = PolicyPage(ports, lambda: samples.TODAY)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def require(page: PolicyPage, choice: str) -> None:
    control = page.inputs[REQUIRE].control
    assert isinstance(control, Segments)
    control.button(choice).click()


def asked(page: PolicyPage) -> Acknowledge:
    assert page.question is not None
    return page.question


def test_every_setting_of_the_policy_is_there(page: PolicyPage) -> None:
    assert set(page.inputs) == {key for key, setting in SETTINGS.items() if setting.group == "policy"}
    assert all(one.row.isVisibleTo(page) for one in page.inputs.values())


def test_a_budget_is_set_and_the_standing_is_held_against_it(page: PolicyPage, ports: FakePorts) -> None:
    control = page.inputs["policy.budget_usd"].control
    assert isinstance(control, NumberField)
    control.selectAll()
    QTest.keyClicks(control, "250")
    QTest.mouseClick(page.bar.save, Qt.MouseButton.LeftButton)
    assert ports.calls == [("save_settings", {"policy.budget_usd": 250})]
    assert page.standing.words.text() == "$183.27 of $250.00 spent in this cycle"


def test_to_require_no_agreement_a_word_must_be_typed(page: PolicyPage, ports: FakePorts) -> None:
    require(page, "off")
    page.bar.save.click()
    assert ports.calls == []
    question = asked(page)
    QTest.keyClicks(question.typed, "off")
    question.confirm.click()
    assert ports.config()[REQUIRE] == "off"
    assert ports.calls == [("save_settings", {REQUIRE: "off"}), ("acknowledge", (REQUIRE, question.text))]
    assert page.bar.isHidden()


def test_whoever_shrinks_from_it_keeps_the_policy_and_other_edits(page: PolicyPage, ports: FakePorts) -> None:
    require(page, "off")
    control = page.inputs["policy.rpm"].control
    assert isinstance(control, NumberField)
    QTest.keyClicks(control, "7")
    page.bar.save.click()
    QTest.keyClick(asked(page), Qt.Key.Key_Escape)
    assert page.question is None
    assert page.inputs[REQUIRE].value() == "phi"
    assert set(page.changes()) == {"policy.rpm"}
    assert ports.calls == []


def test_what_could_not_be_saved_is_not_acknowledged(page: PolicyPage, ports: FakePorts) -> None:
    ports.refuse = "The file cannot be written: the disk is full."
    require(page, "off")
    page.bar.save.click()
    QTest.keyClicks(asked(page).typed, "off")
    asked(page).confirm.click()
    assert page.bar.text == ports.refuse
    assert [name for name, _ in ports.calls] == ["save_settings"]


@pytest.mark.parametrize("choice", ["always", "phi"])
def test_a_stricter_rule_needs_no_question(page: PolicyPage, ports: FakePorts, choice: str) -> None:
    settings = {**ports.config().settings, REQUIRE: "off"}
    ports.set_config(replace(ports.config(), settings=settings))
    require(page, choice)
    page.bar.save.click()
    assert page.question is None
    assert ports.config()[REQUIRE] == choice


def test_a_provider_that_comes_is_listed(page: PolicyPage, ports: FakePorts) -> None:
    assert "azure" in page.agreements.pills
    ports.remove_provider("azure")
    assert "azure" not in page.agreements.pills


def test_a_limit_that_cannot_be_is_not_saved(page: PolicyPage, ports: FakePorts) -> None:
    control = page.inputs["policy.rpm"].control
    assert isinstance(control, NumberField)
    control.selectAll()
    QTest.keyClicks(control, "-1")
    assert not page.bar.save.isEnabled()
    page.save()
    assert ports.calls == []
