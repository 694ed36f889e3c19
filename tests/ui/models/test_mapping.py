"""The draft of the mapping: edits, order, and what is wrong with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot

from proxy_core.config import ModelMapping, Route
from ui.models.mapping import MappingModel, route_text
from ui.widgets.rows import ICON, SUBTITLE

OPUS = ModelMapping("claude-opus-*", (Route("azure", "gpt-5.2"), Route("local")))
REST = ModelMapping("*", (Route("local", "qwen3"),))


@pytest.fixture
def model(qtbot: QtBot) -> MappingModel:
    made = MappingModel()
    watch = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    watch.setParent(made)
    made.set_providers(["azure", "local"])
    made.reset([OPUS, REST])
    return made


def aliases(model: MappingModel) -> list[str]:
    return [mapping.alias for mapping in model.mappings()]


def test_a_row_shows_the_alias_and_its_routes_in_order(model: MappingModel) -> None:
    index = model.index(0, 0)
    assert index.data() == "claude-opus-*"
    assert index.data(SUBTITLE) == "azure · gpt-5.2 → local"
    assert index.data(ICON) is None
    assert "1. azure · gpt-5.2\n2. local" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_route_without_a_model_is_its_provider_alone() -> None:
    assert route_text(Route("local")) == "local"


def test_rows_are_added_moved_copied_and_removed(model: MappingModel) -> None:
    edits = QSignalSpy(model.edited)
    model.insert(2, ModelMapping("claude-haiku-*", (Route("local"),)))
    assert model.move(2, -1) == 1
    assert aliases(model) == ["claude-opus-*", "claude-haiku-*", "*"]
    assert model.move(0, 1) == 1
    assert aliases(model) == ["claude-haiku-*", "claude-opus-*", "*"]
    assert model.duplicate(1) == 2
    assert model.mapping(2) == ModelMapping("claude-opus-2-*", OPUS.routes)
    model.remove(0)
    assert aliases(model) == ["claude-opus-*", "claude-opus-2-*", "*"]
    assert edits.count() == 5


@pytest.mark.parametrize(("row", "by"), [(0, -1), (1, 1)])
def test_at_the_ends_nothing_moves(model: MappingModel, row: int, by: int) -> None:
    assert model.move(row, by) == row
    assert aliases(model) == ["claude-opus-*", "*"]


def test_copies_never_share_a_name(model: MappingModel) -> None:
    model.duplicate(1)
    model.duplicate(1)
    assert len(set(aliases(model))) == 4
    assert model.problems() == {}


@pytest.mark.parametrize(
    ("alias", "words"),
    [
        ("", "must not be empty"),
        ("a*b", "only at its end"),
        ("a b", "must not hold spaces"),
        ("*", "Another row has this alias"),
    ],
)
def test_an_alias_that_cannot_be_is_explained(model: MappingModel, alias: str, words: str) -> None:
    model.set_alias(0, alias)
    problem = model.alias_problem(0)
    assert problem is not None
    assert words in problem
    assert model.index(0, 0).data(ICON) == "alert"


def test_an_alias_taken_twice_is_a_problem_of_both(model: MappingModel) -> None:
    model.set_alias(0, "*")
    assert set(model.problems()) == {0, 1}


def test_a_route_to_a_provider_that_is_gone_is_named(model: MappingModel) -> None:
    model.set_providers(["azure"])
    assert "'local'" in model.route_problems(0)[1]
    assert set(model.problems()) == {0, 1}


def test_an_alias_without_a_route_needs_one(model: MappingModel) -> None:
    model.set_routes(0, ())
    assert "Add a route" in model.route_problems(0)[-1]


def test_a_change_to_the_same_is_no_edit(model: MappingModel) -> None:
    edits = QSignalSpy(model.edited)
    model.set_alias(0, OPUS.alias)
    model.set_routes(0, OPUS.routes)
    model.reset([OPUS])
    assert edits.count() == 0
