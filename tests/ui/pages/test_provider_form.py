"""The form is generated from what a kind declares."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from proxy_core.providers import KIND_BY_NAME
from tests.ui.fakes import KINDS, FakePorts
from ui.models.provider_draft import new_draft
from ui.pages.provider_form import ProviderForm
from ui.widgets.chips import Segments
from ui.widgets.switch import Switch

EVERY = next(kind for kind in KINDS if kind.kind == "every")


@pytest.fixture
def form(qtbot: QtBot, ports: FakePorts) -> ProviderForm:
    made = ProviderForm(ports, EVERY)
    qtbot.addWidget(made)
    made.show_draft(new_draft(EVERY, ()), "")
    made.show()
    return made


def test_there_is_one_input_for_each_declared_field_in_order(form: ProviderForm) -> None:
    assert list(form.inputs) == [declared.key for declared in EVERY.fields]


@pytest.mark.parametrize(
    ("key", "control"),
    [
        ("base_url", QLineEdit),
        ("region", QLineEdit),
        ("timeout", QLineEdit),
        ("strict", Switch),
        ("api", Segments),
        ("tier", QComboBox),
    ],
)
def test_every_type_of_field_has_the_input_that_suits_it(form: ProviderForm, key: str, control: type) -> None:
    assert isinstance(form.inputs[key].control, control)


def test_labels_helps_and_placeholders_come_from_the_declaration(form: ProviderForm) -> None:
    for declared in EVERY.fields:
        row = form.inputs[declared.key].row
        assert row.title.text() == declared.label
        assert row.help.text() == declared.help
        assert row.control.accessibleName() == declared.label
        if isinstance(row.control, QLineEdit):
            assert row.control.placeholderText() == declared.placeholder


def test_what_is_shown_is_read_back(form: ProviderForm) -> None:
    draft = replace(
        new_draft(EVERY, ()),
        name="clinic",
        values={
            "base_url": "https://a.example",
            "region": "eu",
            "timeout": "45",
            "strict": True,
            "api": "responses",
            "tier": "d",
        },
        baa_status="signed",
        signed_on="2026-01-31",
        reference="MSA",
    )
    form.show_draft(draft, "clinic")
    assert form.draft() == draft


def test_every_edit_is_told(qtbot: QtBot, form: ProviderForm) -> None:
    switch, segments = form.inputs["strict"].control, form.inputs["api"].control
    combo, edit = form.inputs["tier"].control, form.inputs["region"].control
    assert isinstance(switch, Switch)
    assert isinstance(segments, Segments)
    assert isinstance(combo, QComboBox)
    for act in (
        switch.click,
        segments.button("responses").click,
        lambda: combo.activated.emit(1),
        lambda: QTest.keyClicks(edit, "x"),
        lambda: QTest.keyClicks(form.name, "x"),
    ):
        with qtbot.waitSignal(form.edited):
            act()


def test_showing_a_draft_is_no_edit(qtbot: QtBot, form: ProviderForm) -> None:
    with qtbot.assertNotEmitted(form.edited):
        form.show_draft(replace(new_draft(EVERY, ()), name="other"), "other")


def test_problems_appear_at_their_inputs_and_go_again(form: ProviderForm) -> None:
    problems = {"name": "N.", "timeout": "T.", "auth": "A.", "signed_on": "S.", "expires_on": "E."}
    form.show_problems(problems)
    rows = {
        "name": form.name_row,
        "timeout": form.inputs["timeout"].row,
        "auth": form.key.argument_row,
        "signed_on": form.baa.signed_row,
        "expires_on": form.baa.expires_row,
    }
    assert {key: row.problem.text() for key, row in rows.items()} == problems
    form.show_problems({})
    assert all(row.problem.isHidden() for row in rows.values())


def test_a_value_that_is_no_choice_is_kept_visible(form: ProviderForm) -> None:
    draft = new_draft(EVERY, ())
    form.show_draft(replace(draft, values={**draft.values, "tier": "z"}), "x")
    assert form.draft().values["tier"] == "z"


def test_a_new_provider_is_discarded_and_a_saved_one_removed(form: ProviderForm) -> None:
    assert form.remove.text() == "Discard"
    form.show_draft(new_draft(EVERY, ()), "clinic")
    assert form.remove.text() == "Remove"
    assert form.title.text() == "clinic"


def test_it_scrolls_rather_than_being_cut(form: ProviderForm) -> None:
    form.resize(600, 300)
    area = form.findChild(QScrollArea)
    assert area is not None
    assert area.verticalScrollBar().maximum() > 0


@pytest.fixture
def openai(qtbot: QtBot, ports: FakePorts) -> ProviderForm:
    made = ProviderForm(ports, KIND_BY_NAME["openai"])
    qtbot.addWidget(made)
    made.show_draft(new_draft(KIND_BY_NAME["openai"], ()), "")
    made.show()
    return made


def test_what_few_need_is_folded_at_the_end(openai: ProviderForm) -> None:
    in_sight = [key for key, one in openai.inputs.items() if one.row.isVisible()]
    assert in_sight == ["base_url"]
    openai.advanced.head.click()
    assert all(one.row.isVisible() for one in openai.inputs.values())
    assert openai.advanced.y() > openai.baa.y() > openai.key.y()


def test_the_fold_is_open_for_a_provider_that_uses_it(openai: ProviderForm) -> None:
    draft = new_draft(openai.kind, ())
    openai.show_draft(replace(draft, values={**draft.values, "images": "no"}), "blind")
    assert openai.advanced.open
    openai.show_draft(draft, "usual")
    assert not openai.advanced.open


def test_a_fold_that_a_person_opened_stays_open_for_the_same_provider(openai: ProviderForm) -> None:
    openai.advanced.head.click()
    openai.show_draft(new_draft(openai.kind, ()), "")
    assert openai.advanced.open


def test_a_problem_in_the_fold_opens_it(openai: ProviderForm) -> None:
    openai.show_problems({"max_output_tokens": "Enter a number."})
    assert openai.inputs["max_output_tokens"].row.problem.isVisible()


def test_a_kind_without_such_fields_has_no_fold(form: ProviderForm) -> None:
    assert not form.advanced.isVisible()
