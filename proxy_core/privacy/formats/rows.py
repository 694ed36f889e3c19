r"""Rows of literals in programs, JSON and logs, and what names their columns.

What comes before tells: a row of captions (`["mrn", "last_name"]`), the columns of a statement with holes
(`INSERT INTO t (mrn, last_name) VALUES (?, ?)`), the fields of a struct or record, the parameters of a table
test. A row that nothing names is read by what its values show (`proxy_core.privacy.formats.persons`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.budget import in_time
from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import columns, persons
from proxy_core.privacy.formats.literals import Row, row
from proxy_core.privacy.keys import Label
from proxy_core.privacy.labels import label_of
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.types import Span

_STRING = r"[NEBbruf@]?\\{0,7}(?:\"[^\"\n]{0,120}\"|'[^'\n]{0,120}'|`[^`\n]{0,120}`)"
_CELL = rf"(?:(?:[A-Za-z_][\w.:]{{0,40}}!?\(\s{{0,20}})?{_STRING}[^,\n\"']{{0,24}}|[\w.:()-]{{1,40}})"
_CANDIDATES = Matcher(
    rf"[(\[{{]\s{{0,40}}(?:[\w.:-]{{1,40}}\s{{0,4}},\s{{0,40}}){{0,2}}{_STRING}"
    rf"[^,;:\n\"'=]{{0,24}},\s{{0,40}}{_CELL}\s{{0,20}}[,)\]}}]"
)
SIGNAL = r"[(\[{]\s{0,40}(?:[\w.:-]{1,40}\s{0,4},\s{0,40}){0,2}[NEBbruf@]?\\{0,7}[\"'`]"
#: columns of a statement whose values are given elsewhere, fields of a struct or record, parameters of a test
_HEADERS = (
    r"\)\s{0,8}(?i:values)\s{0,8}\(\s{0,8}(?:\?|%s|%\(|\$1|:\w|@\w)",
    r"\bstruct ?\{",
    r"\b(?:record|case class|data class) \w+ ?\(",
    r"\b(?:namedtuple|Struct\.new)\(",
    r"[\"']\w+,[\w, ]+[\"'],\s{0,8}[\[(]",
)
_NAMES = Matcher("|".join(_HEADERS))
_INSIDE = re.compile(r"[({\"'](?:[\"']\w+[\"'],\s{0,20})?([^)}]*)")
_MODIFIERS = frozenset(("val", "var", "int", "long", "final"))
#: what a row of a person has, where nothing else speaks of one
_PERSONAL = Matcher(
    r"[\"'](?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}|\d{3}-\d\d-\d{4}|\d{3}-\d{3}-\d{4})[\"']"
    r"|\bdate\((?:19|20)\d\d,"
)
_REACH = 20_000
#: what may stand between rows of one list
_FOLLOWS = re.compile(r"[\s,;\[\](){}]*")
_CALLED = re.compile(r"([\w.:]{2,60})\s?(?:=\s?|:\s?)?[\s(\[{&]*$")

Header = list[Label | None]


def spans(doc: Document) -> Iterator[Span]:
    """The identifying cells of every row that has a person in it."""
    if not doc.anchors and not _PERSONAL.search(doc.data):
        return
    headers = list(_named(doc))
    header, since, done, lenient = None, 0, 0, False
    for start, _ in in_time(_CANDIDATES.finditer(doc.data), doc.deadline):
        if start < done:
            continue
        found = row(doc.scan, start + 1)
        if found is None or len(found.cells) < 2:
            continue
        while headers and headers[0][0] <= start:
            since, header = headers.pop(0)
        captions = _captions(doc, found)
        if captions is not None:
            header, since, done = captions, found.end, found.end
            continue
        if start - since > _REACH:
            header = None
        if not _FOLLOWS.fullmatch(doc.scan, done, start):
            lenient = _of_holders(doc, start)
        done = found.end
        if header is not None and len(header) == len(found.cells):
            since = found.end
            yield from _cells(doc, header, found)
        else:
            yield from _cells(doc, _inferred(doc, found, lenient and doc.near(start, 3000) > 0), found)


def _cells(doc: Document, labels: Header | None, found: Row) -> Iterator[Span]:
    for label, (low, high) in zip(labels or (), found.cells, strict=False):
        if doc.scan[low - 1] not in "\"'`" and not doc.scan[low].isdigit():
            continue  # the name of a variable
        cell = columns.cell(doc, label, low, high)
        if cell is not None:
            yield cell


def _captions(doc: Document, found: Row) -> Header | None:
    """A row in which all is a name for a column."""
    if found.quoted < len(found.cells):
        return None
    values = [doc.scan[low:high] for low, high in found.cells]
    if not all(re.fullmatch(r"[A-Za-z_#.][\w #./-]{0,40}", value) for value in values):
        return None
    named = [label_of(value) for value in values]
    if sum(label is not None for label in named) * 3 < len(values) or any(
        persons.shape_of(value) == "known" and label is None
        for value, label in zip(values, named, strict=True)
    ):
        return None
    return columns.kinds(values)


def _named(doc: Document) -> Iterator[tuple[int, Header]]:
    """What names the columns of later rows, and from where on."""
    for low, high in in_time(_NAMES.finditer(doc.data), doc.deadline):
        quoted = doc.scan[low] in "\"'"
        start = doc.scan.rfind("(", max(0, low - 900), low) if doc.scan[low] == ")" else low
        inside = _INSIDE.search(doc.scan, max(0, start), high if quoted else low + 900)
        labels = columns.kinds(_fields(inside[1])) if inside is not None and start >= 0 else None
        if inside is not None and labels is not None:
            yield max(high, inside.end()), labels


def _fields(text: str) -> list[str]:
    """`mrn, last_name`, `String mrn, String last`, `val mrn: String`, `first, last string; age int`."""
    if not re.search(r"[,;:\n]", text):
        return re.findall(r"[A-Za-z_]\w*", text)
    names: list[str] = []
    for part in re.split(r"[,;\n]", text):
        words = re.findall(r"[A-Za-z_]\w*", part.split(":")[0].split("=")[0])
        if words:
            typed = len(words) > 1 and (words[0][0].isupper() or words[0] in _MODIFIERS)
            names.append(words[-1] if typed else words[0])
    return names


def _of_holders(doc: Document, start: int) -> bool:
    """Whether what a row is given to or held by speaks of persons: `PATIENTS = [`, `make_patient(`."""
    called = _CALLED.search(doc.scan, max(0, start - 90), start)
    return called is not None and persons.HOLDERS.search(called[1]) is not None


def _inferred(doc: Document, found: Row, lenient: bool) -> Header | None:
    if len(found.cells) < 3 and not lenient:
        return None
    return persons.kinds([doc.scan[low:high] for low, high in found.cells], lenient=lenient)
