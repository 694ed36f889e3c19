"""What would answer to a model's name."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.fakes import resolve, some_config
from ui.pages.mapping_tester import MappingTester


@pytest.fixture
def tester(qtbot: QtBot) -> MappingTester:
    made = MappingTester(resolve)
    qtbot.addWidget(made)
    made.set_models(some_config().models)
    return made


def test_it_shows_the_alias_and_the_routes_in_order(tester: MappingTester) -> None:
    tester.name.setText("claude-opus-4-6")
    assert tester.alias.text == "claude-opus-*"
    assert tester.result.text() == "1.  azure · gpt-5.2\n2.  local · qwen3-coder"


def test_a_name_that_nothing_answers_says_what_to_do(tester: MappingTester) -> None:
    tester.set_models(some_config().models[:2])
    tester.name.setText("gpt-4o")
    assert tester.alias.tone == "danger"
    assert "map '*'" in tester.result.text()


def test_an_edit_is_tried_at_once(tester: MappingTester) -> None:
    tester.name.setText("gpt-4o")
    assert tester.alias.text == "*"
    tester.set_models(())
    assert tester.alias.text == "no alias"


def test_an_emptied_line_says_nothing(tester: MappingTester) -> None:
    tester.name.setText("x")
    tester.name.clear()
    assert tester.alias.isHidden()
    assert tester.result.isHidden()
