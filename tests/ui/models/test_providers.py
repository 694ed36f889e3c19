"""The list of providers: keys and agreements in a few words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from proxy_core.config import Auth, Baa, Provider
from proxy_core.secrets import SecretState
from tests.ui.fakes import KINDS
from tests.ui.samples import TODAY, clinic_config
from ui.models.providers import ProvidersModel, coverage, key_problem, trouble, trouble_told
from ui.ports import Health
from ui.widgets.rows import ICON, SUBTITLE, TONE

FAR = Provider("far", "openai", "https://api.example.com/v1", Auth("keyring"))


def signed(until: date | None) -> Provider:
    return replace(FAR, baa=Baa("signed", date(2025, 1, 1), until))


@pytest.mark.parametrize(
    ("provider", "words", "tone"),
    [
        (FAR, "no agreement", "warn"),
        (signed(None), "covered", "ok"),
        (signed(date(2026, 7, 16)), "covered until 2026-07-16", "ok"),
        (signed(TODAY), "ends today", "warn"),
        (signed(date(2026, 6, 14)), "expired on 2026-06-14", "danger"),
        (replace(FAR, baa=Baa("local")), "you run it yourself", "ok"),
        (replace(FAR, base_url="http://127.0.0.1:1/v1"), "stays on this machine", "ok"),
    ],
)
def test_an_agreement_is_told_as_it_stands_today(provider: Provider, words: str, tone: str) -> None:
    assert coverage(provider, TODAY) == (words, tone)


@pytest.mark.parametrize(
    ("auth", "state", "words"),
    [
        ("keyring", SecretState.MISSING, "no key"),
        ("keyring", SecretState.LOCKED, "keyring locked"),
        ("keyring", SecretState.NO_KEYRING, "no keyring"),
        ("keyring", SecretState.SET, ""),
        ("keyring", SecretState.READING, ""),
        ("none", SecretState.MISSING, ""),
        ("client", SecretState.MISSING, ""),
    ],
)
def test_a_key_is_a_problem_only_where_one_is_needed(auth: str, state: SecretState, words: str) -> None:
    assert key_problem(replace(FAR, auth=Auth(auth)), state) == words


@pytest.fixture
def model(qtbot: QtBot) -> ProvidersModel:
    kinds = {kind.kind: kind for kind in KINDS}
    made = ProvidersModel(kinds, lambda _name: SecretState.SET, lambda _name: Health(), lambda: TODAY)
    watch = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    watch.setParent(made)
    made.reset(clinic_config().providers)
    return made


def test_a_row_tells_its_state_by_words_and_by_a_mark(model: ProvidersModel) -> None:
    azure, anthropic = model.index(0, 0), model.index(2, 0)
    assert (azure.data(), azure.data(SUBTITLE), azure.data(ICON)) == (
        "azure",
        "covered until 2027-01-31",
        "shield",
    )
    assert (anthropic.data(SUBTITLE), anthropic.data(ICON), anthropic.data(TONE)) == (
        "no agreement",
        "alert",
        "warn",
    )


def test_a_provider_that_is_not_saved_yet_is_the_last_row(model: ProvidersModel) -> None:
    count = model.rowCount()
    assert model.row_of("") == -1
    model.set_drafts([], new=True)
    assert model.rowCount() == count + 1
    assert model.row_of("") == count
    assert model.name(count) == ""
    assert model.index(count, 0).data(SUBTITLE) == "not saved yet"
    model.set_drafts([], new=False)
    assert model.rowCount() == count


def test_edits_that_are_not_saved_are_marked(model: ProvidersModel) -> None:
    model.set_drafts(["azure"], new=False)
    assert model.index(0, 0).data(SUBTITLE).startswith("edited · ")
    assert not model.index(1, 0).data(SUBTITLE).startswith("edited")


def test_a_kind_that_is_not_known_is_called_by_its_name(model: ProvidersModel) -> None:
    model.reset([replace(FAR, kind="later")])
    assert "later" in model.data(model.index(0, 0), 3)  # type: ignore[operator]
    assert model.row_of("far") == 0


def test_who_fails_just_now_is_told_with_what_happens_next() -> None:
    failing = Health(True, 4, "INFERENCE_UNAVAILABLE", 14.6)
    assert (trouble(Health()), trouble_told(Health(failures=3))) == ("", "")
    assert trouble(failing) == "fails, others are asked first"
    assert trouble_told(failing) == (
        "4 failures in a row, the last one INFERENCE_UNAVAILABLE. It is tried again in 15 s."
    )
    assert trouble_told(replace(failing, again_s=0)).endswith("It is tried again with the next request.")
