r"""SQL: INSERT with its column list, COPY with its lines, and INSERT without columns after a CREATE TABLE.

`SET col = 'v'` and `WHERE col = 'v'` are keys with values and read elsewhere. Source: ISO/IEC 9075-2 (`''`
escapes a quote), PostgreSQL's manual for COPY (tabs, `\N`, `\.`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import columns
from proxy_core.privacy.labels import Label
from proxy_core.privacy.types import Span

SIGNAL = r"(?i:\binsert\s+into\b|\bcopy\s+[\w.\"]+\s*\()"
_INSERT = re.compile(
    r"\binsert\s+into\s+([\w.\"`\[\]]+)\s*(?:\(([^()]{1,4000})\))?\s*(?:\w+\s+)?values\s*", re.IGNORECASE
)
_COPY = re.compile(r"\bcopy\s+([\w.\"]+)\s*\(([^()]{1,4000})\)\s*from\s+stdin[^\n]*\n", re.IGNORECASE)
_CREATE = re.compile(r"\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?([\w.\"`\[\]]+)\s*\(", re.IGNORECASE)
_VALUE = re.compile(
    r"\s*(?:[NEnebB]?(\\{0,3}')((?:[^'\\]|''|\\(?!'))*)\1|\"((?:[^\"])*)\"|([^\s,()'\"][^,()'\n]*?(?:\([^()]*\))?))\s*([,)])"
)
_COLUMN = re.compile(r"\s*[\"`\[]?(\w+)[\"`\]]?")


def spans(doc: Document) -> Iterator[Span]:
    """The values of identifying columns."""
    tables = {_bare(m[1]): _created(doc, m.end()) for m in _CREATE.finditer(doc.scan)}
    for match in _INSERT.finditer(doc.scan):
        names = (
            [name.strip() for name in match[2].split(",")] if match[2] else tables.get(_bare(match[1]), [])
        )
        labels = columns.kinds([name.strip('"`[] \\\n') for name in names])
        if labels is None and "patient" in match[1].lower():
            labels = columns.kinds([*names, "patient"])
        if labels is not None:
            yield from _tuples(doc, match.end(), labels)
    for match in _COPY.finditer(doc.scan):
        labels = columns.kinds([name.strip('" \t') for name in match[2].split(",")])
        if labels is not None:
            yield from _lines(doc, match.end(), labels)


def _bare(name: str) -> str:
    return re.sub(r"[\"`\[\]]", "", name).split(".")[-1].lower()


def _created(doc: Document, at: int) -> list[str]:
    """The column names of a CREATE TABLE, in order."""
    depth, names, start = 1, [], at
    for place in range(at, min(len(doc.scan), at + 8000)):
        sign = doc.scan[place]
        depth += (sign == "(") - (sign == ")")
        if (sign == "," and depth == 1) or depth == 0:
            match = _COLUMN.match(doc.scan, start)
            if match and match[1].lower() not in (
                "primary",
                "foreign",
                "constraint",
                "unique",
                "key",
                "index",
                "check",
            ):
                names.append(match[1])
            start = place + 1
        if depth == 0:
            break
    return names


def _tuples(doc: Document, at: int, labels: list[Label | None]) -> Iterator[Span]:
    scan = doc.scan
    while True:
        opening = re.compile(r"[\s,]*(?:\\n\s*)?\(").match(scan, at)
        if opening is None:
            return
        at = opening.end()
        for index in range(len(labels) + 1):
            value = _VALUE.match(scan, at)
            if value is None:
                return
            group = 2 if value[2] is not None else 3 if value[3] is not None else 4
            found = columns.cell(doc, labels[index] if index < len(labels) else None, *value.span(group))
            if found is not None:
                yield found
            at = value.end()
            if value[5] == ")":
                break


def _lines(doc: Document, at: int, labels: list[Label | None]) -> Iterator[Span]:
    scan = doc.scan
    while at < len(scan) and not scan.startswith(("\\.", "COPY ", "copy ", "INSERT", "CREATE"), at):
        end = scan.find("\n", at)
        end = len(scan) if end < 0 else end
        place = at
        for label, value in zip(labels, scan[at:end].split("\t"), strict=False):
            found = columns.cell(doc, label, place, place + len(value)) if value != "\\N" else None
            if found is not None:
                yield found
            place += len(value) + 1
        at = end + 1
