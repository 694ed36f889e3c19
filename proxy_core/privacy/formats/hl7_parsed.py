"""HL7 version 2 as parsers and interface engines show it: `PID-5.1: Okafor`, `"PID.5.1": "Okafor"`, XML.

Source: HL7 v2.xml encoding rules (elements `PID.5`, `XPN.1`); the fields are those of
`proxy_core.privacy.formats.hl7`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.document import Document
from proxy_core.privacy.formats.hl7 import FIELDS, field_spans
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.recognizers.base import says_nothing
from proxy_core.privacy.types import Span

_SEGMENTS = "PID|PD1|NK1|PV1|PV2|IN1|IN2|GT1|MRG|ORC|OBR|ACC|TXA|SPM|AIP|SCH|ROL|RXE"
SIGNAL = rf"\b(?:{_SEGMENTS})[-._]\d"
_PATH = re.compile(
    rf"\b({_SEGMENTS})[-._](\d{{1,2}})(?:\[\d{{1,2}}\])?(?:[-._](\d{{1,2}}))?(?:[-._]\d{{1,2}})?[\])\"'\\]{{0,4}}"
    r"(?: ?\([^()\n]{1,40}\))?\s?(?::|=>?|->)\s{0,12}(?:\\{0,3}[\"']([^\"'\\\n]{1,200})"
    r"|([^\s\"'{\[<][^\n\"'{\[<]{0,200}))"
)
_ELEMENT = re.compile(r"<([A-Z][A-Z0-9]{1,2})\.(\d{1,2})>([^<]*)")
#: elements within a component, which do not count components
_WITHIN = frozenset(("FN", "SAD", "TS", "HD", "DTM", "DR"))
#: kind of field -> component -> what it holds; a component that is not here is nobody's
_COMPONENTS: dict[str, dict[int, str]] = {
    "CX": {1: "MRN"},
    "XPN": {1: "NAME", 2: "NAME", 3: "NAME"},
    "XCN": {1: "LICENSE", 2: "NAME", 3: "NAME", 4: "NAME"},
    "XAD": {1: "GEO", 2: "GEO", 3: "GEO", 5: "GEO", 9: "GEO"},
    "XTN": {1: "PHONE", 4: "EMAIL", 6: "PHONE", 7: "PHONE", 12: "PHONE"},
    "TQ": {4: "DATE", 5: "DATE"},
    "ORG": {1: "NAME"},
}


def spans(doc: Document) -> Iterator[Span]:
    """The values of identifying fields and components."""
    for match in doc.matches(_PATH):
        kind = FIELDS.get(match[1], {}).get(int(match[2]), "")
        start, end = match.span(4 if match[4] else 5)
        if kind and match[3]:
            yield from _component(doc, kind, int(match[3]), start, end)
        elif kind:
            end = start + len(doc.scan[start:end].rstrip(" ,;"))
            yield from field_spans(doc, kind, start, end)
    kind = ""
    component = 1
    for match in doc.matches(_ELEMENT):
        name, number = match[1], int(match[2])
        if name in FIELDS:
            kind, component = FIELDS[name].get(number, ""), 1
        elif name not in _WITHIN:
            component = number
        if kind and match[3].strip():
            yield from _component(doc, kind, component, *match.span(3))


def _component(doc: Document, kind: str, number: int, start: int, end: int) -> Iterator[Span]:
    type_ = _COMPONENTS.get(kind, {1: kind if kind in BY_TYPE else ""}).get(number, "")
    text = doc.scan[start:end]
    value = text.strip(" \t\r\n,;")
    if type_ and value and not says_nothing(value) and (type_ != "MRN" or any(c.isdigit() for c in value)):
        at = start + len(text) - len(text.lstrip())
        yield Span(at, at + len(value), type_, BY_TYPE[type_].sure)
