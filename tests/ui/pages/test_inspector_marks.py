"""Calling a value PHI or none, and taking that back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from proxy_core.inspector.view import Fate, Leaf, Mark
from proxy_core.privacy.recognizers import RECOGNIZERS
from tests.ui.fakes import FakePorts
from ui.pages.inspector_marks import MarkMenus
from ui.widgets.banner import Banner

TOKEN = "PHI_NAME_7K3Q9X2C"
MARK = Mark(0, 5, 0, 17, "NAME", TOKEN, Fate.REPLACED)
LEAF = Leaf("p", "messages", client="Maria", provider=TOKEN, marks=(MARK,))


class Bench:
    def __init__(self, qtbot: QtBot, ports: FakePorts) -> None:
        self.ports = ports
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.notice = Banner("info")
        self.notice.setParent(self.window)
        self.menus = MarkMenus(self.window, ports, self.notice)

    def actions(self) -> dict[str, QAction]:
        assert self.menus.menu is not None
        return {action.text(): action for action in self.menus.menu.actions() if action.text()}


@pytest.fixture
def bench(qtbot: QtBot, ports: FakePorts) -> Bench:
    return Bench(qtbot, ports)


def test_a_found_value_can_be_called_no_phi_and_that_taken_back(bench: Bench) -> None:
    bench.menus.offer_for_chip(LEAF, MARK, QPoint(0, 0))
    bench.actions()["Not PHI: let it pass"].trigger()
    assert bench.ports.calls[-1] == ("not_phi", "Maria")
    assert "Maria" not in bench.notice.text
    assert bench.notice.action.text() == "Undo"
    bench.notice.action.click()
    assert bench.ports.calls[-1] == ("undo", "Maria")
    assert bench.notice.text == "Taken back."
    bench.notice.triggered.emit()
    assert len([call for call in bench.ports.calls if call[0] == "undo"]) == 1


def test_a_found_value_can_be_called_phi_everywhere(bench: Bench) -> None:
    bench.menus.offer_for_chip(LEAF, MARK, QPoint(0, 0))
    bench.actions()["Always PHI: replace it everywhere"].trigger()
    assert bench.ports.calls[-1] == ("always_phi", ("NAME", "Maria"))


def test_its_placeholder_can_be_copied(bench: Bench) -> None:
    bench.menus.offer_for_chip(LEAF, MARK, QPoint(0, 0))
    bench.actions()["Copy the placeholder"].trigger()
    assert QGuiApplication.clipboard().text() == TOKEN


@pytest.mark.parametrize("fate", [Fate.LEFT, Fate.UNKNOWN])
def test_a_placeholder_that_stayed_one_has_no_value_to_mark(bench: Bench, fate: Fate) -> None:
    bench.menus.offer_for_chip(LEAF, Mark(0, 5, 0, 17, "NAME", TOKEN, fate), QPoint(0, 0))
    assert [text for text in bench.actions() if "PHI:" in text] == []


def test_a_selected_value_can_be_any_type_that_is_looked_for(bench: Bench) -> None:
    bench.ports.save_settings({"privacy.types_off": ["URL"]})
    bench.menus.offer_for_value("Zebra-7", bench.window)
    labels = [recognizer.label for recognizer in RECOGNIZERS if recognizer.type != "URL"]
    assert sorted(list(bench.actions())[1:]) == sorted(labels)
    assert not bench.actions()["From now on, replace it as"].isEnabled()
    label = next(one.label for one in RECOGNIZERS if one.type == "GEO")
    bench.actions()[label].trigger()
    assert bench.ports.calls[-1] == ("always_phi", ("GEO", "Zebra-7"))


def test_what_cannot_be_done_is_said(bench: Bench) -> None:
    bench.ports.refuse = "The keyring is locked."
    bench.menus.not_phi("Maria", "NAME")
    assert bench.notice.text == "NAME: The keyring is locked."
    assert bench.notice.action.isHidden()


def test_what_cannot_be_taken_back_is_said(bench: Bench) -> None:
    bench.menus.not_phi("Maria", "NAME")
    bench.ports.refuse = "The file is broken."
    bench.notice.action.click()
    assert bench.notice.text == "The file is broken."
