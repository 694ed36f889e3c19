"""The window: pages, banners, what it remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from proxy_core.config import Config
from tests.ui import contents, samples
from tests.ui.fakes import KINDS, FakePorts, resolve
from ui.main_window import MainWindow
from ui.ports import ProxyState, ProxyStatus
from ui.theme import Theme


@pytest.mark.parametrize(
    ("number", "key"),
    list(enumerate(["log", "models", "providers", "keys", "policy", "usage", "claude_code", "settings"], 1)),
)
def test_every_page_is_one_shortcut_away(qtbot: QtBot, window: MainWindow, number: int, key: str) -> None:
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is window.pages[key]
    assert window.sidebar.nav.currentRow() == number - 1


def test_a_configuration_that_cannot_be_used_is_said_at_the_top(window: MainWindow, ports: FakePorts) -> None:
    assert window.config_banner.isHidden()
    ports.config_problem = "Line 3, server.port: must be a whole number."
    ports.set_config(ports.config())
    assert window.config_banner.isVisible()
    assert window.config_banner.text == ports.config_problem
    ports.config_problem = None
    ports.set_config(ports.config())
    assert window.config_banner.isHidden()


def test_a_proxy_that_cannot_serve_is_said_and_can_be_tried_again(
    qtbot: QtBot, window: MainWindow, ports: FakePorts
) -> None:
    ports.set_status(ProxyStatus(ProxyState.ERROR, message="Port 7440 is in use by another program."))
    assert window.proxy_banner.text == "Port 7440 is in use by another program."
    QTest.mouseClick(window.proxy_banner.action, Qt.MouseButton.LeftButton)
    assert ("start", None) in ports.calls
    assert window.proxy_banner.isHidden()


def test_a_proxy_that_listens_and_refuses_everything_offers_no_second_start(
    qtbot: QtBot, window: MainWindow, ports: FakePorts
) -> None:
    ports.set_status(ProxyStatus(ProxyState.ERROR, "http://127.0.0.1:7440", "A model is missing."))
    assert window.proxy_banner.text == "A model is missing."
    assert window.proxy_banner.action.isHidden()
    ports.set_status(ProxyStatus(ProxyState.ON, "http://127.0.0.1:7440"))
    assert window.proxy_banner.isHidden()


def test_closing_leaves_it_to_the_shell(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()
    assert window.isVisible()


def test_a_request_is_shown_in_the_log_from_anywhere(window: MainWindow, ports: FakePorts) -> None:
    for entry in samples.day():
        ports.record(entry)
    window.sidebar.choose("settings")
    wanted = samples.blocked(26)
    window.show_request(wanted.request_id)
    assert window.stack.currentWidget() is window.log
    assert window.log.detail.entry == wanted


def test_an_agreement_is_changed_where_its_provider_is(window: MainWindow, ports: FakePorts) -> None:
    window.sidebar.choose("policy")
    window.policy.agreements.edits["vertex-eu"].click()
    assert window.stack.currentWidget() is window.providers
    form = window.providers.form
    assert form is not None
    assert form.title.text() == "vertex-eu"
    assert window.focusWidget() is form.baa.status.button("signed")


@pytest.mark.parametrize(
    ("code", "message", "key", "page"),
    [
        ("BAA_REQUIRED", "'vertex-eu' has one that expired.", "", "providers"),
        ("RATE_LIMITED", "This proxy may ask 60 times a minute, and has.", "", "policy"),
        ("AI_CREDITS_EXHAUSTED", "The budget of the local key 'laptop' is used up.", "laptop", "keys"),
        ("MODEL_NOT_ENABLED", "", "", "policy"),
        ("PHI_BLOCKED", "", "", "settings"),
        ("MODEL_NOT_MAPPED", "", "", "models"),
    ],
)
def test_a_refusal_leads_to_where_it_can_be_changed(
    window: MainWindow, ports: FakePorts, code: str, message: str, key: str, page: str
) -> None:
    refused = replace(samples.blocked(1), code=code, message=message, key=key)
    ports.record(refused)
    window.show_request(refused.request_id)
    assert window.log.detail.remedy.isVisible()
    QTest.mouseClick(window.log.detail.remedy, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is window.pages[page]


def test_the_setting_that_has_refused_is_in_sight(qtbot: QtBot, window: MainWindow, ports: FakePorts) -> None:
    refused = replace(samples.blocked(1), code="MODEL_NOT_ENABLED")
    ports.record(refused)
    window.show_request(refused.request_id)
    window.log.detail.remedy.click()
    qtbot.wait(30)
    row = window.policy.inputs["policy.models_allowed"].row
    assert row.isAncestorOf(window.focusWidget())
    assert not row.visibleRegion().isEmpty()


def test_models_found_by_a_test_are_offered_on_the_models_page(window: MainWindow, ports: FakePorts) -> None:
    window.providers.show_provider("azure")
    form = window.providers.form
    assert form is not None
    form.test.test.click()
    ports.settle()
    completer = window.models.routes.lines[0].model.completer()
    assert completer.completionModel().rowCount() == len(ports.probe_result.models)


def test_place_and_columns_are_remembered(qtbot: QtBot, ports: FakePorts, tmp_path: Path) -> None:
    memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    first = MainWindow(ports, KINDS, resolve, memory=memory)
    first.resize(960, 650)
    first.log.table.hide_columns(["phi", "tokens"])
    first.show()
    first.quit_close()
    second = MainWindow(ports, KINDS, resolve, memory=memory)
    assert second.log.table.hidden_columns() == {"phi", "tokens"}
    assert second.size() == first.size()
    for one in (first, second):
        shiboken6.delete(one)


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize(
    "config", [samples.clinic_config(), samples.long_names_config()], ids=["usual", "long"]
)
def test_every_page_can_be_drawn_in_both_colours_without_a_complaint(
    qtbot: QtBot, theme: Theme, config: Config, choice: str
) -> None:
    theme.choose(choice)
    ports = FakePorts(config)
    for entry in samples.day():
        ports.record(entry)
    window = MainWindow(ports, KINDS, resolve, today=lambda: samples.TODAY)
    window.show()
    for key in window.pages:
        window.sidebar.choose(key)
        assert not window.grab().isNull()
    shiboken6.delete(window)


def test_every_input_has_a_name_for_those_who_cannot_see_it(window: MainWindow) -> None:
    nameless = [
        f"{type(page).__name__}: {type(widget).__name__}"
        for page in window.pages.values()
        for widget in inputs(page)
        if not widget.isHidden()
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []


def inputs(page: QWidget) -> list[QWidget]:
    """What a person can type into, choose from or press."""
    kinds = (QLineEdit, QComboBox, QAbstractButton)
    own = [
        widget
        for kind in kinds
        for widget in page.findChildren(kind)
        if not widget.objectName().startswith("qt_")
    ]
    # the buttons inside a line are Qt's own; their action's tooltip names them
    return [widget for widget in own if not isinstance(widget.parent(), QLineEdit | QComboBox)]


def test_nothing_of_the_window_outgrows_its_least_size(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(window.minimumSize())
    for key, page in window.pages.items():
        window.sidebar.choose(key)
        assert page.minimumSizeHint().width() <= window.stack.width(), key


def test_the_inspector_stands_in_the_log_s_place_until_it_is_left(
    window: MainWindow, ports: FakePorts
) -> None:
    entry = samples.entry(1)
    ports.record(entry)
    ports.views[entry.request_id] = contents.letter()
    window.show_request(entry.request_id)
    window.log.detail.inspect.click()
    assert window.stack.currentWidget() is window.inspector
    assert window.sidebar.nav.currentRow() == 0
    window.inspector.closed.emit()
    assert window.stack.currentWidget() is window.log
    assert window.inspector.entry is None
    ways: tuple[Callable[[], None], ...] = (
        lambda: QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier),
        lambda: window.sidebar.nav.itemClicked.emit(window.sidebar.nav.item(0)),
        lambda: window.show_request(entry.request_id),
    )
    for leave in ways:
        window.show_inspector(entry)
        leave()
        assert window.stack.currentWidget() is window.log
