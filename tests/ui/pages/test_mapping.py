"""The Models page: edited by mouse and keyboard, validated, saved; edits are never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from proxy_core.config import ModelMapping, Route
from tests.ui.fakes import FakePorts, resolve
from tests.ui.samples import TODAY, clinic_config
from ui.pages.mapping import MappingPage
from ui.presets import model_presets

SAVED = clinic_config().models


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> MappingPage:
    made = MappingPage(ports, resolve, lambda: TODAY)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def aliases(page: MappingPage) -> list[str]:
    return [mapping.alias for mapping in page.model.mappings()]


def click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def type_alias(page: MappingPage, text: str) -> None:
    page.alias.selectAll()
    QTest.keyClicks(page.alias, text)


def test_the_saved_mapping_is_shown_and_there_is_nothing_to_save(page: MappingPage) -> None:
    assert page.model.mappings() == SAVED
    assert page.alias.text() == "claude-opus-*"
    assert page.bar.isHidden()


def test_an_edit_is_saved_with_a_click(page: MappingPage, ports: FakePorts) -> None:
    type_alias(page, "claude-opus-4*")
    assert page.bar.isVisible()
    click(page.bar.save)
    assert ports.config().models[0].alias == "claude-opus-4*"
    assert page.bar.isHidden()


def test_an_edit_is_saved_with_the_keyboard(qtbot: QtBot, page: MappingPage, ports: FakePorts) -> None:
    page.activateWindow()
    type_alias(page, "claude-opus-4*")
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: ports.config().models[0].alias == "claude-opus-4*")


def test_revert_goes_back_to_what_is_saved(page: MappingPage) -> None:
    type_alias(page, "x")
    click(page.remove)
    click(page.bar.revert)
    assert page.model.mappings() == SAVED
    assert page.alias.text() == SAVED[0].alias
    assert page.bar.isHidden()


def test_what_is_wrong_is_said_at_the_input_and_keeps_save_away(page: MappingPage, ports: FakePorts) -> None:
    type_alias(page, "a*b")
    assert "only at its end" in page.alias_row.problem.text()
    assert "'a*b'" in page.bar.text
    assert not page.bar.save.isEnabled()
    type_alias(page, "ab*")
    assert page.alias_row.problem.isHidden()
    assert page.bar.save.isEnabled()


def test_a_save_that_is_refused_says_why_and_keeps_the_edits(page: MappingPage, ports: FakePorts) -> None:
    ports.refuse = "The file cannot be written: the disk is full."
    type_alias(page, "x")
    click(page.bar.save)
    assert page.bar.text == ports.refuse
    assert page.bar.save.isEnabled()
    assert page.alias.text() == "x"
    ports.refuse = None
    click(page.bar.save)
    assert ports.config().models[0].alias == "x"


def test_aliases_are_added_duplicated_and_removed_by_mouse(page: MappingPage) -> None:
    click(page.add)
    assert aliases(page)[-1] == "new-model"
    assert page.alias.selectedText() == "new-model"
    click(page.copy)
    assert aliases(page)[-1] == "new-model-2"
    click(page.remove)
    click(page.remove)
    assert aliases(page) == [mapping.alias for mapping in SAVED]


def test_aliases_are_ordered_duplicated_and_removed_by_keyboard(qtbot: QtBot, page: MappingPage) -> None:
    page.activateWindow()
    page.list.setFocus()
    page.list.choose(0)
    QTest.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert aliases(page)[:2] == ["claude-sonnet-*", "claude-opus-*"]
    assert page.list.current_row() == 1
    QTest.keyClick(page.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert aliases(page)[0] == "claude-opus-*"
    QTest.keyClick(page.list, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert aliases(page)[1] == "claude-opus-2-*"
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    assert page.model.mappings() == SAVED


def test_delete_in_the_alias_deletes_a_letter_and_not_the_row(page: MappingPage) -> None:
    page.activateWindow()
    page.alias.setFocus()
    page.alias.setCursorPosition(0)
    QTest.keyClick(page.alias, Qt.Key.Key_Delete)
    assert aliases(page)[0] == "laude-opus-*"


def test_a_route_edited_in_one_alias_does_not_touch_the_others(page: MappingPage) -> None:
    page.list.choose(1)
    page.routes.lines[0].model.selectAll()
    QTest.keyClicks(page.routes.lines[0].model, "o5")
    page.list.choose(0)
    assert page.model.mapping(1).routes[0].model == "o5"
    assert page.model.mapping(0) == SAVED[0]
    assert page.routes.routes() == SAVED[0].routes


def test_a_provider_without_an_agreement_is_noted_by_the_policy_in_force(
    page: MappingPage, ports: FakePorts
) -> None:
    page.list.choose(1)
    note = page.routes.lines[1].note
    assert note.text() == "No agreement: requests with PHI do not go here."
    ports.save_settings({"policy.require_baa": "always"})
    assert note.text() == "No agreement: no request goes here."
    ports.save_settings({"policy.require_baa": "off"})
    assert note.isHidden()


def test_a_change_outside_is_taken_over_while_nothing_was_edited(page: MappingPage, ports: FakePorts) -> None:
    ports.set_config(replace(ports.config(), models=SAVED[:2]))
    assert page.model.mappings() == SAVED[:2]
    assert page.changed_outside.isHidden()
    assert page.bar.isHidden()


def test_a_change_outside_never_loses_edits_and_offers_to_reload(page: MappingPage, ports: FakePorts) -> None:
    type_alias(page, "mine-*")
    ports.set_config(replace(ports.config(), models=SAVED[:2]))
    assert page.changed_outside.isVisible()
    assert page.alias.text() == "mine-*"
    assert len(page.model.mappings()) == 4
    click(page.changed_outside.action)
    assert page.model.mappings() == SAVED[:2]
    assert page.changed_outside.isHidden()


def test_saving_over_a_change_outside_is_possible(page: MappingPage, ports: FakePorts) -> None:
    type_alias(page, "mine-*")
    ports.set_config(replace(ports.config(), models=SAVED[:2]))
    click(page.bar.save)
    assert ports.config().models[0].alias == "mine-*"
    assert page.changed_outside.isHidden()


def test_the_same_edit_made_outside_leaves_nothing_to_save(page: MappingPage, ports: FakePorts) -> None:
    type_alias(page, "mine-*")
    ports.set_config(replace(ports.config(), models=page.model.mappings()))
    assert page.changed_outside.isHidden()
    assert page.bar.isHidden()


def test_a_provider_that_goes_is_marked_and_one_that_comes_can_be_chosen(
    page: MappingPage, ports: FakePorts
) -> None:
    ports.remove_provider("azure")
    assert set(page.model.problems()) == {0, 1}
    assert "'azure'" in page.routes.lines[0].note.text()


def test_a_preset_adds_what_is_missing_only(page: MappingPage) -> None:
    page.list.choose(2)
    click(page.remove)
    page.apply_preset(model_presets()[0])
    assert sorted(aliases(page)) == sorted(mapping.alias for mapping in SAVED)
    assert page.alias.text() == "claude-haiku-*"
    page.apply_preset(model_presets()[0])
    assert len(aliases(page)) == 4
    assert page.alias.text() == "claude-opus-*"


def test_presets_are_chosen_from_a_menu(page: MappingPage, ports: FakePorts) -> None:
    ports.set_config(replace(ports.config(), models=()))
    click(page.presets)
    menu = page.findChildren(QMenu)[-1]
    assert [action.text() for action in menu.actions()] == [preset.name for preset in model_presets()]
    menu.actions()[-1].trigger()
    assert aliases(page) == ["*"]
    menu.close()


def test_an_empty_mapping_offers_a_beginning(page: MappingPage, ports: FakePorts) -> None:
    ports.set_config(replace(ports.config(), models=()))
    assert page.stack.currentIndex() == 0
    click(page.begin)
    assert aliases(page) == list(model_presets()[0].aliases)
    assert page.stack.currentIndex() == 1
    assert all(mapping.routes == (Route("azure"),) for mapping in page.model.mappings())


def test_the_tester_tries_the_draft_and_not_the_file(page: MappingPage) -> None:
    page.add_alias("gpt-*")
    page.tester.name.setText("gpt-4o")
    assert page.tester.alias.text == "gpt-*"


def test_many_problems_are_counted(page: MappingPage) -> None:
    page.model.set_alias(0, "*")
    assert page.bar.text.startswith("2 aliases")


def test_a_mapping_of_the_file_with_the_same_content_is_no_change(
    page: MappingPage, ports: FakePorts
) -> None:
    copies = tuple(ModelMapping(one.alias, one.routes) for one in SAVED)
    type_alias(page, "x")
    ports.set_config(replace(ports.config(), models=copies))
    assert page.changed_outside.isHidden()
    assert page.alias.text() == "x"
