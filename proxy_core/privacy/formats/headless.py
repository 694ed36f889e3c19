"""Lines of values between delimiters, without a header that names their columns.

Read only where something stands that persons have and things have not: a social security or telephone number,
a mail address, a street.
"""

from __future__ import annotations

from collections.abc import Iterator

from proxy_core.privacy.budget import in_time
from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import columns, persons
from proxy_core.privacy.formats.tables import cells_of
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.types import Span

SIGNAL = (
    r"[,;|\t][\" ]{0,3}(?:\d{3}-\d\d-\d{4}|(?:\+?1[-. ])?\(?\d{3}\)?[-. ]?\d{3}[-.]\d{4}"
    r"|[\w.+-]{2,40}@[\w-]{2,40}\.[a-z]{2,4}"
    r"|\d{4}-\d\d-\d\d|\d\d?[/.-]\d\d?[/.-](?:19|20)\d\d|\d\d?[ -][A-Z][a-z]{2}[ -](?:19|20)\d\d"
    r"|\d{1,5} [A-Z][A-Za-z]+ [A-Z][\w .]{1,24})[\" ]{0,3}(?:[,;|\t\r\n]|$)"
)
_PROOFS = Matcher(SIGNAL)
_LEAST = 3
_LONGEST = 1500
_ABOVE = 40
_EDGES = ' "\t\r'


def spans(doc: Document) -> Iterator[Span]:
    """The values of lines that are persons' rows."""
    done = -1
    for start, _ in in_time(_PROOFS.finditer(doc.data), doc.deadline):
        line, end = doc.line_at(start)
        if line <= done or end - line > _LONGEST:
            continue
        done = line
        text = doc.scan[line:end]
        delimiter = max("|\t;,", key=text.count)
        if text.count(delimiter) < _LEAST or text.lstrip()[:1] in "([{<'#/*" or "^" in text or '": ' in text:
            continue
        if _headed(doc, line, delimiter):
            done = _last(doc, line, delimiter)
            continue
        places = list(cells_of(doc.scan, line, end, delimiter))
        if persons.kinds([doc.scan[low:high].strip(_EDGES) for low, high in places]) is None:
            continue
        while len(places) > _LEAST:
            yield from _row(doc, places)
            done, line = line, end + 1
            _, end = doc.line_at(line)
            following = list(cells_of(doc.scan, line, end, delimiter)) if line < len(doc.scan) else []
            places = following if len(following) == len(places) else []


def _headed(doc: Document, line: int, delimiter: str) -> bool:
    """Whether the rows above begin with the names of the columns: the header then tells all."""
    top, end = line, line - 1
    width = doc.scan.count(delimiter, *doc.line_at(line))
    for _ in range(_ABOVE):
        above, end = doc.line_at(top - 1) if top > 0 else (0, 0)
        if top == 0 or not 0 <= doc.scan.count(delimiter, above, end) - width + 1 <= 2:
            break
        top = above
    if top == line:
        return False
    end = doc.line_at(top)[1]
    first = [doc.scan[low:high].strip(_EDGES) for low, high in cells_of(doc.scan, top, end, delimiter)]
    return not any(any(c.isdigit() for c in value) for value in first) and persons.kinds(first) is None


def _last(doc: Document, line: int, delimiter: str) -> int:
    """Where the last row below begins that has about as many cells."""
    width = doc.scan.count(delimiter, *doc.line_at(line))
    while True:
        below = doc.line_at(line)[1] + 1
        if below >= len(doc.scan):
            return line
        count = doc.scan.count(delimiter, below, doc.line_at(below)[1])
        if not -1 <= count - width <= 1:
            return line
        line = below


def _row(doc: Document, places: list[tuple[int, int]]) -> Iterator[Span]:
    values = [doc.scan[low:high].strip(_EDGES) for low, high in places]
    for label, (low, high) in zip(persons.kinds(values, lenient=True) or (), places, strict=False):
        found = columns.cell(doc, label, low, high)
        if found is not None:
            yield found
