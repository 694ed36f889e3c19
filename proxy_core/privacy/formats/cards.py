"""Cards, calendars and directory entries: vCard, iCalendar, LDIF.

Source: RFC 6350 (N, FN, ADR and others; parts between semicolons), RFC 5545 (ATTENDEE with CN), RFC 2849
and the attribute names of RFC 4519 (sn, givenName, l, street).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.types import Span

SIGNAL = r"BEGIN:V(?:CARD|EVENT|CALENDAR)|\bdn: ?(?:uid|cn|ou)=|\bgivenName: "
_LINE = re.compile(
    r"^[ \t]*(?:(FN|N|NICKNAME|ADR|TEL|EMAIL|BDAY|DEATHDATE|ATTENDEE|ORGANIZER|DTSTART"
    r"|DTEND)((?:;[^:\n]{1,200})?):"
    r"|(sn|cn|givenName|displayName|l|street|postalAddress|postalCode|telephoneNumber|mobile|mail"
    r"|uid)():+ )([^\n]*)",
    re.MULTILINE,
)
_TYPES = {
    "FN": "NAME", "N": "NAME", "NICKNAME": "NAME", "ADR": "GEO", "TEL": "PHONE", "EMAIL": "EMAIL",
    "BDAY": "DATE", "DEATHDATE": "DATE", "DTSTART": "DATE", "DTEND": "DATE", "sn": "NAME",
    "cn": "NAME", "givenName": "NAME",
    "displayName": "NAME", "l": "GEO", "street": "GEO", "postalAddress": "GEO", "postalCode": "GEO",
    "telephoneNumber": "PHONE", "mobile": "PHONE", "mail": "EMAIL", "uid": "OTHER_ID",
}  # fmt: skip
_COMMON_NAME = re.compile(r"CN=\"?([^;:\"\n]{2,80})")
_PART = re.compile(r"[^;$]+")
#: the parts of ADR: box, extension, street, town, state, code, country
_NOT_MASKED = (4, 6)


def spans(doc: Document) -> Iterator[Span]:
    """The values of a person's lines."""
    for match in doc.matches(_LINE):
        name = match[1] or match[3]
        if name in ("ATTENDEE", "ORGANIZER"):
            common = _COMMON_NAME.search(doc.scan, *match.span(2))
            if common is not None:
                yield Span(*common.span(1), "NAME", True)
            continue
        type_ = _TYPES[name]
        if type_ not in ("NAME", "GEO"):
            value = match[5].strip()
            if BY_TYPE[type_].accepts(value) or (type_ == "DATE" and value[:8].isdigit()):
                yield Span(match.start(5), match.start(5) + len(value), type_, type_ != "DATE")
            continue
        at = match.start(5)
        for index, part in enumerate(match[5].split(";")):
            if len(part.strip()) > 1 and not (name == "ADR" and index in _NOT_MASKED):
                start = at + len(part) - len(part.lstrip())
                yield Span(start, start + len(part.strip()), type_, True)
            at += len(part) + 1
