"""Labels, buttons, rows and columns."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.basics import (
    IconButton,
    IconLabel,
    button,
    horizontal,
    label,
    line,
    set_style_property,
    vertical,
)


def test_a_label_shows_its_text_as_it_is(qtbot: QtBot) -> None:
    made = label("<b>not bold</b>", "muted", wrap=True)
    qtbot.addWidget(made)
    assert made.text() == "<b>not bold</b>"
    assert made.textFormat().name == "PlainText"
    assert made.property("role") == "muted"


def test_an_icon_button_is_named_by_its_tip(qtbot: QtBot) -> None:
    made = IconButton("copy", "Copy the address")
    qtbot.addWidget(made)
    assert made.accessibleName() == made.toolTip() == "Copy the address"
    made.set_tip("Copied")
    assert made.accessibleName() == "Copied"


def test_icons_follow_the_colours(qtbot: QtBot, theme: Theme) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    tool, mark, push = IconButton("copy", "Copy"), IconLabel("check", "ok"), button("Save", "primary", "plus")
    for widget in (tool, mark, push):
        widget.setParent(holder)
    holder.show()

    def images() -> list[object]:
        return [
            tool.icon().pixmap(16).toImage(),
            mark.pixmap().toImage(),
            push.icon().pixmap(20, 16).toImage(),
        ]

    before = images()
    theme.choose("dark")
    assert all(one != other for one, other in zip(images(), before, strict=True))


def test_another_icon_replaces_the_first(qtbot: QtBot) -> None:
    mark, tool = IconLabel("check", "ok"), IconButton("copy", "Copy")
    for widget in (mark, tool):
        qtbot.addWidget(widget)
    before = mark.pixmap().toImage(), tool.icon().pixmap(16).toImage()
    mark.set_icon("alert", "danger")
    tool.set_icon("check")
    assert mark.pixmap().toImage() != before[0]
    assert tool.icon().pixmap(16).toImage() != before[1]


def test_a_button_without_an_icon_has_none(qtbot: QtBot) -> None:
    made = button("Cancel", tip="Nothing happens")
    qtbot.addWidget(made)
    assert made.icon().isNull()
    assert made.toolTip() == "Nothing happens"


def test_a_style_property_changes_how_a_widget_looks(qtbot: QtBot) -> None:
    made = label("Text")
    qtbot.addWidget(made)
    made.resize(80, 30)
    made.show()
    before = made.grab().toImage()
    set_style_property(made, "role", "problem")
    assert made.grab().toImage() != before


def test_rows_and_columns_take_widgets_gaps_and_stretches(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    inner = horizontal(label("a"), None, label("b"))
    outer = vertical(label("top"), 12, inner, line(), spacing=4)
    holder.setLayout(outer)
    assert outer.count() == 4
    assert inner.count() == 3
    assert outer.spacing() == 4
    assert line(vertical=True).property("vline") is True
