"""One pane of the inspector: a long text with chips in the place of values.

Filled a few milliseconds at a time, so that the window stays live whatever the text's length. A value is in
the document only while it is revealed and in view; hidden, a chip shows its type and its placeholder's id.
A chip is as wide as the placeholder on the other side, so that both panes wrap alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QMouseEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFragment,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from proxy_core.inspector.view import Fate, Leaf, Mark
from ui.models.inspection import Kind, Line, Piece
from ui.text import tr
from ui.theme import mono_font, tokens

_MARK = QTextFormat.Property.UserProperty.value + 1
_SLICE_S = 0.002
_NO_BREAK = "\u00a0"
#: of one fill: more than a person scrolls through, and a document that Qt still handles well
MOST_LINES = 60_000


class Side(Enum):
    CLIENT = "client"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a leaf's text on the pane's own side, in code points."""

    leaf: int
    start: int
    end: int


class InspectorPane(QPlainTextEdit):
    """chip_clicked: the leaf's number, the mark and where the pointer is. gap_clicked: the leaf's number.
    filled: the last line is there."""

    chip_clicked = Signal(int, object, QPoint)
    gap_clicked = Signal(int)
    filled = Signal()

    def __init__(self, side: Side, name: str, title: Callable[[Leaf], str]) -> None:
        """title: a leaf's title, for a person."""
        super().__init__()
        self._side = side
        self._title = title
        self._leaves: Sequence[Leaf] = ()
        self._lines: list[Line] = []  # of each block
        self._coming: Iterator[Line] = iter(())
        self._revealed = False
        self._turned: set[int] = set()  # numbers of the blocks whose values are in the document
        self._top: tuple[int, int] | None = None  # what is to be at the top once it is there
        self._chips: list[tuple[int, Mark]] = []  # the leaf's number and the mark of each chip
        self._keys: dict[int, int] = {}  # id of a mark -> its place in that list
        self._reached = 0  # the number of the block that is to be at the top
        self._pressed: QPoint | None = None
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(mono_font())
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(12)
        self.viewport().setMouseTracking(True)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fill)
        self.verticalScrollBar().valueChanged.connect(self._show_in_view)

    # what is shown

    def show_lines(
        self, leaves: Sequence[Leaf], lines: Iterator[Line], top: tuple[int, int] | None = None
    ) -> None:
        """Replace the content; lines come as there is time. top: the leaf and the place in it to begin at."""
        self._timer.stop()
        self.clear()
        self._turned.clear()
        self._top, self._reached = top, 0
        self._lines, self._chips, self._keys = [], [], {}
        self._leaves, self._coming = leaves, lines
        self._timer.start()
        self._fill()

    def forget(self) -> None:
        """Empty, without a trace of the text."""
        self.show_lines((), iter(()))

    @property
    def filling(self) -> bool:
        return self._timer.isActive()

    def finish(self) -> None:
        """Fill in all that is still to come, now."""
        while self.filling:
            self._fill()

    def line_at(self, block: int) -> Line | None:
        return self._lines[block] if 0 <= block < len(self._lines) else None

    def top_line(self) -> tuple[int, int]:
        """What is at the top: the block's number, and how many of its rows are above."""
        block = self.firstVisibleBlock()
        return block.blockNumber(), self.verticalScrollBar().value() - block.firstLineNumber()

    def top_place(self) -> tuple[int, int] | None:
        """The leaf at the top and the place in it."""
        line = self.line_at(self.firstVisibleBlock().blockNumber())
        return (line.leaf, line.at) if line is not None else None

    def show_line(self, number: int, rows: int) -> None:
        """Bring what `top_line` of the other pane said to the top."""
        block = self.document().findBlockByNumber(number)
        if block.isValid():
            self.verticalScrollBar().setValue(block.firstLineNumber() + min(rows, block.lineCount() - 1))

    def reveal(self, revealed: bool) -> None:
        """Show the values that are in view, or hide all again."""
        self._revealed = revealed
        if revealed:
            self._show_in_view()
        else:
            self._hide_all()

    @property
    def revealed(self) -> bool:
        return self._revealed

    def selected(self) -> Place | None:
        """The selection, if it is within one text; titles and gaps are none."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return None
        start = self._source(cursor.selectionStart(), up=False)
        end = self._source(cursor.selectionEnd(), up=True)
        if start is None or end is None or start[0] != end[0] or start[1] >= end[1]:
            return None
        return Place(start[0], start[1], end[1])

    def mark_at(self, position: int) -> tuple[int, Mark] | None:
        """The leaf's number and the mark of the chip at a place in the document."""
        block = self.document().findBlock(position)
        for fragment in _fragments(block):
            if fragment.position() <= position < fragment.position() + fragment.length():
                return self._chip_of(fragment)
        return None

    # filling

    def _fill(self) -> None:
        untouched = not self._lines
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        until = time.perf_counter() + _SLICE_S
        done = False
        while not done and time.perf_counter() < until:
            line = next(self._coming, None) if len(self._lines) < MOST_LINES else None
            if line is None:
                done = True
            else:
                self._append(cursor, line)
        cursor.endEditBlock()
        if untouched:
            self.moveCursor(QTextCursor.MoveOperation.Start)  # it was at the end of what was empty
        if self._reached:
            self.show_line(self._reached, 0)
            if self.top_line()[0] == self._reached or done:
                self._reached = 0
        if done:
            self._timer.stop()
            self._coming = iter(())
            self.filled.emit()
        if self._revealed:
            self._show_in_view()

    def _append(self, cursor: QTextCursor, line: Line) -> None:
        if self._lines:
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        self._lines.append(line)
        if self._top is not None and (line.leaf, line.at) >= self._top and line.kind is not Kind.TITLE:
            self._reached = len(self._lines) - 1
            self._top = None
        t = tokens()
        if line.kind is Kind.TITLE:
            cursor.insertText(self._title(self._leaves[line.leaf]), _style(t.muted, bold=True))
        elif line.kind is Kind.GAP:
            words = tr("··· {0:,} more characters").format(line.left_out)
            cursor.insertText(words, _style(t.accent))
        else:
            for piece in self._pieces(line):
                if isinstance(piece, str):
                    cursor.insertText(piece, _style(t.text))
                else:
                    self._insert_chip(cursor, line.leaf, piece, shown=False)

    def _pieces(self, line: Line) -> Sequence[Piece]:
        if self._side is Side.PROVIDER and line.provider is not None:
            return line.provider
        return line.pieces

    # chips

    def _insert_chip(self, cursor: QTextCursor, leaf: int, mark: Mark, *, shown: bool) -> None:
        style = _chip_style(mark, self._side, shown)
        key = self._keys.setdefault(id(mark), len(self._chips))
        if key == len(self._chips):
            self._chips.append((leaf, mark))
        style.setProperty(_MARK, key)
        cursor.insertText(self._chip_text(leaf, mark, shown), style)

    def _chip_text(self, leaf: int, mark: Mark, shown: bool) -> str:
        text = self._leaves[leaf]
        if self._side is Side.PROVIDER:
            return text.provider[mark.at : mark.until]
        if shown or mark.fate in (Fate.LEFT, Fate.UNKNOWN):
            return text.value(mark)
        return hidden_words(mark)

    def _chip_of(self, fragment: QTextFragment) -> tuple[int, Mark] | None:
        key = fragment.charFormat().property(_MARK)
        return self._chips[key] if isinstance(key, int) else None

    def _show_in_view(self) -> None:
        if not self._revealed or self._side is Side.PROVIDER:
            return
        block = self.firstVisibleBlock()
        bottom = self.viewport().height()
        while block.isValid():
            if self.blockBoundingGeometry(block).translated(self.contentOffset()).top() > bottom:
                break
            self._turn(block, shown=True)
            self._turned.add(block.blockNumber())
            block = block.next()

    def _hide_all(self) -> None:
        for number in self._turned:
            self._turn(self.document().findBlockByNumber(number), shown=False)
        self._turned.clear()

    def _turn(self, block: QTextBlock, *, shown: bool) -> None:
        """Show or hide a block's values: from the last to the first, as each changes what follows it."""
        found = [
            (fragment.position(), fragment.length(), *chip)
            for fragment in _fragments(block)
            if (chip := self._chip_of(fragment)) is not None
        ]
        cursor = QTextCursor(self.document())
        for position, length, leaf, mark in reversed(found):
            cursor.setPosition(position)
            cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
            if cursor.selectedText() != self._chip_text(leaf, mark, shown):
                self._insert_chip(cursor, leaf, mark, shown=shown)

    # from the document back to the text

    def _source(self, position: int, *, up: bool) -> tuple[int, int] | None:
        """(leaf, offset on this side) of a place in the document; within a chip its beginning, or its end."""
        block = self.document().findBlock(position)
        line = self.line_at(block.blockNumber())
        if line is None or line.kind is not Kind.TEXT or line.provider is not None:
            return None
        at = self._begins(line)
        for fragment in _fragments(block):
            inside = position - fragment.position()
            if inside <= 0:
                break
            chip = self._chip_of(fragment)
            if chip is None:
                at += len(_code_points(fragment.text(), inside))
            elif inside >= fragment.length() or up:
                at += self._width(chip[1])
        return line.leaf, at

    def _begins(self, line: Line) -> int:
        """Where a line begins on this side."""
        if self._side is Side.CLIENT:
            return line.at
        marks = [mark for mark in self._leaves[line.leaf].marks if mark.end <= line.at]
        return line.at + (marks[-1].until - marks[-1].end if marks else 0)

    def _width(self, mark: Mark) -> int:
        return mark.end - mark.start if self._side is Side.CLIENT else mark.until - mark.at

    # the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at, pressed = event.position().toPoint(), self._pressed
        self._pressed = None
        if event.button() != Qt.MouseButton.LeftButton or pressed is None:
            return
        if (at - pressed).manhattanLength() > 4 or self.textCursor().hasSelection():
            return
        self._clicked(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        hand = self._under(at) is not None or self._gap_under(at) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.IBeamCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A chip's own menu, also by the keyboard; else the usual one."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            position = self.textCursor().position()
            found = self.mark_at(position) or self.mark_at(position - 1)
            at = self.viewport().mapToGlobal(self.cursorRect().bottomLeft())
        else:
            found, at = self._under(event.pos()), event.globalPos()
        if found is None:
            super().contextMenuEvent(event)
        else:
            self.chip_clicked.emit(found[0], found[1], at)

    def _clicked(self, at: QPoint) -> None:
        found = self._under(at)
        if found is not None:
            self.chip_clicked.emit(found[0], found[1], self.viewport().mapToGlobal(at))
        elif (leaf := self._gap_under(at)) is not None:
            self.gap_clicked.emit(leaf)

    def _under(self, at: QPoint) -> tuple[int, Mark] | None:
        position = self.cursorForPosition(at).position()
        # A place is between two characters: the one before it may be the one that is pointed at.
        for candidate in (position, position - 1):
            if candidate < 0:
                continue
            cursor = QTextCursor(self.document())
            cursor.setPosition(candidate)
            left = self.cursorRect(cursor).left()
            cursor.setPosition(candidate + 1) if candidate + 1 < self.document().characterCount() else None
            right = self.cursorRect(cursor).left()
            if left <= at.x() <= right and (found := self.mark_at(candidate)) is not None:
                return found
        return None

    def _gap_under(self, at: QPoint) -> int | None:
        line = self.line_at(self.cursorForPosition(at).blockNumber())
        return line.leaf if line is not None and line.kind is Kind.GAP else None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._lines:
            self._recolour()

    def _recolour(self) -> None:
        """The same lines in the new colours."""
        lines = chain(tuple(self._lines), self._coming)
        self.show_lines(self._leaves, lines, self.top_place())


def hidden_words(mark: Mark) -> str:
    """What a chip shows of a hidden value: its type and its placeholder's id, without a place to break."""
    return f"{mark.type}{_NO_BREAK}•••{_NO_BREAK}{mark.token[-8:]}"


def _fragments(block: QTextBlock) -> list[QTextFragment]:
    found: list[QTextFragment] = []
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        if fragment.isValid():
            found.append(fragment)
        at += 1
    return found


def _code_points(text: str, units: int) -> str:
    """The beginning of a text that has so many UTF-16 units, as Qt counts."""
    if text.isascii():
        return text[:units]
    return text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "replace")


def _style(color: str, *, bold: bool = False) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setForeground(QColor(color))
    if bold:
        style.setFontWeight(QFont.Weight.DemiBold)
    return style


#: fate -> tone, on either side
_TONES = {Fate.REPLACED: "warn", Fate.RESTORED: "ok", Fate.LEFT: "info", Fate.UNKNOWN: "danger"}


def _chip_style(mark: Mark, side: Side, shown: bool) -> QTextCharFormat:
    tone = "accent" if side is Side.PROVIDER and mark.fate is Fate.REPLACED else _TONES[mark.fate]
    front, back = tokens().tone(tone)
    style = QTextCharFormat()
    style.setForeground(QColor(front))
    style.setBackground(QColor(back))
    if shown:
        style.setFontUnderline(True)
    return style
