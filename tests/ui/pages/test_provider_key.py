"""Where a key comes from; set, replaced, deleted, and never shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from proxy_core.config import AUTH_KINDS
from proxy_core.secrets import SecretState
from tests.ui.fakes import FakePorts
from ui.pages.provider_key import ProviderKey, auth_words, state_words
from ui.widgets.confirm import Question

KEY = "sk-synthetic-0000000000x7Qa"


@pytest.fixture
def card(qtbot: QtBot, ports: FakePorts) -> ProviderKey:
    made = ProviderKey(ports)
    qtbot.addWidget(made)
    made.show_auth("azure", "keyring", "")
    made.show()
    return made


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def everything_shown(widget: QWidget) -> str:
    """All texts of all widgets, tooltips and accessible names included."""
    texts: list[str] = []
    for one in [widget, *widget.findChildren(QWidget)]:
        for name in ("text", "placeholderText", "plainText"):
            value = one.property(name)
            if isinstance(value, str) and not (isinstance(one, QLineEdit) and name == "text"):
                texts.append(value)
        texts += [one.toolTip(), one.accessibleName(), one.accessibleDescription()]
    return "\n".join(texts)


@pytest.mark.parametrize("kind", AUTH_KINDS)
def test_every_way_has_a_name_and_an_explanation(card: ProviderKey, kind: str) -> None:
    card.show_auth("azure", kind, "")
    assert card.auth_kind() == kind
    name, words = auth_words(kind)
    assert card.auth.currentText() == name
    assert card.auth_row.help.text() == words
    assert card.argument_row.isVisible() is (kind in ("env", "command"))
    assert card.key.isVisible() is (kind == "keyring")


def test_a_key_is_set_and_leaves_its_input(card: ProviderKey, ports: FakePorts) -> None:
    assert card.pill.text == "No key yet"
    assert not card.store_button.isEnabled()
    QTest.keyClicks(card.key, KEY)
    assert card.key.echoMode() is QLineEdit.EchoMode.Password
    click(card.store_button)
    assert card.spinner.isVisible()
    assert not card.store_button.isEnabled()
    ports.settle()
    assert card.key.text() == ""
    assert card.pill.text == "Key set …x7Qa"
    assert KEY not in everything_shown(card)
    assert not card.spinner.isVisible()


def test_enter_sets_it_as_well(card: ProviderKey, ports: FakePorts) -> None:
    QTest.keyClicks(card.key, KEY)
    QTest.keyClick(card.key, Qt.Key.Key_Return)
    ports.settle()
    assert ports.secret_state("azure") is SecretState.SET


def test_a_key_that_could_not_be_stored_stays_for_another_try(card: ProviderKey, ports: FakePorts) -> None:
    ports.refuse = "The keyring refused the key. Unlock it and try again."
    QTest.keyClicks(card.key, KEY)
    click(card.store_button)
    ports.settle()
    assert card.problem.text() == ports.refuse
    assert card.key.text() == KEY
    ports.refuse = None
    click(card.store_button)
    ports.settle()
    assert card.problem.isHidden()
    assert card.key.text() == ""


def test_a_key_is_replaced(card: ProviderKey, ports: FakePorts) -> None:
    QTest.keyClicks(card.key, KEY)
    click(card.store_button)
    ports.settle()
    assert card.store_button.text() == "Replace key"
    QTest.keyClicks(card.key, "sk-synthetic-0000000000Zz99")
    click(card.store_button)
    ports.settle()
    assert card.pill.text == "Key set …Zz99"


@pytest.mark.parametrize(("answer", "state"), [("yes", SecretState.MISSING), ("no", SecretState.SET)])
def test_a_key_is_deleted_only_after_a_question(
    card: ProviderKey, ports: FakePorts, answer: str, state: SecretState
) -> None:
    QTest.keyClicks(card.key, KEY)
    click(card.store_button)
    ports.settle()
    click(card.delete)
    question = card.findChild(Question)
    assert question is not None
    question.buttons[answer].click()
    ports.settle()
    assert ports.secret_state("azure") is state
    assert card.delete.isVisible() is (state is SecretState.SET)


def test_a_locked_keyring_can_be_tried_again(card: ProviderKey, ports: FakePorts) -> None:
    ports.states["azure"] = SecretState.LOCKED
    ports.tell_secrets()
    assert card.pill.text == "Keyring locked"
    assert not card.key.isVisible()
    assert "Unlock" in card.sentence.text()
    click(card.retry)
    assert ("retry_keyring", None) in ports.calls
    assert card.pill.text == "No key yet"
    assert card.key.isVisible()


def test_without_a_keyring_a_key_lasts_for_this_run_and_says_so(card: ProviderKey, ports: FakePorts) -> None:
    ports.states["azure"] = SecretState.NO_KEYRING
    ports.tell_secrets()
    assert card.pill.text == "No keyring"
    assert "lasts until Scrubroom quits" in card.sentence.text()
    assert "environment variable" in card.sentence.text()
    assert not card.delete.isVisible()
    QTest.keyClicks(card.key, KEY)
    click(card.store_button)
    ports.settle()
    assert card.pill.text == "Key set …x7Qa, for this run only"
    assert "gone when Scrubroom quits" in card.sentence.text()
    assert card.key.text() == ""
    assert card.key.isVisible()
    assert card.store_button.text() == "Replace key"
    click(card.delete)
    question = card.findChild(Question)
    assert question is not None
    assert "from this computer's keyring" not in everything_shown(question)
    question.buttons["yes"].click()
    ports.settle()
    assert card.pill.text == "No keyring"
    assert not card.delete.isVisible()


def test_a_keyring_that_is_being_read_turns(card: ProviderKey, ports: FakePorts) -> None:
    ports.states["azure"] = SecretState.READING
    ports.tell_secrets()
    assert card.spinner.isVisible()


def test_a_typed_key_does_not_follow_to_another_provider(card: ProviderKey) -> None:
    QTest.keyClicks(card.key, KEY)
    assert card.typed_key() == KEY
    card.show_auth("anthropic", "keyring", "")
    assert card.typed_key() is None


def test_the_key_of_a_new_provider_waits_for_its_name(card: ProviderKey, ports: FakePorts) -> None:
    card.show_auth("", "keyring", "")
    QTest.keyClicks(card.key, KEY)
    assert not card.store_button.isVisible()
    card.store()
    assert ports.calls == []
    card.store("fresh")
    ports.settle()
    assert ports.secret_hint("fresh") == "…x7Qa"
    assert card.key.text() == ""


def test_a_way_with_an_argument_gives_it_and_others_do_not(qtbot: QtBot, card: ProviderKey) -> None:
    card.show_auth("azure", "env", "AZURE_KEY")
    assert card.auth_argument() == "AZURE_KEY"
    with qtbot.waitSignal(card.auth_changed):
        QTest.keyClicks(card.argument, "2")
    card.auth.setCurrentIndex(card.auth.findData("client"))
    assert card.auth_argument() == ""


@pytest.mark.parametrize("state", list(SecretState))
@pytest.mark.parametrize("auth", ["keyring", "env", "command"])
@pytest.mark.parametrize("hint", ["", "…x7Qa"])
def test_every_state_has_words(qtbot: QtBot, state: SecretState, auth: str, hint: str) -> None:
    pill, tone, _, sentence = state_words(state, auth, hint)
    assert pill or state is SecretState.NOT_NEEDED
    assert tone
    assert not sentence or sentence.endswith(".")
