r"""Texts as tools wrap them, unwrapped for reading: listings with line numbers, grep's prefixes, diffs, strings with
escapes.

A view is a text of its own with a map back: the readers of formats need not know of wrappings. Spans found in a
view are spans of the original, cut where the wrapping interrupts them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from proxy_core.privacy.types import Span

_PREFIXES: tuple[re.Pattern[str], ...] = (
    re.compile(r"[ \t]{0,8}\d{1,7}[\t→│|](?: (?=\S))?"),
    re.compile(r"(?:[\w.~/\\-]+[/.][\w.~/\\-]*|[A-Z]:\\[\w.\\-]+)[:-]\d{1,7}[:-](?:\d{1,5}:)?"),
    re.compile(r"[ \t]{1,8}\d{1,7}(?::|  )"),
    re.compile(r"[+-](?![+-]{2})| (?=\S| )|(?=@@|diff |index |---|\+\+\+|\\ No)|$"),
    re.compile(r"> ?"),
    re.compile(r"\d{1,7}[:-]"),
    re.compile(r"(?:[\w.~-]*/)?[\w.~/-]+\.\w{1,6}:"),
    re.compile(r"[ \t]*(?://|#|\*|--|;)[ \t]?"),
)
_DIFF = re.compile(r"^(?:@@ |diff --git |--- |\+\+\+ )", re.MULTILINE)
_LITERAL = re.compile(r"(?<!\\)(\\{0,7})([\"'])((?:(?!\1\2)[^\n]){0,200000}?)(?<!\\)\1\2")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLAIN = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    '"': '"',
    "'": "'",
    "\\": "\\",
    "/": "/",
    "b": " ",
    "f": " ",
    "0": " ",
}


class View:
    """text: what is read. Every code point of it knows where it begins and ends in the original."""

    def __init__(self, pieces: list[tuple[str, int, int]]) -> None:
        """pieces: (text, place in the original, its length there); a piece whose lengths differ is atomic."""
        self.text = "".join(piece for piece, _, _ in pieces)
        self._starts: list[int] = []
        self._pieces = pieces
        at = 0
        for piece, _, _ in pieces:
            self._starts.append(at)
            at += len(piece)

    def back(self, span: Span) -> Iterator[Span]:
        """The span in the original; in parts, if the wrapping lies between."""
        start = end = -1
        index = max(0, bisect_right(self._starts, span.start) - 1)
        while index < len(self._pieces) and self._starts[index] < span.end:
            text, place, length = self._pieces[index]
            low = max(0, span.start - self._starts[index])
            high = min(len(text), span.end - self._starts[index])
            if high > low:
                first, last = (place + low, place + high) if length == len(text) else (place, place + length)
                if first != end and end >= 0:
                    yield Span(start, end, span.type, span.sure)
                    start = first
                start = first if start < 0 else start
                end = last
            index += 1
        if end >= 0:
            yield Span(start, end, span.type, span.sure)


def unprefixed(scan: str) -> View | None:
    """Without the prefix that (nearly) every line carries; None if they carry none."""
    if "\n" not in scan and not _PREFIXES[0].match(scan) and not _PREFIXES[1].match(scan):
        return None
    sample = [line for line in scan[:6000].split("\n")[:40] if line.strip()]
    if len(scan) > 6000 and len(sample) > 1:
        sample.pop()
    for index, prefix in enumerate(_PREFIXES):
        if index == 3 and not (_DIFF.search(scan[:6000]) or _changes(sample)):
            continue
        if index >= 4 and len(sample) < 2:
            continue
        need = len(sample) if index == 7 else max(1, round(len(sample) * 0.8))
        if sum(1 for line in sample if prefix.match(line)) >= need and sample:
            return _stripped(scan, prefix.match)
    return None


def _changes(sample: list[str]) -> bool:
    return (
        len(sample) > 1
        and all(line[0] in "+- @" for line in sample)
        and any(line[0] in "+-" for line in sample)
        and not all(line.startswith("- ") for line in sample)
    )


def _stripped(scan: str, match: Callable[[str, int], re.Match[str] | None]) -> View:
    pieces: list[tuple[str, int, int]] = []
    at = 0
    while at <= len(scan):
        end = scan.find("\n", at)
        end = len(scan) if end < 0 else end + 1
        found = match(scan, at)
        start = min(found.end(), end) if found else at
        if start < end:
            pieces.append((scan[start:end], start, end - start))
        if end >= len(scan):
            break
        at = end
    return View(pieces)


def literals(scan: str) -> Iterator[View]:
    """The contents of string literals that hold escapes, one level unescaped."""
    if "\\" not in scan:
        return
    for match in _LITERAL.finditer(scan):
        inner = match[3]
        if len(inner) < 12 or "\\" not in inner:
            continue
        if not re.search(r"\\[nrt\"']", inner):
            continue
        yield _unescaped(scan, *match.span(3))


def whole(scan: str) -> View:
    """The whole text, one level unescaped: for a piece that was cut out of a literal."""
    return _unescaped(scan, 0, len(scan))


def _unescaped(scan: str, start: int, end: int) -> View:
    pieces: list[tuple[str, int, int]] = []
    at = start
    for match in _ESCAPE.finditer(scan, start, end):
        if match.start() > at:
            pieces.append((scan[at : match.start()], at, match.start() - at))
        code = match[1] or match[2]
        if code:
            character = chr(int(code, 16))
            text = character if int(code, 16) < 256 else "ÿ"
        else:
            text = _PLAIN.get(match[3], match[3])
        pieces.append((text, match.start(), match.end() - match.start()))
        at = match.end()
    if at < end:
        pieces.append((scan[at:end], at, end - at))
    return View(pieces)
