"""A pane: chips instead of values, back from the document to the text, live however long the text is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from proxy_core.inspector.view import Fate, Leaf, Mark
from tests.ui import contents
from tests.ui.models.test_inspection import NAME, TOKEN, leaf
from ui.models.inspection import Kind, Line, lines_of
from ui.pages.inspector_pane import InspectorPane, Place, Side, hidden_words
from ui.theme import Theme


def lines(leaves: Sequence[Leaf], *, whole: bool = False) -> Iterator[Line]:
    return chain.from_iterable(lines_of(one, at, whole=whole) for at, one in enumerate(leaves))


def pane(qtbot: QtBot, side: Side, *leaves: Leaf, whole: bool = False) -> InspectorPane:
    made = InspectorPane(side, "Pane", lambda one: f"Title of {one.path}")
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    made.show_lines(leaves, lines(leaves, whole=whole))
    made.finish()
    return made


def select(made: InspectorPane, text: str, part: tuple[int, int] | None = None) -> None:
    at = made.document().toPlainText().index(text)
    start, end = part or (0, len(text))
    cursor = made.textCursor()
    cursor.setPosition(at + start)
    cursor.setPosition(at + end, QTextCursor.MoveMode.KeepAnchor)
    made.setTextCursor(cursor)


def test_a_value_is_a_chip_that_shows_its_type_and_placeholder(qtbot: QtBot) -> None:
    made = pane(qtbot, Side.CLIENT, leaf("Dear ", NAME, ","))
    text = made.toPlainText().replace("\u00a0", " ")
    assert text == "Title of p\nDear NAME ••• 7K3Q9X2C,\n"
    other = pane(qtbot, Side.PROVIDER, leaf("Dear ", NAME, ","))
    assert other.toPlainText() == f"Title of p\nDear {TOKEN},\n"


def test_a_chip_is_as_long_as_its_placeholder() -> None:
    for type_ in ("NAME", "HEALTH_PLAN", "IP"):
        mark = Mark(0, 1, 0, 1, type_, f"PHI_{type_}_7K3Q9X2C", Fate.REPLACED)
        assert len(hidden_words(mark)) == len(mark.token)


def test_values_are_there_only_while_they_are_revealed(qtbot: QtBot) -> None:
    made = pane(qtbot, Side.CLIENT, leaf("Dear ", NAME, " and ", NAME))
    before = made.toPlainText()
    assert NAME not in before
    made.reveal(True)
    assert made.toPlainText().count(NAME) == 2
    made.reveal(False)
    assert made.toPlainText() == before


def test_only_what_is_in_view_is_revealed_and_scrolling_reveals_more(qtbot: QtBot) -> None:
    made = pane(qtbot, Side.CLIENT, leaf(*[NAME, "\n\n\n\n\n\n"] * 200), whole=True)
    made.reveal(True)
    first = made.toPlainText().count(NAME)
    assert 0 < first < 20
    made.verticalScrollBar().setValue(made.verticalScrollBar().maximum())
    assert made.toPlainText().count(NAME) > first
    made.reveal(False)
    assert NAME not in made.toPlainText()


def test_the_provider_s_side_never_holds_a_value(qtbot: QtBot) -> None:
    made = pane(qtbot, Side.PROVIDER, leaf("Dear ", NAME))
    made.reveal(True)
    assert NAME not in made.toPlainText()


def test_a_placeholder_that_was_left_is_shown_as_it_is(qtbot: QtBot) -> None:
    marks = (Mark(0, len(TOKEN), 0, len(TOKEN), "NAME", TOKEN, Fate.LEFT),)
    made = pane(qtbot, Side.CLIENT, Leaf("p", "answer", client=TOKEN, provider=TOKEN, marks=marks))
    assert TOKEN in made.toPlainText()


@pytest.mark.parametrize("revealed", [False, True])
@pytest.mark.parametrize("before", ["", "é漢😀 ", "line\nand "])
def test_a_selection_is_a_place_in_the_text(qtbot: QtBot, before: str, revealed: bool) -> None:
    text = leaf(before, NAME, " in ward 😀 Zebra-7, today")
    made = pane(qtbot, Side.CLIENT, text)
    made.reveal(revealed)
    at = text.client.index("Zebra-7")
    select_utf16(made, "Zebra-7")
    assert made.selected() == Place(0, at, at + 7)


def select_utf16(made: InspectorPane, text: str) -> None:
    found = made.document().find(text)
    assert not found.isNull()
    made.setTextCursor(found)


def test_a_selection_on_the_provider_s_side_counts_there(qtbot: QtBot) -> None:
    text = leaf("a\n", NAME, "\nZebra-7")
    made = pane(qtbot, Side.PROVIDER, text)
    select_utf16(made, "Zebra-7")
    at = text.provider.index("Zebra-7")
    assert made.selected() == Place(0, at, at + 7)


def test_a_part_of_a_chip_is_the_whole_value(qtbot: QtBot) -> None:
    text = leaf("Dear ", NAME, "!")
    made = pane(qtbot, Side.CLIENT, text)
    select(made, hidden_words(text.marks[0]).replace("\u00a0", " "), (2, 9))
    assert made.selected() == Place(0, 5, 5 + len(NAME))


def test_titles_gaps_and_two_texts_at_once_are_no_place(qtbot: QtBot) -> None:
    made = pane(qtbot, Side.CLIENT, leaf("one"), leaf("two"))
    assert made.selected() is None
    select(made, "Title of p")
    assert made.selected() is None
    made.selectAll()
    assert made.selected() is None


def test_a_click_on_a_chip_or_a_gap_is_told(qtbot: QtBot) -> None:
    text = leaf("x " * 2000, NAME, " x" * 2000)
    made = pane(qtbot, Side.CLIENT, text)
    chips: list[tuple[int, Mark]] = []
    gaps: list[int] = []
    made.chip_clicked.connect(lambda number, mark, at: chips.append((number, mark)))
    made.gap_clicked.connect(gaps.append)
    at = made.document().toPlainText().index("NAME") + 6
    made.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=_point(made, at))
    assert chips == [(0, text.marks[0])]
    QTest.mouseClick(
        made.viewport(), Qt.MouseButton.LeftButton, pos=_point(made, made.toPlainText().index("···") + 2)
    )
    assert gaps == [0]
    QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=_point(made, 3))
    assert (len(chips), len(gaps)) == (1, 1)


def _point(made: InspectorPane, position: int) -> QPoint:
    cursor = QTextCursor(made.document())
    cursor.setPosition(position)
    made.setTextCursor(cursor)
    made.ensureCursorVisible()
    return made.cursorRect(cursor).center() + QPoint(1, 0)


def test_a_long_text_comes_bit_by_bit(qtbot: QtBot) -> None:
    view = contents.megabyte()
    made = InspectorPane(Side.CLIENT, "Pane", lambda one: one.path)
    qtbot.addWidget(made)
    made.show()
    made.show_lines(view.request, lines(view.request, whole=True))
    assert made.filling
    some = made.document().blockCount()
    made.finish()
    assert made.document().blockCount() > 2 * some
    assert made.line_at(made.document().blockCount() - 1) is not None
    assert made.verticalScrollBar().value() == 0


def test_it_begins_where_it_is_told_once_that_is_there(qtbot: QtBot) -> None:
    text = leaf(*["some line of text\n"] * 5000)
    made = pane(qtbot, Side.CLIENT, text, whole=True)
    at = text.client.index("\n", 60_000) + 1
    made.show_lines((text,), lines((text,), whole=True), (0, at))
    made.finish()
    assert made.top_place() == (0, at)


def test_forgetting_leaves_nothing(qtbot: QtBot) -> None:
    made = pane(qtbot, Side.CLIENT, leaf("Dear ", NAME))
    made.reveal(True)
    made.forget()
    assert made.toPlainText() == ""
    assert made.line_at(0) is None


def test_other_colours_keep_the_content_and_the_place(qtbot: QtBot, theme: Theme) -> None:
    text = leaf(*["line\n"] * 300, NAME)
    made = pane(qtbot, Side.CLIENT, text, whole=True)
    made.verticalScrollBar().setValue(100)
    before, place = made.toPlainText(), made.top_place()
    theme.choose("dark")
    made.finish()
    assert (made.toPlainText(), made.top_place()) == (before, place)


def test_lines_are_known_by_their_block(qtbot: QtBot) -> None:
    made = pane(qtbot, Side.CLIENT, leaf("one\ntwo"))
    kinds = [line.kind for at in range(4) if (line := made.line_at(at)) is not None]
    assert kinds == [Kind.TITLE, Kind.TEXT, Kind.TEXT, Kind.SPACE]


def test_the_menu_key_opens_the_menu_of_the_chip_at_the_caret(qtbot: QtBot) -> None:
    text = leaf("Dear ", NAME, "!")
    made = pane(qtbot, Side.CLIENT, text)
    chips: list[Mark] = []
    made.chip_clicked.connect(lambda number, mark, at: chips.append(mark))
    at = made.toPlainText().index("NAME")
    for position in (at, at + 3, at + len(TOKEN)):
        cursor = made.textCursor()
        cursor.setPosition(position)
        made.setTextCursor(cursor)
        keyboard = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
        made.contextMenuEvent(keyboard)
    assert chips == [text.marks[0]] * 3
    mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, _point(made, at + 3), QPoint(0, 0))
    made.contextMenuEvent(mouse)
    assert len(chips) == 4
