"""The lines that the inspector's panes show of a text: what was changed with some context, or all of it.

A line is made for both sides at once, so that the panes stay line by line beside each other: between two
marks both texts are the same, and no value holds a line end. Made one by one, as they are asked for: a text
of a megabyte costs nothing until somebody scrolls there. Must not know a widget.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice

from proxy_core.inspector.view import Leaf, Mark

#: characters before and after a mark that are always shown
CONTEXT = 160
#: a line is broken here: laying out a single line of a megabyte would take seconds
LONGEST_LINE = 1000
#: less than this between two excerpts is shown rather than left out
_LEAST_GAP = 80
#: what is shown of a text in which nothing was changed, until all of it is wanted
HEAD = 600


class Kind(Enum):
    TITLE = "title"
    TEXT = "text"
    GAP = "gap"  # something was left out: `left_out` characters
    SPACE = "space"


#: literal text, or a mark in its place
Piece = str | Mark


@dataclass(frozen=True, slots=True)
class Line:
    """leaf: the number of its text. at: where it begins in the client's text, in code points.

    provider: what the other side shows instead, where the two cannot be laid side by side.
    """

    kind: Kind
    leaf: int
    at: int = 0
    pieces: tuple[Piece, ...] = field(default=(), repr=False)
    left_out: int = 0
    provider: tuple[Piece, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the client's text that is shown."""

    start: int
    end: int


def lines_of(leaf: Leaf, number: int, *, whole: bool = False) -> Iterator[Line]:
    """A title, the text's lines or its excerpts, and an empty line."""
    yield Line(Kind.TITLE, number)
    if not _fits(leaf):
        yield from _apart(leaf, number)
    else:
        shown = [Window(0, len(leaf.client))] if whole else windows(leaf)
        at = 0
        for window in shown:
            if window.start > at:
                yield Line(Kind.GAP, number, at, left_out=window.start - at)
            yield from _window(leaf, number, window)
            at = window.end
        if at < len(leaf.client):
            yield Line(Kind.GAP, number, at, left_out=len(leaf.client) - at)
    yield Line(Kind.SPACE, number)


def windows(leaf: Leaf) -> list[Window]:
    """The stretches around a text's marks; of one without marks its beginning."""
    length = len(leaf.client)
    if not leaf.marks:
        return [Window(0, length if length <= HEAD + _LEAST_GAP else _back(leaf.client, HEAD))]
    found: list[Window] = []
    for mark in leaf.marks:
        start, end = _back(leaf.client, mark.start - CONTEXT), _on(leaf.client, mark.end + CONTEXT)
        if found and start - found[-1].end < _LEAST_GAP:
            found[-1] = Window(found[-1].start, end)
        else:
            found.append(Window(start if start >= _LEAST_GAP else 0, end))
    last = found[-1]
    if length - last.end < _LEAST_GAP:
        found[-1] = Window(last.start, length)
    return _outside_marks(found, leaf.marks)


def _outside_marks(found: Sequence[Window], marks: Sequence[Mark]) -> list[Window]:
    """No window begins or ends within a mark."""
    result: list[Window] = []
    for window in found:
        start, end = window.start, window.end
        first, last = _around(marks, start), _around(marks, end)
        start = first.start if first is not None else start
        end = last.end if last is not None else end
        if result and start <= result[-1].end:
            result[-1] = Window(result[-1].start, max(end, result[-1].end))
        else:
            result.append(Window(start, end))
    return result


def _around(marks: Sequence[Mark], at: int) -> Mark | None:
    """The mark that a place lies within."""
    index = bisect_left(marks, at, key=lambda mark: mark.start) - 1
    return marks[index] if index >= 0 and at < marks[index].end else None


def _back(text: str, at: int) -> int:
    """The line's beginning if it is near, else a space, else the place itself."""
    if at <= 0:
        return 0
    low = max(0, at - CONTEXT // 2)
    line = text.rfind("\n", low, at)
    if line < 0:
        line = text.rfind(" ", low, at)
    return line + 1 if line >= 0 else at


def _on(text: str, at: int) -> int:
    """The line's end, a space, or the place itself."""
    if at >= len(text):
        return len(text)
    high = min(len(text), at + CONTEXT // 2)
    line = text.find("\n", at, high)
    if line < 0:
        line = text.find(" ", at, high)
    return line if line >= 0 else at


def _window(leaf: Leaf, number: int, window: Window) -> Iterator[Line]:
    start = window.start
    pieces: list[Piece] = []
    room = LONGEST_LINE
    for piece in _pieces(leaf, window):
        if isinstance(piece, Mark):
            pieces.append(piece)
            room -= piece.end - piece.start
            continue
        for part in _broken(piece, room):
            if part is None:
                yield Line(Kind.TEXT, number, start, tuple(pieces))
                start += _length(pieces)
                pieces, room = [], LONGEST_LINE
            elif part == "\n":
                yield Line(Kind.TEXT, number, start, tuple(pieces))
                start += _length(pieces) + 1
                pieces, room = [], LONGEST_LINE
            else:
                pieces.append(part)
                room -= len(part)
    if pieces or start == window.start:
        yield Line(Kind.TEXT, number, start, tuple(pieces))


def _broken(text: str, room: int) -> Iterator[str | None]:
    """Parts of a text without line ends, "\\n" for each, None where a line would be too long."""
    at = 0
    while at < len(text):
        end = text.find("\n", at, at + max(room, 0) + 1)
        if end < 0 and len(text) - at > room:
            end = at + max(room, 0)
            if end > at:
                yield text[at:end]
            yield None
            at, room = end, LONGEST_LINE
            continue
        stop = end if end >= 0 else len(text)
        if stop > at:
            yield text[at:stop]
            room -= stop - at
        if end >= 0:
            yield "\n"
            room = LONGEST_LINE
        at = stop + (end >= 0)


def _pieces(leaf: Leaf, window: Window) -> Iterator[Piece]:
    at = window.start
    first = bisect_left(leaf.marks, at, key=lambda mark: mark.start)
    for mark in islice(leaf.marks, first, None):
        if mark.start >= window.end:
            break
        if mark.start > at:
            yield leaf.client[at : mark.start]
        yield mark
        at = mark.end
    if at < window.end:
        yield leaf.client[at : window.end]


def _length(pieces: Sequence[Piece]) -> int:
    return sum(len(piece) if isinstance(piece, str) else piece.end - piece.start for piece in pieces)


def _fits(leaf: Leaf) -> bool:
    """Whether the texts are the same between the marks, as they are unless something is wrong."""
    at = start = 0
    for mark in leaf.marks:
        gap = mark.start - start
        if gap != mark.at - at or not leaf.provider.startswith(leaf.client[start : mark.start], at):
            return False
        start, at = mark.end, mark.until
    return leaf.client[start:] == leaf.provider[at:]


def _apart(leaf: Leaf, number: int) -> Iterator[Line]:
    """Each side's own beginning, for two texts that differ in more than their marks."""
    mine, theirs = leaf.client[:HEAD].split("\n"), leaf.provider[:HEAD].split("\n")
    at = 0
    for row in range(max(len(mine), len(theirs))):
        one = mine[row] if row < len(mine) else ""
        other = theirs[row] if row < len(theirs) else ""
        yield Line(Kind.TEXT, number, at, (one,), provider=(other,))
        at = min(at + len(one) + 1, len(leaf.client))


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """A selection grown to whole words and without spaces around it: what a list's entry can stand for."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return start, end
    while start > 0 and _word(text[start - 1]) and _word(text[start]):
        start -= 1
    while end < len(text) and _word(text[end]) and _word(text[end - 1]):
        end += 1
    return start, end


def _word(character: str) -> bool:
    return character.isalnum() or character == "_"
