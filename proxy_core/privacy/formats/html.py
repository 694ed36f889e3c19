"""Keys with values in markup: elements, attributes, form fields, captions, tables.

`<LastName>...</LastName>`, `<patient lastName="...">`, `<input name="last_name" value="...">`,
`<label>Last name</label> <span>...</span>`, `<dt>`/`<dd>`, `<th>` over or before `<td>`,
`<key>last_name</key><string>...</string>`, `<field name="last_name">...</field>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.budget import in_time
from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import columns
from proxy_core.privacy.formats.pairs import Pair, judged, windows
from proxy_core.privacy.keys import Label
from proxy_core.privacy.labels import label_of
from proxy_core.privacy.types import Span

SIGNAL = r"</[A-Za-z]|/>|<(?:input|td|param|field|meta)\s"
_TAG = re.compile(
    r"<(/?)(?:[\w-]{1,30}:)?([A-Za-z][\w.-]{0,60})"
    r"((?:\s+[\w:.-]{1,60}\s?=\s?\\?(?:\"[^\"<>]{0,400}\"|'[^'<>]{0,400}')"
    r"|\s+[\w:.-]{1,60})*)\s*/?>(?:\s*<!\[CDATA\[)?([^<]*)"
)
_ATTRIBUTE = re.compile(r"([\w:.-]{1,60})\s?=\s?\\?(?:\"([^\"<>]{0,400}?)\\?\"|'([^'<>]{0,400}?)\\?')")
#: attributes that name a field, and those that hold its value
_NAMING = ("name", "id", "data-field", "data-label", "data-key", "data-testid", "field", "key", "itemprop",
    "property", "column", "for", "class")  # fmt: skip
_HOLDING = ("value", "select", "content", "data-value", "val", "defaultValue")
#: attributes of markup itself, whose values are nobody's
_OWN = frozenset(
    """name id class type for placeholder title alt label lang style href src rel method action role key field
    property column content value data-field data-label data-key data-testid itemprop xmlns version root
    code codeSystem displayName typeCode classCode use nullFlavor unit""".split()  # noqa: SIM905
)
#: elements that only hold the value of what encloses them
_PLAIN = frozenset(
    ("value", "number", "text", "date", "id", "string", "identifier", "idvalue", "val", "data")
)
_ROW_END = re.compile(r"</tr\b|</table\b", re.IGNORECASE)
_FAR = 300


class _Reader:
    """One stretch of markup, tag by tag."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.stack: list[str] = []
        self.caption: tuple[Label, int, str] | None = None
        self.row: list[tuple[str, int, int]] = []
        self.header: list[Label | None] | None = None
        #: a document of care: its tables speak of the patient
        self.clinical = "urn:hl7-org:v3" in doc.scan or "<templateId" in doc.scan

    def pairs(self, low: int, high: int) -> Iterator[Pair]:
        for match in in_time(_TAG.finditer(self.doc.scan, low, high), self.doc.deadline):
            if match[1]:
                yield from self._closed(match)
                continue
            tag = match[2].lower()
            start = match.start(4) + len(match[4]) - len(match[4].lstrip())
            place = (start, start + len(match[4].strip().removesuffix("]]>").rstrip()))
            if tag in ("td", "th"):
                self.row.append((tag, *place))
            yield from self._attributes(match, tag, place)
            if place[1] > place[0]:
                yield from self._text(tag, match.start(), place)
            if not match[0].split(">")[0].endswith("/") and tag not in ("input", "br", "meta", "hr", "img"):
                self.stack.append(match[2])

    def _closed(self, match: re.Match[str]) -> Iterator[Pair]:
        name, text = match[2], match[4].strip()
        if name in self.stack:
            while self.stack and self.stack.pop() != name:
                pass
        if name.lower() in ("tr", "thead"):
            yield from self._rowed()
        if name.lower() == "table":
            self.header = None
        if text and self.caption is not None:  # `<b>MRN:</b> 8842119`
            start = match.start(4) + len(match[4]) - len(match[4].lstrip())
            yield from self._captioned((start, start + len(text)))

    def _attributes(self, match: re.Match[str], tag: str, place: tuple[int, int]) -> Iterator[Pair]:
        found = {
            m[1]: m.span(m.lastindex or 2)
            for m in _ATTRIBUTE.finditer(self.doc.scan, match.start(3), match.end(3))
        }
        scan = self.doc.scan
        held = next((found[name] for name in _HOLDING if name in found), None)
        for name, span in found.items():
            label = (
                label_of(name) if name not in _OWN and not name.startswith(("xmlns", "xsi", "aria")) else None
            )
            if label is not None and span[1] > span[0]:
                yield Pair(match.start(), label, [span], True)
        named = (label_of(scan[slice(*found[name])]) for name in _NAMING if name in found)
        label = next((label for label in named if label is not None), None)
        if label is None and held is not None:
            label = label_of(match[2])
        if label is not None and held is not None:
            yield Pair(match.start(), label, [held], True)
        elif label is not None and place[1] > place[0] and tag not in ("label", "th", "option"):
            yield Pair(match.start(), label, [place], True)
        elif held is not None and self.caption is not None:
            yield from self._captioned(held)

    def _text(self, tag: str, start: int, place: tuple[int, int]) -> Iterator[Pair]:
        scan = self.doc.scan
        text = scan[slice(*place)]
        label = label_of(tag) if tag not in _PLAIN else None
        if label is None:
            label = (
                label_of(self.stack[-1]) if tag in _PLAIN and self.stack else self._named(scan, start, tag)
            )
        if label is not None and len(tag) > 2:
            yield Pair(start, label, [place], True)
        plain = text.rstrip(" :#?*")
        caption = label_of(plain) if len(plain) < 48 and plain[:1].isalpha() else None
        if caption is None and self.caption is not None:
            yield from self._captioned(place)
        self.caption = (caption, place[1], tag) if caption is not None else None

    @staticmethod
    def _named(scan: str, start: int, tag: str) -> Label | None:
        """The label of an element whose name was written with its humps."""
        name = re.compile(r"<(?:[\w-]{1,30}:)?([\w.-]{1,61})").match(scan, start)
        return label_of(name[1]) if name is not None and name[1] != tag else None

    def _captioned(self, place: tuple[int, int]) -> Iterator[Pair]:
        """A value behind its caption."""
        if self.caption is None:
            return
        label, end, tag = self.caption
        between = self.doc.scan[end : place[0]]
        self.caption = None
        if len(between) < _FAR and not (tag in ("th", "td") and _ROW_END.search(between)):
            yield Pair(end, label, [place], True)

    def _rowed(self) -> Iterator[Pair]:
        """At the end of a table's row: it names the columns, or fills them."""
        row, self.row = self.row, []
        texts = [self.doc.scan[low:high] for _, low, high in row]
        if len(row) > 1 and (all(tag == "th" for tag, _, _ in row) or self.header is None):
            labels = columns.kinds([*texts, "patient"] if self.clinical else texts)
            if labels is not None and sum(label is not None for label in labels) > 1:
                self.header = labels[: len(row)]
                return
        if self.header is not None and len(row) == len(self.header):
            for label, (_, low, high) in zip(self.header, row, strict=True):
                if label is not None and label is not columns.OF_SYSTEM:
                    yield Pair(low, Label(label.type, False, label.phrase), [(low, high)], True)


def spans(doc: Document) -> Iterator[Span]:
    """The values of identifying elements, attributes, fields, captions and columns."""
    for low, high in windows(doc):
        if "<" in doc.scan[low:high]:
            yield from judged(doc, list(_Reader(doc).pairs(low, high)))
