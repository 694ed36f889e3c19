"""The form of one local key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui import samples
from ui.models.local_keys import draft_of
from ui.pages.key_form import KeyForm
from ui.ports import KeyUse


@pytest.fixture
def form(qtbot: QtBot) -> KeyForm:
    made = KeyForm()
    qtbot.addWidget(made)
    return made


def test_what_is_shown_is_what_comes_back(form: KeyForm) -> None:
    for key in samples.many_keys_config().keys:
        form.show_draft(draft_of(key))
        assert form.draft() == draft_of(key)
        assert form.title.text() == key.name


def test_use_is_held_against_the_keys_own_limits(form: KeyForm) -> None:
    key = samples.many_keys_config().keys[1]
    form.show_use(key, samples.standing().keys[key.name], samples.NOON)
    shown = form.use.texts()
    assert shown["Spent this cycle"] == "$71.06 of $75.50"
    assert shown["Requests today"] == "0 of 2,000"
    form.show_use(replace(key, daily=None, budget_usd=None), KeyUse(None, 0.5, 3), samples.NOON)
    shown = form.use.texts()
    assert (shown["Spent this cycle"], shown["Requests today"], shown["Last used"]) == ("$0.50", "3", "Never")


def test_use_that_is_not_known_is_not_told_as_none(form: KeyForm) -> None:
    form.show_use(samples.many_keys_config().keys[0], None, samples.NOON)
    assert form.use.texts() == {"Key": "ends in …x7Qa", "Last used": "not known"}


def test_problems_are_shown_where_they_stand(form: KeyForm) -> None:
    form.show_problems({"scopes": "Give it one.", "rpm": "A number."})
    assert form.scopes.problem.text() == "Give it one."
    assert form.limits.rows["rpm"].problem.text() == "A number."
