r"""Rows of literals: `('8842119', 'Okafor', DATE '1960-03-04')`, `["a", "b"]`, `Patient("Ada", "Okafor")`.

Programs, JSON and SQL write rows alike: cells between brackets, parted by commas. A cell is a quoted string,
a bare word or number, or one of these inside calls (`date(1960, 3, 4)`, `N'...'`, `String::from("...")`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MOST = 80
_LONGEST = 400
#: what may stand before the value in its cell: calls, type words, prefixes of strings
_BEFORE = re.compile(
    r"\s*(?:(?:DATE|TIMESTAMP|date|timestamp)\s{1,3}(?=['\"])"
    r"|(?:&?(?:new\s+)?[A-Za-z_][\w.:]{0,40}!?\(\s{0,20}){0,2})"
    r"(?:[NEBnebruf@$]{0,2}(?=\\{0,7}[\"'`])|(?=[\w+-]))"
)
_QUOTE = re.compile(r"\\{0,7}[\"'`]")
_BARE = re.compile(r"[\w+-][\w.+:/ -]{0,60}")
_NUMBERS = re.compile(r"(?:19|20)\d\d, ?(?:time\.)?\w{1,9}, ?\d{1,2}(?:, ?[\w.]{1,12}){0,6}(?=\s?\))")
#: what may stand behind the value, in its calls and behind: `, 'YYYY-MM-DD'`, `.to_string()`, `::date`
_REST = re.compile(r"(?:\s?,\s?['\"][A-Za-z/:%. -]{2,24}['\"])?(?:\s+(?:AS|as)\s+\w+)?\s?\)")
_TURNED = re.compile(r"(?:\.\w{1,24}\(\))?(?:::\w{1,16})?(?:\s+(?:AS|as)\s+\w+)?")
_SEPARATOR = re.compile(r"\s{0,60}([,)\]}])")
_CLOSING = re.compile(r"\s{0,60}[)\]}]")


class Row(NamedTuple):
    """cells: where each value stands; end: behind the closing bracket; quoted: how many are strings."""

    cells: list[tuple[int, int]]
    end: int
    quoted: int


def row(scan: str, at: int, ends: str = "") -> Row | None:
    """The row whose first cell begins at `at`, behind its bracket; None if it is none.

    ends: a pattern of what ends a row that stands in no brackets.
    """
    stop = re.compile(ends) if ends else None
    cells: list[tuple[int, int]] = []
    quoted = 0
    for _ in range(_MOST):
        before = _BEFORE.match(scan, at)
        if before is None:
            return None
        place = _quoted(scan, before.end())
        quoted += place is not None
        place = place or _bare(scan, before.end(), "(" in before[0])
        if place is None:
            return None
        at = _closed(scan, place[2], before[0].count("("))
        turned = _TURNED.match(scan, at)
        at = turned.end() if turned is not None else at
        cells.append(place[:2])
        if stop is not None and stop.match(scan, at):
            return Row(cells, at, quoted)
        after = _SEPARATOR.match(scan, at)
        if after is None:
            return None
        at = after.end()
        if after[1] != ",":
            return Row(cells, at, quoted)
        closing = _CLOSING.match(scan, at)
        if closing is not None:  # a comma behind the last cell
            return Row(cells, closing.end(), quoted)
    return None


def _closed(scan: str, at: int, calls: int) -> int:
    """Behind the brackets that the calls around a value opened."""
    for _ in range(calls):
        rest = _REST.match(scan, at)
        at = rest.end() if rest is not None else at
    return at


def _quoted(scan: str, at: int) -> tuple[int, int, int] | None:
    """A string's content, and where the string ends. `''` and `\\'` are part of it."""
    opening = _QUOTE.match(scan, at)
    if opening is None:
        return None
    quote, start = opening[0], opening.end()
    place = start
    while True:
        close = scan.find(quote, place, start + _LONGEST)
        if close < 0 or "\n" in scan[start:close]:
            return None
        end = close + len(quote)
        if quote == "'" and scan.startswith("'", end):
            place = end + 1
        elif len(quote) == 1 and (close - len(scan[start:close].rstrip("\\")) - start) % 2:
            place = end
        else:
            return start, close, end


def _bare(scan: str, at: int, called: bool) -> tuple[int, int, int] | None:
    numbers = _NUMBERS.match(scan, at) if called else None
    match = numbers or _BARE.match(scan, at)
    if match is None:
        return None
    end = at + len(match[0].rstrip())
    return at, end, end
