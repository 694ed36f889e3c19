"""The frame of a page."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.basics import button, label
from ui.widgets.page import GUTTER, Page, overhanging, scrolled


def test_the_title_is_above_the_content_and_buttons_are_at_the_right(qtbot: QtBot) -> None:
    page = Page("Models", "Which provider answers.")
    qtbot.addWidget(page)
    add, content = button("Add"), label("content")
    page.buttons.addWidget(add)
    page.content.addWidget(content)
    page.resize(700, 400)
    page.show()
    assert content.y() > page.title.geometry().bottom()
    assert add.x() > page.title.geometry().right() - add.width()


def test_tall_content_scrolls_and_never_sideways(qtbot: QtBot) -> None:
    column = QVBoxLayout()
    lines = [label(f"line {number} " * 20, wrap=True) for number in range(50)]
    for one in lines:
        column.addWidget(one)
    area = scrolled(column)
    qtbot.addWidget(area)
    area.resize(500, 200)
    area.show()
    assert area.verticalScrollBar().maximum() > 0
    assert area.horizontalScrollBar().maximum() == 0
    assert lines[0].width() <= 500


def test_a_single_widget_can_be_scrolled_too(qtbot: QtBot) -> None:
    content = label("text")
    area = scrolled(content)
    qtbot.addWidget(area)
    area.show()
    assert content.isVisible()


def test_what_scrolls_ends_where_the_page_ends_with_and_without_a_scroll_bar(qtbot: QtBot) -> None:
    page, column, content, below = Page("Title", "Text"), QVBoxLayout(), QWidget(), QWidget()
    column.addWidget(content)
    page.content.addLayout(overhanging(scrolled(column, gutter=True)), 1)
    page.content.addWidget(below)
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()

    def right() -> int:
        return content.mapTo(page, QPoint(content.width(), 0)).x()

    assert right() == below.geometry().right() + 1
    content.setMinimumHeight(2000)
    qtbot.waitUntil(lambda: page.findChildren(QScrollArea)[0].verticalScrollBar().isVisible())
    assert right() == below.geometry().right() + 1


def test_the_gutter_is_as_wide_as_the_stylesheets_scroll_bar(qtbot: QtBot) -> None:
    area = scrolled(QWidget())
    qtbot.addWidget(area)
    assert area.verticalScrollBar().sizeHint().width() == GUTTER
