"""The routes of an alias: edited, ordered, completed."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from proxy_core.config import Route
from ui.pages.mapping_routes import RoutesEditor

ROUTES = (Route("azure", "gpt-5.2", MappingProxyType({"vision": False})), Route("local", "qwen3"))


@pytest.fixture
def editor(qtbot: QtBot) -> RoutesEditor:
    made = RoutesEditor()
    qtbot.addWidget(made)
    made.set_providers(["azure", "local", "anthropic"])
    made.show_routes(ROUTES)
    made.show()
    return made


def click(widget: object) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_typing_a_model_is_told_and_keeps_the_options_of_the_file(editor: RoutesEditor) -> None:
    changes = QSignalSpy(editor.changed)
    editor.lines[0].model.selectAll()
    QTest.keyClicks(editor.lines[0].model, "o5")
    assert changes.count() == 2
    assert editor.routes()[0] == Route("azure", "o5", ROUTES[0].options)


def test_a_provider_is_chosen_with_the_keyboard(editor: RoutesEditor) -> None:
    QTest.keyClick(editor.lines[0].provider, Qt.Key.Key_Down)
    assert editor.routes()[0].provider == "local"


def test_routes_are_moved_and_the_focus_goes_with_them(editor: RoutesEditor) -> None:
    click(editor.lines[1].up)
    assert [route.provider for route in editor.routes()] == ["local", "azure"]
    click(editor.lines[0].down)
    assert editor.routes() == ROUTES
    assert not editor.lines[0].up.isEnabled()
    assert not editor.lines[1].down.isEnabled()


def test_a_route_is_added_with_a_provider_that_has_none_yet(editor: RoutesEditor) -> None:
    click(editor.add)
    assert editor.routes()[2] == Route("anthropic")
    click(editor.add)
    assert editor.routes()[3] == Route("azure")


def test_a_route_is_removed(editor: RoutesEditor) -> None:
    click(editor.lines[0].remove)
    assert editor.routes() == ROUTES[1:]
    click(editor.lines[0].remove)
    assert editor.routes() == ()


def test_showing_the_same_again_does_not_disturb_who_types(editor: RoutesEditor) -> None:
    line = editor.lines[0]
    editor.show_routes(ROUTES)
    assert editor.lines[0] is line


def test_a_provider_that_is_gone_stays_visible_and_is_marked(editor: RoutesEditor) -> None:
    editor.show_routes((Route("gone", "m"),))
    editor.say({0: "There is no provider 'gone'."}, {})
    assert editor.lines[0].provider.currentText() == "gone"
    assert editor.lines[0].note.text() == "There is no provider 'gone'."
    assert editor.lines[0].note.property("role") == "problem"


def test_a_note_of_the_provider_is_shown_where_nothing_is_wrong(editor: RoutesEditor) -> None:
    editor.say({}, {"local": "No agreement: requests with PHI do not go here."})
    assert editor.lines[0].note.isHidden()
    assert editor.lines[1].note.property("role") == "warn"
    assert editor.lines[1].note.isVisible()


def test_no_route_at_all_is_said_below(editor: RoutesEditor) -> None:
    editor.show_routes(())
    editor.say({-1: "Add a route."}, {})
    assert editor.problem.text() == "Add a route."
    editor.say({}, {})
    assert editor.problem.isHidden()


def test_models_on_offer_complete_what_is_typed(editor: RoutesEditor) -> None:
    editor.set_offered("azure", ["gpt-5.2", "gpt-5.2-mini", "o5"])
    completer = editor.lines[0].model.completer()
    completer.setCompletionPrefix("MINI")
    assert completer.completionCount() == 1
    QTest.keyClick(editor.lines[1].provider, Qt.Key.Key_Up)
    assert editor.lines[1].offered == "azure"


def test_a_new_provider_can_be_chosen_in_the_lines_that_are_there(editor: RoutesEditor) -> None:
    editor.set_providers(["azure", "local", "anthropic", "vertex"])
    assert editor.lines[0].provider.findText("vertex") >= 0
    assert editor.routes() == ROUTES


def test_every_input_is_named_with_its_place(editor: RoutesEditor) -> None:
    assert editor.lines[1].model.accessibleName() == "Route 2: model"
    assert editor.lines[1].provider.accessibleName() == "Route 2: provider"
