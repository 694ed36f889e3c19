"""The Settings page: generated, validated, saved; a restart is offered, never made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from proxy_core.settings import GROUPS, SETTINGS
from tests.ui.fakes import FakePorts
from ui.pages.settings import SettingsPage
from ui.ports import ProxyState
from ui.widgets.card import Card
from ui.widgets.chips import Segments
from ui.widgets.number_field import NumberField
from ui.widgets.string_list import StringList
from ui.widgets.switch import Switch


@pytest.fixture
def page(qtbot: QtBot, ports: FakePorts) -> SettingsPage:
    made = SettingsPage(ports)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def port(page: SettingsPage) -> NumberField:
    control = page.inputs["server.port"].control
    assert isinstance(control, NumberField)
    return control


def type_port(page: SettingsPage, text: str) -> None:
    port(page).selectAll()
    QTest.keyClicks(port(page), text)


def test_every_setting_of_the_table_is_there_in_its_group(page: SettingsPage) -> None:
    elsewhere = [key for key in SETTINGS if key.startswith("policy.")]  # on a page of its own
    assert list(page.inputs) == [key for key in SETTINGS if key not in elsewhere]
    titles = [card.title.text() for card in page.findChildren(Card) if card is not page.repositories]
    assert titles == [
        title
        for group, title in GROUPS.items()
        if group != "policy" and any(s.group == group for s in SETTINGS.values())
    ]
    assert page.bar.isHidden()


def test_only_what_was_changed_is_saved(page: SettingsPage, ports: FakePorts) -> None:
    type_port(page, "7441")
    switch = page.inputs["app.notifications"].control
    assert isinstance(switch, Switch)
    click(switch)
    click(page.bar.save)
    assert ports.calls == [("save_settings", {"app.notifications": False, "server.port": 7441})]
    assert page.bar.isHidden()


@pytest.mark.parametrize(
    ("text", "words"),
    [("70000", "at most 65535"), ("-1", "at least 0"), ("", "whole number"), ("x", "whole number")],
)
def test_a_value_that_cannot_be_is_explained_and_not_saved(
    page: SettingsPage, ports: FakePorts, text: str, words: str
) -> None:
    port(page).clear()
    QTest.keyClicks(port(page), text)
    port(page).changed.emit()
    row = page.inputs["server.port"].row
    assert words in row.problem.text()
    assert not page.bar.save.isEnabled()
    page.save()
    assert ports.calls == []
    type_port(page, "8000")
    assert row.problem.isHidden()
    assert page.bar.save.isEnabled()


def test_a_save_that_is_refused_is_said_and_can_be_tried_again(page: SettingsPage, ports: FakePorts) -> None:
    ports.refuse = "The file cannot be written: the disk is full."
    type_port(page, "7441")
    click(page.bar.save)
    assert page.bar.text == ports.refuse
    assert port(page).value() == 7441
    ports.refuse = None
    click(page.bar.save)
    assert ports.config()["server.port"] == 7441


def test_revert_takes_every_edit_back(page: SettingsPage) -> None:
    type_port(page, "1")
    segments = page.inputs["privacy.mode"].control
    assert isinstance(segments, Segments)
    segments.button("block").click()
    origins = page.inputs["server.allowed_origins"].control
    assert isinstance(origins, StringList)
    origins.add_button.click()
    QTest.keyClicks(origins.edits()[0], "http://localhost:3000")
    assert len(page.changes()) == 3
    click(page.bar.revert)
    assert page.changes() == {}
    assert page.bar.isHidden()


def test_a_list_is_edited_and_saved(page: SettingsPage, ports: FakePorts) -> None:
    origins = page.inputs["server.allowed_origins"].control
    assert isinstance(origins, StringList)
    origins.add_button.click()
    QTest.keyClicks(origins.edits()[0], "http://localhost:3000")
    click(page.bar.save)
    assert ports.config()["server.allowed_origins"] == ["http://localhost:3000"]


def test_a_restart_is_offered_after_a_setting_that_needs_one(page: SettingsPage, ports: FakePorts) -> None:
    type_port(page, "7441")
    click(page.bar.save)
    assert page.restart.isVisible()
    assert [name for name, _ in ports.calls] == ["save_settings"]
    click(page.restart.action)
    assert [name for name, _ in ports.calls] == ["save_settings", "stop", "start"]
    assert page.restart.isHidden()
    assert ports.status().state is ProxyState.ON


def test_no_restart_is_offered_where_none_is_needed(page: SettingsPage, ports: FakePorts) -> None:
    segments = page.inputs["app.theme"].control
    assert isinstance(segments, Segments)
    segments.button("dark").click()
    click(page.bar.save)
    assert page.restart.isHidden()


def test_no_restart_is_offered_while_the_proxy_is_off(page: SettingsPage, ports: FakePorts) -> None:
    ports.stop()
    type_port(page, "7441")
    click(page.bar.save)
    assert page.restart.isHidden()


def test_a_change_outside_is_taken_over_and_edits_stay(page: SettingsPage, ports: FakePorts) -> None:
    type_port(page, "7441")
    outside = {**ports.config().settings, "log.rows": 500, "server.port": 9000}
    ports.set_config(replace(ports.config(), settings=outside))
    assert page.inputs["log.rows"].value() == 500
    assert port(page).value() == 7441
    assert page.changes() == {"server.port": 7441}


def test_the_file_is_named(page: SettingsPage, ports: FakePorts) -> None:
    from ui.widgets.elided import ElidedLabel

    texts = [one.text() for one in page.findChildren(ElidedLabel)]
    assert ports.config_path() in texts


def test_the_path_of_the_file_is_shown_in_full_where_there_is_room(page: SettingsPage) -> None:
    page.resize(1016, 700)
    assert page.path.shown() == page.path.text()
    page.resize(736, 700)
    assert page.path.shown() != page.path.text()
    assert page.path.toolTip() == page.path.text()
