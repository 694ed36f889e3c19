"""ASC X12 health care transactions (837, 834, 270/271, 276/277, 278, 835).

Source: ASC X12 005010 implementation guides X222, X223, X220, X279, X221. The separators stand in the ISA
segment at fixed places; without one, `*`, `:` and `~` are taken, if segments look like it. Dates and
numbers of the interchange itself (ISA, GS, ST, BHT) stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.types import Span

SIGNAL = r"ISA[*|^]|\b(?:NM1|DMG|CLM|N3|N4|PER|SBR|CLP|INS|REF|DTP|HL)\*"
_SEGMENT = re.compile(
    r"(?<![A-Za-z0-9])(NM1|N1|N3|N4|BPR|COB|DMG|PER|REF|SBR|CLM|CLP|DTP|DTM|PAT|TRN|INS|SVC|HCP|QTY|OI"
    r"|MIA|LX|PLB"
    r"|CUR|K3|NTE|III|HD|SV1|SV2|HI)([*|])"
)
_PERSONS = frozenset(
    [
        "IL",
        "QC",
        "74",
        "03",
        "45",
        "QD",
        "S1",
        "GP",
        "82",
        "85",
        "DN",
        "DK",
        "77",
        "71",
        "72",
        "73",
        "P3",
        "DD",
        "QB",
        "DQ",
        "E1",
        "GD",
        "G3",
        "6Y",
        "ZZ",
        "1P",
        "31",
        "70",
        "S3",
        "LR",
        "PW",
        "EI",
        "9K",
    ]
)
_NM_IDS = {"MI": "HEALTH_PLAN", "34": "SSN", "SY": "SSN", "XX": "LICENSE", "ZZ": "HEALTH_PLAN",
    "II": "HEALTH_PLAN", "N": "HEALTH_PLAN",
           "HN": "HEALTH_PLAN", "C1": "HEALTH_PLAN", "MR": "HEALTH_PLAN", "EI": "OTHER_ID", "FI": "",
           "24": "", "PI": "", "46": ""}  # fmt: skip
_REFS = {"SY": "SSN", "EA": "MRN", "1W": "HEALTH_PLAN", "IG": "HEALTH_PLAN", "6P": "HEALTH_PLAN",
    "0F": "HEALTH_PLAN", "1L": "HEALTH_PLAN",
         "23": "HEALTH_PLAN", "3H": "OTHER_ID", "Y4": "OTHER_ID", "0B": "LICENSE", "1G": "LICENSE",
         "1C": "LICENSE", "1D": "LICENSE",
         "F8": "ACCOUNT", "D9": "ACCOUNT", "EJ": "ACCOUNT", "G1": "OTHER_ID", "9F": "OTHER_ID",
         "6R": "OTHER_ID", "1K": "ACCOUNT", "BB": "OTHER_ID", "X4": "OTHER_ID",
         "N6": "HEALTH_PLAN", "18": "HEALTH_PLAN", "NQ": "HEALTH_PLAN", "4N": "", "EW": "OTHER_ID",
         "P4": "OTHER_ID", "CE": "HEALTH_PLAN", "DX": "OTHER_ID", "17": "OTHER_ID", "ZZ": "OTHER_ID",
         "ABB": "OTHER_ID", "XZ": "OTHER_ID", "LU": "OTHER_ID", "G2": "LICENSE", "0K": "OTHER_ID",
         "SU": "OTHER_ID", "VY": "OTHER_ID", "HPI": "LICENSE"}  # fmt: skip
_CONTACT = {
    "TE": "PHONE",
    "FX": "FAX",
    "EM": "EMAIL",
    "HP": "PHONE",
    "CP": "PHONE",
    "WP": "PHONE",
    "BN": "PHONE",
    "AP": "PHONE",
    "UR": "URL",
}
#: BPR08, BPR14: what kind of account the number behind it is (data element 569)
_ACCOUNTS = frozenset(("DA", "SG", "ALC", "RT"))
#: who is named in N1: the insured, the patient, the sponsor, the employer
_NAMED_PARTIES = frozenset(("IL", "QC", "74", "QD", "P5", "36"))
_DAYS = re.compile(r"\d{4,8}(?:-\d{8})?|\d{12}")
_DIRECT: dict[str, dict[int, str]] = {
    "N4": {1: "GEO", 3: "GEO"},
    "N3": {1: "GEO", 2: "GEO"},
    "COB": {2: "HEALTH_PLAN"},
    "DMG": {2: "DATE"},
    "SBR": {3: "HEALTH_PLAN"},
    "CLM": {1: "ACCOUNT"},
    "CLP": {1: "ACCOUNT", 7: "ACCOUNT"},
    "DTP": {3: "DATE"},
    "DTM": {2: "DATE"},
    "PAT": {6: "DATE"},
    "INS": {12: "DATE"},
    "TRN": {2: "OTHER_ID"},
}


def spans(doc: Document) -> Iterator[Span]:
    """Every identifying element of every segment."""
    separator, terminator = _separators(doc)
    stops = re.compile(rf"[{re.escape(terminator)}\r\n\"`]|'(?![A-Z])|\\[rn]")
    for match in doc.matches(_SEGMENT):
        if match[2] != separator:
            continue
        stop = stops.search(doc.scan, match.end(), match.end() + 600)
        end = stop.start() if stop else min(len(doc.scan), match.end() + 600)
        at = match.start()
        elements: list[tuple[int, int]] = []
        for part in doc.scan[at:end].split(separator):
            elements.append((at, at + len(part)))
            at += len(part) + 1
        yield from _segment(doc, match[1], elements)


def _separators(doc: Document) -> tuple[str, str]:
    isa = re.search(r"ISA([^A-Za-z0-9\s])(?:[^\n]{100,102})", doc.scan)
    if isa is None:
        return "*", "~"
    place = isa.start() + 105
    terminator = doc.scan[place : place + 1]
    return isa[1], terminator if terminator and not terminator.isalnum() and terminator not in "\\ " else "~"


def _segment(doc: Document, name: str, elements: list[tuple[int, int]]) -> Iterator[Span]:
    def text(index: int) -> str:
        return doc.scan[elements[index][0] : elements[index][1]] if index < len(elements) else ""

    def one(index: int, type_: str) -> Iterator[Span]:
        value = text(index)
        if type_ and len(value.strip()) > (type_ != "NAME"):
            yield Span(*elements[index], type_, BY_TYPE[type_].sure and len(value) > 3)

    def parties() -> Iterator[Span]:
        if name == "NM1" and text(1) in _PERSONS:
            for index in (3, 4, 5, 7) if text(2) != "2" else ():
                yield from one(index, "NAME")
            for index in range(5, len(elements) - 1):
                if text(index) in _NM_IDS and any(c.isdigit() for c in text(index + 1)):
                    yield from one(index + 1, _NM_IDS[text(index)])
        elif name == "N1":
            if text(1) in _NAMED_PARTIES:
                yield from one(2, "NAME")
            yield from one(4, _NM_IDS[text(3)] if text(3) in ("XX", "34", "SY") else "")
        elif name == "PER":
            yield from one(2, "NAME")
            for index in (3, 5, 7):
                yield from one(index + 1, _CONTACT.get(text(index), ""))

    yield from parties()
    if name == "REF":
        yield from one(2, _REFS.get(text(1), ""))
    elif name == "N4" and text(5) == "CY":
        yield from one(6, "GEO")
    elif name == "BPR":  # senders leave elements out: the qualifier tells more than the place
        for index in range(1, len(elements) - 1):
            yield from one(index + 1, "ACCOUNT" if text(index) in _ACCOUNTS else "")
    for index, type_ in _DIRECT.get(name, {}).items():
        if type_ == "DATE" and (text(1) == "405" or not _DAYS.fullmatch(text(index))):
            continue
        yield from one(index, type_)
