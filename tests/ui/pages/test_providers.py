"""The Providers page: add, edit, rename, remove, test; nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from proxy_core.config import Provider
from proxy_core.secrets import SecretState
from tests.ui.fakes import KINDS, FakePorts
from tests.ui.samples import TODAY
from ui.main_window import MainWindow
from ui.pages.provider_form import ProviderForm
from ui.pages.providers import NEW, ProvidersPage
from ui.ports import Health
from ui.widgets.confirm import Question
from ui.widgets.rows import SUBTITLE


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> ProvidersPage:
    made = ProvidersPage(ports, KINDS, lambda: TODAY)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def form_of(page: ProvidersPage) -> ProviderForm:
    form = page.form
    assert form is not None
    return form


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def retype(edit: QWidget, text: str) -> None:
    assert isinstance(edit, QLineEdit)
    edit.selectAll()
    QTest.keyClicks(edit, text)


def names(ports: FakePorts) -> list[str]:
    return [provider.name for provider in ports.config().providers]


def subtitle(page: ProvidersPage, row: int) -> str:
    return str(page.model.index(row, 0).data(SUBTITLE))


def test_the_first_provider_is_shown_with_nothing_to_save(page: ProvidersPage) -> None:
    assert form_of(page).title.text() == "azure"
    assert page.bar.isHidden()
    assert not page.dirty


def test_a_provider_is_edited_and_saved(page: ProvidersPage, ports: FakePorts) -> None:
    retype(form_of(page).inputs["base_url"].control, "https://new.example/v1")
    assert page.bar.isVisible()
    click(page.bar.save)
    assert ports.config().provider("azure").base_url == "https://new.example/v1"
    assert page.bar.isHidden()


def test_a_provider_is_renamed_in_its_place(page: ProvidersPage, ports: FakePorts) -> None:
    retype(form_of(page).name, "azure-eu")
    click(page.bar.save)
    assert names(ports)[0] == "azure-eu"
    assert form_of(page).title.text() == "azure-eu"
    assert page.list.current_row() == 0
    assert ports.calls[-1][1][1] == "azure"


def test_a_name_that_is_taken_is_refused_at_its_input(page: ProvidersPage) -> None:
    retype(form_of(page).name, "local")
    assert "Another provider" in form_of(page).name_row.problem.text()
    assert not page.bar.save.isEnabled()


def test_a_save_that_is_refused_keeps_the_edits(page: ProvidersPage, ports: FakePorts) -> None:
    ports.refuse = "The file cannot be written: the disk is full."
    retype(form_of(page).name, "azure-eu")
    click(page.bar.save)
    assert page.bar.text == ports.refuse
    assert form_of(page).name.text() == "azure-eu"
    ports.refuse = None
    click(page.bar.save)
    assert names(ports)[0] == "azure-eu"


def test_edits_are_kept_while_another_provider_is_looked_at(page: ProvidersPage) -> None:
    retype(form_of(page).inputs["base_url"].control, "https://draft.example")
    page.list.choose(2)
    assert form_of(page).title.text() == "anthropic"
    assert page.bar.isHidden()
    assert subtitle(page, 0).startswith("edited")
    page.list.choose(0)
    assert form_of(page).draft().values["base_url"] == "https://draft.example"
    assert page.bar.isVisible()
    click(page.bar.revert)
    assert not page.dirty
    assert not subtitle(page, 0).startswith("edited")


def test_a_change_outside_does_not_touch_what_is_being_edited(page: ProvidersPage, ports: FakePorts) -> None:
    retype(form_of(page).inputs["base_url"].control, "https://draft.example")
    azure = replace(ports.config().provider("azure"), base_url="https://outside.example")
    ports.set_config(replace(ports.config(), providers=(azure, *ports.config().providers[1:])))
    assert form_of(page).draft().values["base_url"] == "https://draft.example"
    click(page.bar.revert)
    assert form_of(page).draft().values["base_url"] == "https://outside.example"


def test_a_change_outside_is_shown_where_nothing_was_edited(page: ProvidersPage, ports: FakePorts) -> None:
    azure = replace(ports.config().provider("azure"), base_url="https://outside.example")
    ports.set_config(replace(ports.config(), providers=(azure, *ports.config().providers[1:])))
    assert form_of(page).draft().values["base_url"] == "https://outside.example"


def test_edits_of_a_provider_that_goes_outside_become_a_new_one(
    page: ProvidersPage, ports: FakePorts
) -> None:
    retype(form_of(page).inputs["base_url"].control, "https://draft.example")
    ports.set_config(replace(ports.config(), providers=ports.config().providers[1:]))
    assert form_of(page).title.text() == "New provider"
    assert form_of(page).draft().values["base_url"] == "https://draft.example"
    click(page.bar.save)
    assert names(ports)[-1] == "azure"


def test_a_provider_is_added_from_the_menu_of_kinds(page: ProvidersPage, ports: FakePorts) -> None:
    click(page.add)
    menu = page.findChildren(QMenu)[-1]
    assert [action.text() for action in menu.actions()] == [kind.label for kind in KINDS]
    menu.actions()[1].trigger()
    menu.close()
    form = form_of(page)
    assert form.title.text() == "New provider"
    assert form.name.selectedText() == "openai"
    retype(form.name, "fresh")
    retype(form.inputs["base_url"].control, "https://fresh.example/v1")
    QTest.keyClicks(form.key.key, "sk-synthetic-0000000000x7Qa")
    click(page.bar.save)
    ports.settle()
    assert names(ports)[-1] == "fresh"
    assert ports.secret_state("fresh") is SecretState.SET
    assert form_of(page).title.text() == "fresh"
    assert form_of(page).key.pill.text == "Key set …x7Qa"
    assert not page.dirty


def test_a_new_provider_is_not_scolded_before_the_first_try(page: ProvidersPage, ports: FakePorts) -> None:
    page.add_provider("openai")
    row = form_of(page).inputs["base_url"].row
    assert row.problem.isHidden()
    click(page.bar.save)
    assert row.problem.text() == "Enter the address."
    assert not page.bar.save.isEnabled()
    assert "openai" not in names(ports)
    retype(row.control, "ftp://wrong")
    assert "http://" in row.problem.text()


def test_a_value_that_is_wrong_is_said_at_once_even_in_a_new_provider(page: ProvidersPage) -> None:
    page.add_provider("openai")
    retype(form_of(page).inputs["base_url"].control, "ftp://wrong")
    assert "http://" in form_of(page).inputs["base_url"].row.problem.text()


def test_a_new_provider_waits_in_the_list_while_another_is_looked_at(page: ProvidersPage) -> None:
    page.add_provider("every")
    retype(form_of(page).inputs["region"].control, "eu")
    page.list.choose(0)
    assert page.model.rowCount() == 5
    click(page.add)  # one at a time: it leads back
    assert form_of(page).draft().values["region"] == "eu"
    page.list.choose(0)
    page.show_provider(NEW)
    assert form_of(page).draft().values["region"] == "eu"


def test_a_new_provider_is_discarded(page: ProvidersPage) -> None:
    page.add_provider("openai")
    click(form_of(page).remove)
    assert page.model.rowCount() == 4
    assert form_of(page).title.text() == "azure"
    assert not page.dirty


@pytest.mark.parametrize(("answer", "left"), [("yes", 3), ("no", 4)])
def test_a_provider_is_removed_only_after_a_question(
    page: ProvidersPage, ports: FakePorts, answer: str, left: int
) -> None:
    click(form_of(page).remove)
    question = page.findChild(Question)
    assert question is not None
    assert "claude-opus-*" in question.accessibleDescription()
    question.buttons[answer].click()
    assert len(names(ports)) == left
    assert (form_of(page).title.text() == "azure") is (answer == "no")


def test_a_removal_that_is_refused_is_said(page: ProvidersPage, ports: FakePorts) -> None:
    ports.refuse = "The provider 'azure' has routes: claude-opus-*. Remove them first."
    click(form_of(page).remove)
    question = page.findChild(Question)
    assert question is not None
    question.buttons["yes"].click()
    assert page.bar.text == ports.refuse
    assert page.bar.isVisible()


def test_the_connection_is_tested_with_what_is_typed(page: ProvidersPage, ports: FakePorts) -> None:
    form = form_of(page)
    retype(form.inputs["base_url"].control, "https://draft.example")
    QTest.keyClicks(form.key.key, "sk-synthetic-0000000000x7Qa")
    click(form.test.test)
    name, (provider, typed) = ports.calls[-1]
    assert name == "probe"
    assert isinstance(provider, Provider)
    assert (provider.base_url, typed) == ("https://draft.example", True)


def test_a_form_with_a_problem_is_not_tested(page: ProvidersPage, ports: FakePorts) -> None:
    retype(form_of(page).inputs["base_url"].control, "nonsense")
    click(form_of(page).test.test)
    assert ports.calls == []
    assert "Correct what is marked" in form_of(page).test.sentence.text()


def test_a_result_does_not_stay_for_the_next_provider(page: ProvidersPage, ports: FakePorts) -> None:
    click(form_of(page).test.test)
    ports.settle()
    assert form_of(page).test.pill.isVisible()
    page.show_provider("local")  # the same kind, so the same form
    assert not form_of(page).test.pill.isVisible()


def test_a_kind_of_a_later_version_is_left_alone(page: ProvidersPage, ports: FakePorts) -> None:
    later = Provider("later", "hologram", "https://x.example")
    ports.set_config(replace(ports.config(), providers=(later,)))
    assert page.form is None
    assert page.bar.isHidden()


def test_the_list_follows_the_keys(page: ProvidersPage, ports: FakePorts) -> None:
    assert subtitle(page, 0) == "no key"
    ports.set_secret("azure", "sk-synthetic-0000000000x7Qa", lambda _problem: None)
    ports.settle()
    assert subtitle(page, 0) == "covered until 2027-01-31"


def test_the_agreement_is_recorded(page: ProvidersPage, ports: FakePorts) -> None:
    page.show_provider("anthropic")
    form = form_of(page)
    form.baa.status.button("signed").click()
    QTest.keyClicks(form.baa.signed_on.edit, "2026-06-01")
    QTest.keyClicks(form.baa.reference, "BAA-7")
    click(page.bar.save)
    baa = ports.config().provider("anthropic").baa
    assert (baa.status, str(baa.signed_on), baa.reference) == ("signed", "2026-06-01", "BAA-7")


def test_after_save_the_focus_is_on_the_list_and_not_on_remove(window: MainWindow) -> None:
    window.sidebar.choose("providers")
    page = window.providers
    assert page.form is not None
    QTest.keyClicks(page.form.name, "-2")
    page.bar.save.setFocus()
    page.bar.save.click()
    assert window.focusWidget() is page.list


def test_a_key_that_is_kept_for_this_run_is_no_problem_in_the_list(qtbot: QtBot) -> None:
    ports = FakePorts()
    page = ProvidersPage(ports, KINDS, lambda: TODAY)
    qtbot.addWidget(page)
    ports.secret_state = lambda provider: SecretState.NO_KEYRING  # type: ignore[method-assign]
    ports.secret_hint = lambda provider: ""  # type: ignore[method-assign]
    assert page._key_state("azure") is SecretState.NO_KEYRING
    ports.secret_hint = lambda provider: "…x7Qa"  # type: ignore[method-assign]
    assert page._key_state("azure") is SecretState.SET


def test_a_provider_that_fails_is_marked_until_it_answers(page: ProvidersPage, ports: FakePorts) -> None:
    row = page.model.row_of("local")
    before = subtitle(page, row)
    ports.set_health("local", Health(True, 4, "INFERENCE_UNAVAILABLE", 15))
    assert subtitle(page, row) == "fails, others are asked first"
    ports.set_health("local", Health())
    assert subtitle(page, row) == before
