"""DICOM attributes as tools print them: dcmdump, pydicom, DICOM JSON.

Source: DICOM PS3.6 (data dictionary), PS3.15 annex E (which attributes identify), PS3.18 annex F (JSON
model). UIDs stay: they name things and are consistent across a study; PatientSex stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.types import Span

SIGNAL = (
    r"\((?:0008|0010|0018|0020|0032|0040|0050|0038), ?[0-9A-Fa-f]{4}\)|\"(?:0008|0010|0018|0020|0032|0040"
    r"|0038)[0-9A-Fa-f]{4}\""
)
_TAGS: dict[str, str] = {
    "00100010": "NAME", "00100020": "MRN", "00101000": "MRN", "00100030": "DATE", "00100032": "TIME",
    "00101010": "AGE",
    "00101001": "NAME", "00101005": "NAME", "00101060": "NAME", "00101040": "GEO", "00102152": "GEO",
    "00102154": "PHONE",
    "00100021": "", "00101090": "MRN", "00100050": "HEALTH_PLAN", "00102297": "NAME", "00080020": "DATE",
    "00080021": "DATE", "00080022": "DATE",
    "00080023": "DATE", "0008002A": "DATE", "00080050": "OTHER_ID", "00080090": "NAME", "00081048": "NAME",
    "00080092": "GEO",
    "00080094": "PHONE", "00081049": "NAME", "00081050": "NAME", "00081060": "NAME", "00081070": "NAME",
    "00080081": "GEO", "00081062": "NAME",
    "00181000": "DEVICE", "00181002": "DEVICE", "00500020": "DEVICE", "00181004": "DEVICE",
    "00181008": "DEVICE", "00200010": "OTHER_ID",
    "00400253": "OTHER_ID", "00401001": "OTHER_ID", "00321032": "NAME", "0040A123": "NAME",
    "0040A075": "NAME", "00402008": "NAME",
    "00402009": "NAME", "00402010": "PHONE", "00402016": "OTHER_ID", "00402017": "OTHER_ID",
    "00380010": "OTHER_ID", "00380020": "DATE", "00380030": "DATE",
    "00400244": "DATE", "00400245": "TIME", "00400002": "DATE", "00400006": "NAME", "0040A124": "",
    "00181200": "DATE", "00101002": "MRN", "00102160": "",
    "00321000": "DATE", "00400254": "", "00380500": "", "00401010": "NAME", "00380300": "",
    "00081010": "DEVICE", "00181250": "", "00102180": "",
    "00400280": "", "00402400": "", "00104000": "", "0040A730": "", "00380060": "OTHER_ID", "00080201": "",
    "00101100": "", "00102201": "NAME",
}  # fmt: skip
_DUMP = re.compile(
    r"\(([0-9A-Fa-f]{4}), ?([0-9A-Fa-f]{4})\)((?:[^\n\[':]|'s?\s){0,90}?)"
    r"(?:(?<=[A-Z]{2} )([^\s\[][^\n#\[]{0,80}?)[ \t]*(?=#)|\[([^\]\n]*)\]|: ?'([^\n]*)'"
    r"|: ?\"([^\"\n]*)\"|: ?\[([^\]\n]*)\])"
)
_JSON = re.compile(r"\"([0-9A-Fa-f]{8})\\*\"\s*:\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_VALUE = re.compile(
    r"\"(?:Alphabetic|Ideographic"
    r"|Phonetic)\\*\"\s*:\s*\\*\"([^\"\\]*)|[\[,]\s*\\*\"([^\"\\]*)\\*\"(?!\s*:)"
)
_PART = re.compile(r"[^\^=\\,\"]+")


def spans(doc: Document) -> Iterator[Span]:
    """The values of identifying attributes."""
    for match in doc.matches(_DUMP):
        type_ = _TAGS.get((match[1] + match[2]).upper(), "")
        group = match.lastindex or 0
        if type_ and group >= 4:
            yield from _value(doc, type_, *match.span(group))
    for match in doc.matches(_JSON):
        type_ = _TAGS.get(match[1].upper(), "")
        if type_:
            for value in _VALUE.finditer(doc.scan, match.start(2), match.end(2)):
                yield from _value(doc, type_, *value.span(value.lastindex or 0))


def _value(doc: Document, type_: str, start: int, end: int) -> Iterator[Span]:
    value = doc.scan[start:end]
    if type_ == "AGE":
        number = re.match(r"\s*0?(\d{2,3})Y", value)
        if number and int(number[1]) >= 90:
            yield Span(start, start + len(value.rstrip()), "AGE")
        return
    if (
        type_ == "TIME"
        or not value.strip()
        or value.strip().lower() in ("anonymous", "anonymized", "unknown", "none")
    ):
        return
    if type_ == "DEVICE" and not any(c.isdigit() for c in value):
        return
    for part in (
        _PART.finditer(doc.scan, start, end)
        if type_ == "NAME"
        else [re.compile(r".+").match(doc.scan, start, end)]
    ):
        if part is not None and (len(part[0].strip()) > 1 or (type_ == "NAME" and part[0].isalpha())):
            low = part.start() + len(part[0]) - len(part[0].lstrip())
            yield Span(low, low + len(part[0].strip()), type_, BY_TYPE[type_].sure)
