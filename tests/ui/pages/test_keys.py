"""The Keys page: who may use the proxy, what for, how much, and until when."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.fakes import LOCAL_KEY, FakePorts
from ui.pages.keys import KeysPage
from ui.widgets.confirm import Question
from ui.widgets.rows import SUBTITLE


@pytest.fixture
def ports() -> FakePorts:
    made = FakePorts(samples.many_keys_config())
    made.stands = samples.standing()
    return made


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> KeysPage:
    made = KeysPage(ports, lambda: samples.NOON)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def revoke(page: KeysPage, answer: str) -> Question:
    page.form.revoke.click()
    box = page.findChild(Question)
    assert box is not None
    box.buttons[answer].click()
    return box


def test_the_first_key_is_shown_with_its_use(page: KeysPage) -> None:
    assert page.form.title.text() == "laptop"
    assert page.form.use.texts()["Requests today"] == "214"
    assert page.model.index(1, 0).data(SUBTITLE) == "…Zp04 · used yesterday"


def test_limits_and_scopes_are_changed_and_saved(page: KeysPage, ports: FakePorts) -> None:
    page.show_key("claims-import")
    page.form.limits.rpm.clear()
    QTest.keyClicks(page.form.limits.rpm, "60")
    page.form.scopes.switches["debug"].click()
    assert page.bar.isVisible()
    QTest.mouseClick(page.bar.save, Qt.MouseButton.LeftButton)
    old = samples.many_keys_config().keys[1]
    assert ports.calls == [("change_key", replace(old, rpm=60, scopes=("ai:chat", "debug")))]
    assert page.bar.isHidden()


def test_edits_of_a_key_wait_while_another_is_looked_at(page: KeysPage) -> None:
    QTest.keyClicks(page.form.limits.daily, "9")
    page.show_key("dashboard")
    assert page.bar.isHidden()
    assert str(page.model.index(0, 0).data(SUBTITLE)).startswith("edited")
    page.show_key("laptop")
    assert page.form.limits.daily.text() == "9"
    page.bar.revert.click()
    assert page.form.limits.daily.text() == ""
    assert not str(page.model.index(0, 0).data(SUBTITLE)).startswith("edited")


def test_a_value_that_cannot_be_is_not_saved(page: KeysPage, ports: FakePorts) -> None:
    QTest.keyClicks(page.form.limits.budget, "much")
    assert not page.bar.save.isEnabled()
    page.save()
    assert ports.calls == []


def test_a_save_that_is_refused_keeps_what_was_typed(page: KeysPage, ports: FakePorts) -> None:
    ports.refuse = "The file cannot be written: the disk is full."
    QTest.keyClicks(page.form.limits.daily, "9")
    page.bar.save.click()
    assert page.bar.text == ports.refuse
    assert page.form.limits.daily.text() == "9"
    ports.refuse = None
    page.bar.save.click()
    assert ports.config().keys[0].daily == 9


def test_a_key_is_revoked_only_after_a_question(page: KeysPage, ports: FakePorts) -> None:
    revoke(page, "no")
    assert ports.calls == []
    box = revoke(page, "yes")
    assert "refused" in box.accessibleDescription()
    assert "last one" not in box.accessibleDescription()
    assert ports.calls == [("revoke_key", "laptop")]
    assert page.form.title.text() == "claims-import"


@pytest.mark.parametrize(
    ("host", "words"), [("127.0.0.1", "any program on this computer"), ("0.0.0.0", "lets nobody in")]
)
def test_what_follows_from_the_last_one_is_said(
    page: KeysPage, ports: FakePorts, host: str, words: str
) -> None:
    config = ports.config()
    settings = {**config.settings, "server.host": host}
    ports.set_config(replace(config, keys=config.keys[:1], settings=settings))
    box = revoke(page, "yes")
    assert words in box.accessibleDescription()
    assert page.stack.currentIndex() == 0


def test_a_refused_revocation_is_said(page: KeysPage, ports: FakePorts) -> None:
    ports.refuse = "The file is being changed by another program; try again."
    revoke(page, "yes")
    assert page.bar.text == ports.refuse
    assert page.form.title.text() == "laptop"


def test_the_first_key_is_made_from_the_empty_page(page: KeysPage, ports: FakePorts) -> None:
    ports.set_config(replace(ports.config(), keys=()))
    assert page.begin.isVisible()
    assert page.add.isHidden()
    page.begin.click()
    dialog = page.dialog
    assert dialog is not None
    QTest.keyClicks(dialog.name, "laptop")
    dialog.make.click()
    assert dialog.key.text == LOCAL_KEY
    assert page.stack.currentIndex() == 1
    dialog.close_button.click()
    assert page.dialog is None
    assert page.form.title.text() == "laptop"


def test_a_key_revoked_elsewhere_takes_its_edits_along(page: KeysPage, ports: FakePorts) -> None:
    QTest.keyClicks(page.form.limits.daily, "9")
    ports.set_config(replace(ports.config(), keys=ports.config().keys[1:]))
    assert page.form.title.text() == "claims-import"
    assert page.bar.isHidden()


def test_use_that_cannot_be_read_is_told_as_not_known(page: KeysPage, ports: FakePorts) -> None:
    ports.stands = replace(samples.standing(), problem="The journal is held by another program. Try again.")
    page.hide()
    page.show()
    assert page.form.use.texts()["Last used"] == "not known"
    assert page.model.index(0, 0).data(SUBTITLE) == "…x7Qa"
