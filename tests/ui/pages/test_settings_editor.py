"""What every page of settings has in common. What is special to one is tested with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot

from proxy_core.settings import SETTINGS
from tests.ui.fakes import FakePorts
from ui.pages.settings_editor import SettingsEditor
from ui.widgets.card import Card

KEYS = ("log.rows", "privacy.mode", "privacy.allow")


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> SettingsEditor:
    made = SettingsEditor("Some", "Settings.", ports, KEYS)
    column = QVBoxLayout()
    column.addWidget(made.fill_card(Card("All"), KEYS))
    made.begin(column)
    qtbot.addWidget(made)
    made.show()
    return made


def test_only_the_settings_of_this_page_are_saved(page: SettingsEditor, ports: FakePorts) -> None:
    assert tuple(page.inputs) == KEYS
    ports.set_config(replace(ports.config(), settings={**ports.config().settings, "server.port": 1}))
    page.inputs["privacy.mode"].control.button("block").click()  # type: ignore[attr-defined]
    page.bar.save.click()
    assert ports.calls == [("save_settings", {"privacy.mode": "block"})]


def test_a_list_from_the_file_is_no_edit(page: SettingsEditor, ports: FakePorts) -> None:
    settings = {**ports.config().settings, "privacy.allow": ("TEST-1",)}
    ports.set_config(replace(ports.config(), settings=settings))
    assert page.changes() == {}
    assert page.inputs["privacy.allow"].value() == ["TEST-1"]


@pytest.mark.parametrize("key", KEYS)
def test_a_setting_is_shown_by_the_focus(page: SettingsEditor, key: str) -> None:
    page.show_setting(key)
    focused = page.window().focusWidget()
    control = page.inputs[key].control
    assert focused is control or control.isAncestorOf(focused)


def test_typing_goes_where_the_focus_was_put(page: SettingsEditor) -> None:
    page.show_setting("log.rows")
    QTest.keyClicks(page.window().focusWidget(), "1")
    assert page.changes() == {"log.rows": SETTINGS["log.rows"].default * 10 + 1}
