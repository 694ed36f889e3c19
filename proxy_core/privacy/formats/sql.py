r"""SQL: rows of values with their columns, COPY with its lines, what errors and logs of databases repeat.

`SET col = 'v'` and `WHERE col = 'v'` are keys with values and read elsewhere. Source: ISO/IEC 9075-2 (`''`
escapes a quote), PostgreSQL's manual for COPY (tabs, `\N`, `\.`), its error details (`Key (a, b)=(1, 2)`,
`Failing row contains (...)`) and its logged parameters (`$1 = '...'`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from proxy_core.privacy.budget import in_time
from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import columns, persons
from proxy_core.privacy.formats.literals import Row, row
from proxy_core.privacy.keys import Label
from proxy_core.privacy.labels import label_of
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.types import Span

#: one part of a table's name: bare, of a session (`#t`, `@t`), or in the quotes that let it hold spaces
_PART = r"(?:\[[^\]\n]{1,60}\]|\"[^\"\n]{1,60}\"|`[^`\n]{1,60}`|[@#$\w]{1,80})"
_TABLE = rf"{_PART}(?:\.{{1,2}}{_PART}){{0,3}}"
#: `INTO` is optional in T-SQL and MySQL, a second name for the table possible in PostgreSQL
_INSERTS = (
    rf"\b(?i:into|insert|replace|upsert|overwrite)\s+(?:(?i:into)\s+)?(?:(?i:table)\s+)?{_TABLE}"
    r"(?:\s+(?i:as\s+)?\w{1,30})?\s*(?:\(|(?i:values|select)\b)"
)
_COPIES = r"\b(?i:copy\s+[\w.\"]+\s*\()"
_MERGES = r"\(\s*(?i:values)\s*\("
_ERRORS = r"\bKey \([\w\", ]{1,400}\)=\(|\brow contains \("
_LOGS = r"\bparameters: \$1 = |\bParameters=\[@p0=|\bbinding parameter \[?1\b"
SIGNAL = "|".join((_INSERTS, _COPIES, _MERGES, _ERRORS, _LOGS))
_INSERT = re.compile(
    r"\b(?:into|insert|replace|upsert|overwrite)\s+(?:into\s+)?(?:table\s+)?"
    rf"(?!(?:into|table)\b)({_TABLE})"
    r"(?:\s+(?:as\s+)?(?!values|select)\w{1,30})?"
    r"\s*(?:\(([^()]{1,4000})\))?\s*"
    r"(?:(?:overriding\s\w{1,10}\svalue|\w+)\s+)?(?:output\s[\w., ]{1,80}\s)?(values|select)\s*",
    re.IGNORECASE,
)
_COPY = re.compile(r"\bcopy\s+([\w.\"]+)\s*\(([^()]{1,4000})\)\s*from\s+stdin[^\n]*\n", re.IGNORECASE)
_CREATE = re.compile(
    r"\bcreate\s+(?:temp(?:orary)?\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w.\"`\[\]]+)\s*\(", re.IGNORECASE
)
_NAMED_AFTER = re.compile(r"\(\s*values\s*(?=\()", re.IGNORECASE)
_ALIAS = re.compile(r"\s*\)\s*(?:as\s+)?\w*\s*\(([^()]{1,2000})\)", re.IGNORECASE)
_UNION = re.compile(r"\s*union\s+(?:all\s+)?select\s*", re.IGNORECASE)
_NEXT = re.compile(r"[\s,]*(?:\\n\s*)?\(")
_COLUMN = re.compile(r"\s*[\"`\[]?(\w+)[\"`\]]?")
_CONSTRAINTS = frozenset(("primary", "foreign", "constraint", "unique", "key", "index", "check"))
_DETAIL = re.compile(
    r"\bKey \(([\w\", ]{1,400})\)=\(([^()\n]{1,1000})\)|\brow contains \(([^()\n]{1,2000})\)"
)
#: a value that is bound to a place of a statement: PostgreSQL's, .NET's, Hibernate's
_BOUND = re.compile(
    r"\$(\d{1,3}) = '((?:[^']|'')*)'|@p(\d{1,3})='((?:[^']|'')*)'"
    r"|binding parameter \[?(\d{1,3})\]?[^\n-]{0,60}- \[([^\]\n]{0,400})\]"
)


def spans(doc: Document) -> Iterator[Span]:
    """The values of identifying columns."""
    tables: dict[str, list[str]] | None = None
    for match in _found(doc, _INSERTS, _INSERT):
        if tables is None:
            created = _found(doc, r"\b(?i:create)\s", _CREATE)
            tables = {_bare(made[1]): _created(doc, made.end()) for made in created}
        names = _names(match[2]) if match[2] else tables.get(_bare(match[1]), [])
        labels = columns.kinds(names)
        if labels is None and persons.HOLDERS.search(match[1]):
            labels = columns.kinds([*names, "patient"])[:-1] if names else None  # type: ignore[index]
        if match[3].lower() == "select":
            yield from _selected(doc, match.end(), labels)
        else:
            yield from _tuples(doc, match.end(), labels, lenient=bool(persons.HOLDERS.search(match[1])))
    for match in _found(doc, _COPIES, _COPY):
        labels = columns.kinds(_names(match[2]))
        if labels is not None:
            yield from _lines(doc, match.end(), labels)
    yield from _aliased(doc)
    yield from _details(doc)
    yield from _parameters(doc)


@cache
def _matcher(pattern: str) -> Matcher:
    return Matcher(pattern)


def _found(doc: Document, begins: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of a pattern where the fast matcher finds its beginning."""
    for start, _ in in_time(_matcher(begins).finditer(doc.data), doc.deadline):
        match = pattern.match(doc.scan, start)
        if match is not None:
            yield match


def _names(text: str) -> list[str]:
    return [name.strip(' \t\r\n"`[]\\') for name in text.split(",")]


def _bare(name: str) -> str:
    return re.sub(r"[\"`\[\]]", "", name).split(".")[-1].lower()


def _created(doc: Document, at: int) -> list[str]:
    """The column names of a CREATE TABLE, in order."""
    depth, names, start = 1, [], at
    for sign in re.compile(r"[(),]").finditer(doc.scan, at, at + 8000):
        place = sign.start()
        depth += (sign[0] == "(") - (sign[0] == ")")
        if (sign[0] == "," and depth == 1) or depth == 0:
            match = _COLUMN.match(doc.scan, start)
            if match and match[1].lower() not in _CONSTRAINTS:
                names.append(match[1])
            start = place + 1
        if depth == 0:
            break
    return names


def _tuples(doc: Document, at: int, labels: list[Label | None] | None, *, lenient: bool) -> Iterator[Span]:
    while True:
        opening = _NEXT.match(doc.scan, at)
        found = row(doc.scan, opening.end()) if opening is not None else None
        if found is None:
            return
        yield from _cells(doc, found, labels, lenient)
        at = found.end


def _cells(doc: Document, found: Row, labels: list[Label | None] | None, lenient: bool) -> Iterator[Span]:
    if labels is None:
        labels = persons.kinds([doc.scan[low:high] for low, high in found.cells], lenient=lenient)
    for label, place in zip(labels or (), found.cells, strict=False):
        cell = columns.cell(doc, label, *place)
        if cell is not None:
            yield cell


def _selected(doc: Document, at: int, labels: list[Label | None] | None) -> Iterator[Span]:
    """`INSERT ... SELECT 'a', 'b' UNION ALL SELECT 'c', 'd'`: rows without brackets."""
    while labels is not None:
        found = row(doc.scan, at, ends=r"\s(?:UNION|union|FROM|from|WHERE|where)\b|;|\)|\s*$|\"|'")
        if found is None:
            return
        yield from _cells(doc, found, labels, lenient=False)
        union = _UNION.match(doc.scan, found.end)
        if union is None:
            return
        at = union.end()


def _aliased(doc: Document) -> Iterator[Span]:
    """`(VALUES (...), (...)) AS t(mrn, last_name)`: the columns come behind the rows."""
    for match in _found(doc, _MERGES, _NAMED_AFTER):
        rows, at = [], match.end()
        while (opening := _NEXT.match(doc.scan, at)) is not None:
            found = row(doc.scan, opening.end())
            if found is None:
                break
            rows.append(found)
            at = found.end
        alias = _ALIAS.match(doc.scan, at)
        labels = columns.kinds(_names(alias[1])) if alias is not None else None
        for found in rows:
            yield from _cells(doc, found, labels, lenient=False)


def _details(doc: Document) -> Iterator[Span]:
    """What an error tells of the row that it refused."""
    for match in _found(doc, _ERRORS, _DETAIL):
        group = 2 if match[2] else 3
        places = _parted(doc.scan, *match.span(group))
        labels: list[Label | None] | None
        if match[1]:
            labels = [label_of(name) for name in _names(match[1])]
        else:
            labels = persons.kinds([doc.scan[low:high] for low, high in places], lenient=True)
        for label, place in zip(labels or (), places, strict=False):
            cell = columns.cell(doc, label, *place)
            if cell is not None:
                yield cell


def _parted(scan: str, start: int, end: int) -> list[tuple[int, int]]:
    places, at = [], start
    for part in scan[start:end].split(", "):
        places.append((at, at + len(part)))
        at += len(part) + 2
    return places


def _parameters(doc: Document) -> Iterator[Span]:
    """Values that logs tell apart from their statement, which stands before or behind them."""
    for start, _ in in_time(_matcher(_LOGS).finditer(doc.data), doc.deadline):
        around = doc.scan[max(0, start - 3000) : start], doc.scan[start : start + 6000]
        inserts = [list(_INSERT.finditer(text)) for text in around]
        insert = inserts[0][-1] if inserts[0] else inserts[1][0] if inserts[1] else None
        names = _names(insert[2]) if insert is not None and insert[2] else []
        for value in _BOUND.finditer(doc.scan, start, start + 6000):
            group = value.lastindex or 2
            number = int(value[group - 1])
            place = number if group == 4 else number - 1
            sign = rf"@p{number}" if group == 4 else rf"\${number}"
            compared = re.findall(
                rf"([\w.\"\[\]]+)\s*(?:=|<|>|<=|>=|(?i:i?like))\s*{sign}\b", "".join(around)
            )
            name = _bare(compared[-1]) if compared else names[place] if 0 <= place < len(names) else ""
            cell = columns.cell(doc, label_of(name), *value.span(group))
            if cell is not None:
                yield cell


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
