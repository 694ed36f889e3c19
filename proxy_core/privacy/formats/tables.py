"""Tables: CSV, TSV, Markdown, psql and MySQL listings.

A header of which at least two cells are keys of a person gives every column its meaning. Source of the
quoting: RFC 4180; psql's and MySQL's borders are those of their manuals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import columns
from proxy_core.privacy.formats.separators import EVIDENCE
from proxy_core.privacy.keys import Label
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.types import Span

_BORDER = re.compile(r"[\s|+:=\-─┼├┤]+")
_GAP = re.compile(r" {2,}")
#: `f(a, b)`, `{a, b}`; but not `Phone (Home)`
_CODE = re.compile(r"[{}=:]|[\w\])]\(|^\(|\)[.;]?$")
_ROWS = 100_000
#: so many rows without a value, and it is no table of persons
_BARREN = 50


_CELL = r"[\w #./()&'\"*`-]"
#: a line of words between delimiters, or set out by spaces
_HEADERS = Matcher(
    rf"(?m)^[ \t]*\|?[\"' ]*[A-Za-z_#]{_CELL}*(?:[,;|\t]{_CELL}+)+\|?\r?$"
    r"|(?m)^ *[A-Za-z_][\w#./ ]*  [\w#./ ]*[\w#]\r?$"
)


def spans(doc: Document, places: list[int]) -> Iterator[Span]:
    """places: where labels stand; a line with several may be a header."""
    done = 0
    headers = list(_HEADERS.finditer(doc.data)) if places and EVIDENCE.search(doc.data) else []
    for line, end in sorted({*first_lines(doc), *_candidate_lines(doc, places), *headers}):
        if line < done:
            continue
        header = doc.scan[line:end]
        delimiter = _delimiter(header)
        if delimiter is None:
            continue
        cells = list(cells_of(doc.scan, line, end, delimiter))
        labels = columns.kinds([doc.scan[low:high] for low, high in cells])
        if labels is None or sum(label is not None for label in labels) < 2 or len(header) > 4000:
            continue
        if delimiter == "  ":
            found = list(_aligned(doc, end + 1, cells, labels))
        else:
            found = list(_rows(doc, end + 1, delimiter, len(cells), labels, header))
        if found:
            done = max(span.end for span in found)
            yield from found


def first_lines(doc: Document) -> list[tuple[int, int]]:
    """The first line, if the next has as many delimiters: a header even where no phrase of ours is in it."""
    end = doc.scan.find("\n")
    if not 0 < end < 2000:
        return []
    header = doc.scan[:end]
    delimiter = _delimiter(header)
    following = doc.scan[end + 1 : end + 2000].split("\n", 1)[0]
    if delimiter in (None, "  ") or header.count(delimiter) < 2 or any(c.isdigit() for c in header[:1]):
        return []
    return [(0, end)] if header.count(delimiter) == following.count(delimiter) else []


def _candidate_lines(doc: Document, places: list[int]) -> Iterator[tuple[int, int]]:
    """Lines in which at least two labels stand."""
    count, current, stop = 0, -1, -1
    for place in places:
        if current <= place < stop:
            count += 1
            if count == 2:
                yield current, stop
            continue
        current, stop = doc.line_at(place)
        count = 1


def _delimiter(header: str) -> str | None:
    counts = {sign: header.count(sign) for sign in "|\t,;"}
    best = max(counts, key=lambda sign: counts[sign])
    if counts[best]:
        if best != "\t" and _CODE.search(header) and not header.lstrip().startswith("|"):
            return None  # code, not a header
        return best
    plain = not any(sign in header for sign in "{}()=:;.\"'`")
    return "  " if plain and len(_GAP.findall(header.strip())) >= 1 else None


def cells_of(scan: str, start: int, end: int, delimiter: str) -> Iterator[tuple[int, int]]:
    if delimiter == "  ":
        for match in re.finditer(r"\S+(?: \S+)*", scan[start:end]):
            yield start + match.start(), start + match.end()
        return
    if end > start and scan[end - 1] == "\r":
        end -= 1
    at = start
    while True:
        if scan[at : at + 1] == '"' and delimiter != "|":
            close = at + 1
            while True:
                close = scan.find('"', close, end)
                if close < 0 or scan[close + 1 : close + 2] != '"':
                    break
                close += 2
            stop = scan.find(delimiter, close if close >= 0 else at, end)
        else:
            stop = scan.find(delimiter, at, end)
        yield at, stop if stop >= 0 else end
        if stop < 0:
            return
        at = stop + 1


def _rows(
    doc: Document, at: int, delimiter: str, width: int, labels: list[Label | None], header: str
) -> Iterator[Span]:
    scan, misses, barren = doc.scan, 0, 0
    for _ in range(_ROWS):
        if at >= len(scan) or barren > _BARREN:
            return
        end = scan.find("\n", at)
        end = len(scan) if end < 0 else end
        line = scan[at:end]
        if not line.strip() or (delimiter != "|" and line.startswith(("```", "\\."))):
            misses += 1
        elif not (delimiter == "|" and _BORDER.fullmatch(line)) and not re.match(r"\s*\+[-=+]+\+\s*$", line):
            cells = list(cells_of(scan, at, end, delimiter))
            if abs(len(cells) - width) > (1 if delimiter == "|" else 0) and not (
                delimiter == "," and len(cells) == width - 1
            ):
                misses += 1
            else:
                misses = 0
                barren += 1
                for label, (low, high) in zip(labels, cells, strict=False):
                    found = columns.cell(doc, label, low, high)
                    if found is not None:
                        barren = 0
                        yield found
        if misses > 1 or line == header:
            return
        at = end + 1


def _words(doc: Document, cells: list[tuple[int, int]]) -> list[tuple[Label | None, int]] | None:
    """A header whose columns stand so close that one space parts their names: each word with its place."""
    words = [
        match.span() for low, high in cells for match in re.compile(r"\S+").finditer(doc.scan, low, high)
    ]
    labels = columns.kinds([doc.scan[low:high] for low, high in words])
    return None if labels is None else [(label, low) for label, (low, _) in zip(labels, words, strict=True)]


def _aligned(
    doc: Document, at: int, cells: list[tuple[int, int]], labels: list[Label | None]
) -> Iterator[Span]:
    """Columns set out by spaces: a value belongs to the header whose place it overlaps or follows."""
    first = doc.scan.rfind("\n", 0, cells[0][0]) + 1
    for _ in range(_ROWS):
        end = doc.scan.find("\n", at)
        end = len(doc.scan) if end < 0 else end
        line = doc.scan[at:end]
        if not line.strip():
            return
        values = list(cells_of(doc.scan, at, end, "  "))
        if not _BORDER.fullmatch(line):
            if len(values) == len(cells) + 1 and doc.scan[slice(*values[0])].isdigit():
                values = values[1:]  # the number of the row
            words = _words(doc, cells) if len(values) > len(cells) else None
            if words is not None:
                chosen = [
                    (label, value)
                    for value in values
                    for label, start in words
                    if abs(value[0] - at - start + first) <= 1
                ]
            elif len(values) == len(cells):
                chosen = list(zip(labels, values, strict=True))
            else:
                chosen = [
                    (label, value)
                    for value in values
                    for label, (low, high) in zip(labels, cells, strict=True)
                    if abs(value[0] - at - low + first) <= 1 or abs(value[1] - at - high + first) <= 1
                ]
            if not chosen:
                return
            for label, (low, high) in chosen:
                found = columns.cell(doc, label, low, high)
                if found is not None:
                    yield found
        at = end + 1
        if at >= len(doc.scan):
            return
