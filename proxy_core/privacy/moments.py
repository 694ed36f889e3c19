"""What stands beside a date and belongs to it: the hour, and the age behind a date of birth.

Source: 45 CFR 164.514(b)(2)(i)(C): all elements of dates but the year, and ages over 89.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from proxy_core.privacy.document import Document
from proxy_core.privacy.types import Span

_CLOCK = (
    r"(?:(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?[AaPp](?:[Mm]\b|\.[Mm]\.))?"
    r"|(?:[01]\d|2[0-3])[0-5]\d(?: ?h(?:rs|ours)?\b|(?=  |[ \t]*$|[;,)]))"
    r"|(?:1[0-2]|0?[1-9]) ?[AaPp](?:[Mm]\b|\.[Mm]\.))(?![\w:/-])"
)
_HOUR = re.compile(rf",? {{0,2}}((?:(?:\bat|@) ?|(?<= )){_CLOCK})", re.MULTILINE)
_TIME_FIELD = re.compile(
    rf"[,;]?[ \t]{{1,8}}(?:[Tt]ime|TIME|[Hh]our|HOUR)(?: (?:of|OF) [A-Za-z]{{5}})?[ .:_]{{1,20}}({_CLOCK})",
    re.MULTILINE,
)
_AGE = re.compile(r" ?[/|(,] ?(?:[Aa]ge:? ?|AGE:? ?)?(9\d|1[0-2]\d)(?= ?(?:y|Y|\)|$|\s))", re.MULTILINE)
_BORN = re.compile(r"\b(?:age|dob|birth|born)\b", re.IGNORECASE)


def beside(doc: Document, spans: Sequence[Span]) -> Iterator[Span]:
    """Longer spans in place of dates with an hour, and what a field beside a date holds of it."""
    for index, span in enumerate(spans):
        if span.type != "DATE":
            continue
        last = spans[index + 1].start if index + 1 < len(spans) else len(doc.scan)
        hour = _HOUR.match(doc.scan, span.end, min(last, span.end + 24))
        if hour is not None:
            yield Span(span.start, hour.end(), "DATE", span.sure)
            continue
        field = _TIME_FIELD.match(doc.scan, span.end, min(last, span.end + 60))
        if field is not None:
            yield Span(*field.span(1), "DATE")
        age = _AGE.match(doc.scan, span.end, min(last, span.end + 16))
        if age is not None and _BORN.search(doc.scan, max(0, span.start - 40), span.start):
            yield Span(*age.span(1), "AGE")
