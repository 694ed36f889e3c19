r"""HL7 version 2: segments of fields between separators.

Source: HL7 v2.8, chapters 2 (encoding), 3 (PID, NK1, PV1), 4 (OBR, ORC), 6 (IN1, GT1), 7 (OBX). Field
numbers below are the standard's. Free-text fields (OBX-5, NTE-3) are left to the other readers. MSH-7 and
EVN-2 are times of the system and stay. Segments may be cut out of a message, stand in string literals
(`\r`, `\n` spelled out) or carry a listing's line numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy import lexicon
from proxy_core.privacy.document import Document
from proxy_core.privacy.formats import persons
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.recognizers.base import says_nothing
from proxy_core.privacy.types import Span

SIGNAL = (
    r"\b(?:MSH|PID|NK1|PV1|IN1|GT1|OBR|ORC|PD1|IN2|PV2|SPM|ACC|TXA|MRG|EVN|RXE|AL1|DG1|OBX|Z[A-Z][A-Z0-9]|P)"
    r"[|^~\\&#!]"
)

#: what a field holds. A plain type takes the whole field, else a reader of components is named.
FIELDS: dict[str, dict[int, str]] = {
    "PID": {2: "CX", 3: "CX", 4: "CX", 5: "XPN", 6: "XPN", 7: "DATE", 9: "XPN", 11: "XAD", 12: "GEO",
        13: "XTN",
            14: "XTN", 18: "ACCOUNT", 19: "SSN", 20: "LICENSE", 21: "CX", 23: "GEO", 29: "DATE"},
    "PD1": {4: "XCN"},
    "NK1": {2: "XPN", 4: "XAD", 5: "XTN", 6: "XTN", 7: "XTN", 8: "DATE", 9: "DATE", 12: "OTHER_ID",
        13: "ORG", 16: "DATE",
            26: "XPN", 30: "XPN", 31: "XTN", 32: "XAD", 33: "OTHER_ID", 37: "SSN"},
    "PV1": {5: "OTHER_ID", 7: "XCN", 8: "XCN", 9: "XCN", 17: "XCN", 19: "OTHER_ID", 44: "DATE", 45: "DATE",
            50: "OTHER_ID", 52: "XCN"},
    "PV2": {8: "DATE", 9: "DATE", 33: "DATE"},
    "EVN": {5: "XCN", 6: "DATE"},
    "MRG": {1: "CX", 2: "CX", 3: "ACCOUNT", 4: "CX", 5: "OTHER_ID", 7: "XPN"},
    "IN1": {8: "HEALTH_PLAN", 11: "ORG", 16: "XPN", 18: "DATE", 19: "XAD",
            36: "HEALTH_PLAN", 49: "HEALTH_PLAN"},
    "IN2": {1: "OTHER_ID", 2: "SSN", 3: "XCN", 4: "XCN", 6: "HEALTH_PLAN", 8: "HEALTH_PLAN",
        25: "HEALTH_PLAN",
            26: "HEALTH_PLAN", 40: "XPN", 52: "XPN", 61: "HEALTH_PLAN", 63: "XTN", 64: "XTN"},
    "GT1": {2: "ACCOUNT", 3: "XPN", 4: "XPN", 5: "XAD", 6: "XTN", 7: "XTN", 8: "DATE", 12: "SSN", 16: "XPN",
        17: "XAD",
            18: "XTN", 19: "ACCOUNT", 21: "ORG", 45: "XPN", 51: "ORG"},
    "ORC": {2: "OTHER_ID", 3: "OTHER_ID", 4: "OTHER_ID", 7: "TQ", 9: "DATE", 10: "XCN", 11: "XCN", 12: "XCN",
        14: "XTN",
            19: "XCN"},
    "OBR": {2: "OTHER_ID", 3: "OTHER_ID", 6: "DATE", 7: "DATE", 8: "DATE", 10: "XCN", 14: "DATE", 16: "XCN",
        17: "XTN",
            18: "OTHER_ID", 19: "OTHER_ID", 20: "OTHER_ID", 22: "DATE", 27: "TQ", 28: "XCN", 32: "XCN",
            33: "XCN",
            34: "XCN", 35: "XCN", 36: "DATE"},
    "OBX": {14: "DATE", 16: "XCN", 18: "DEVICE", 19: "DATE", 25: "XCN"},
    "SPM": {2: "OTHER_ID", 3: "OTHER_ID", 17: "DATE", 18: "DATE"},
    "ACC": {1: "DATE", 3: "GEO", 7: "XCN", 11: "GEO"},
    "TXA": {4: "DATE", 5: "XCN", 6: "DATE", 7: "DATE", 8: "DATE", 9: "XCN", 10: "XCN", 11: "XCN",
        12: "OTHER_ID", 22: "XCN"},
    "RXA": {3: "DATE", 4: "DATE", 10: "XCN"},
    "RXE": {13: "XCN", 14: "XCN", 15: "OTHER_ID", 32: "DATE"},
    "RXD": {3: "DATE", 7: "OTHER_ID"},
    "AL1": {6: "DATE"},
    "DG1": {5: "DATE", 16: "XCN", 19: "DATE"},
    "PR1": {5: "DATE", 8: "XCN", 11: "XCN", 12: "XCN"},
    "FT1": {2: "OTHER_ID", 4: "DATE", 20: "XCN", 21: "XCN", 23: "OTHER_ID"},
    "SCH": {1: "OTHER_ID", 2: "OTHER_ID", 11: "TQ", 12: "XCN", 16: "XCN", 20: "XCN"},
    "AIP": {3: "XCN", 6: "DATE"},
    "AIS": {4: "DATE"},
    "QRD": {8: "XCN"},
    "DB1": {4: "DATE"},
    "ROL": {4: "XCN"},
    "CTD": {2: "XPN", 3: "XAD", 5: "XTN"},
    "PDA": {2: "GEO", 5: "XCN"},
    "P": {2: "CX", 3: "CX", 4: "CX", 5: "XPN", 6: "XPN", 7: "DATE", 10: "XAD", 12: "XTN", 13: "XPN"},
    "UB1": {}, "NTE": {}, "MSH": {}, "ZPD": {}, "TQ1": {7: "DATE", 8: "DATE"},
}  # fmt: skip
_SEGMENT = re.compile(
    rf"(?<![A-Za-z0-9|^~&])({'|'.join(sorted(FIELDS.keys() - {'P'}))}|Z[A-Z][A-Z0-9]|P(?=\|\d+\|))([|^~#!])"
)
#: times and numbers of systems, which no guess may take for somebody's
_OF_SYSTEMS = frozenset(
    [*(("MSH", number) for number in range(30)), *(("EVN", number) for number in range(4)), ("ORC", 15),
     ("RXA", 16), ("FT1", 5), ("IN1", 12), ("IN1", 13), ("BHS", 7), ("FHS", 7)]
)  # fmt: skip
#: OBX-2 -> what OBX-5 holds
_TYPED = {"XPN": "XPN", "PN": "XPN", "XCN": "XCN", "CX": "CX", "XAD": "XAD", "AD": "XAD", "XTN": "XTN",
    "TN": "XTN",    "DT": "DATE", "TS": "DATE", "DTM": "DATE"}  # fmt: skip
_ESCAPED_END = re.compile(
    r"(?<!\\)\\+[rn]|[\r\n]|(?<!\\)[\"'`](?=\s*(?:[,;)+\]\r\n]|$))|<cr>|\\x0[dD]|\\u000[dD]|&#(?:13|xD);"
)
_ID_TYPES = {"SS": "SSN", "SSN": "SSN", "DL": "LICENSE", "PPN": "LICENSE", "NPI": "LICENSE", "PI": "MRN",
    "MR": "MRN", "MC": "HEALTH_PLAN",
             "MA": "HEALTH_PLAN", "MB": "HEALTH_PLAN", "SN": "HEALTH_PLAN", "AN": "ACCOUNT",
             "VN": "OTHER_ID", "EI": "OTHER_ID"}  # fmt: skip
_LIKE_MEMBER = re.compile(r"(?=.*\d{5})[A-Z]{0,4}[\dA-Z-]{7,16}(?:\^.*)?")
_LIKE_PERSON = re.compile(r"\d{6,10}\^[A-Z][A-Za-z' -]+\^[A-Z][A-Za-z' -]*(?:\^.*)?")
_LIKE_TIME = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}){0,1}(?:\d\d)?")
_LIKE_TIMES = re.compile(rf"[^^]*\^[^^]*\^[^^]*\^{_LIKE_TIME.pattern}(?:\^.*)?")
_PHONE = re.compile(r"\+?[\d() .-]{7,}(?:[xX]\d{1,6})?")
_DATE = re.compile(r"\d{4}(?:\d{2}){1,5}(?:\.\d+)?(?:[+-]\d{4})?")


def spans(doc: Document) -> Iterator[Span]:
    """Every identifying field of every segment."""
    for match in doc.matches(_SEGMENT):
        start = match.start()
        stop = _ESCAPED_END.search(doc.scan, match.end(), match.end() + 20000)
        end = stop.start() if stop else min(len(doc.scan), match.end() + 20000)
        following = _SEGMENT.search(doc.scan, match.end(), end)
        while following is not None and doc.scan[following.start() - 1] not in " \t":
            following = _SEGMENT.search(doc.scan, following.end(), end)
        if following is not None:
            end = following.start()
        name, separator = match[1], match[2]
        at = start
        fields, typed = FIELDS.get(name, {}), ""
        whole = doc.scan[start:end].split(separator)
        placed = name[0] == "Z" and any(_ADDRESS.fullmatch(field) for field in whole)
        for number, field in enumerate(whole):
            kind = fields.get(number)
            if kind is None and name == "IN1" and number > 30 and _LIKE_MEMBER.fullmatch(field):
                kind = "HEALTH_PLAN"  # feeds are often a field off here
            if kind in (None, "XCN", "TQ") and number and (name, number) not in _OF_SYSTEMS:
                kind = _guess(field) or kind or (_guess_more(field, placed) if name[0] == "Z" else None)
            if (name, number) == ("OBX", 5):
                kind = _TYPED.get(typed)
            typed = field if (name, number) == ("OBX", 2) else typed
            if kind is not None and field and field != '""':
                yield from field_spans(doc, kind, at, at + len(field))
            at += len(field) + 1


def _guess(field: str) -> str | None:
    """What a field that the table does not name shows by itself: feeds shift and extend segments."""
    if _LIKE_PERSON.fullmatch(field):
        return "XCN"
    if _LIKE_TIMES.fullmatch(field):
        return "TQ"
    return "DATE" if _LIKE_TIME.fullmatch(field) else None


_ADDRESS = re.compile(r"\d[^^]*\^[^^]*\^[^^]+\^[A-Z]{2}\^\d{5}.*")
_EMPLOYER = re.compile(r"[A-Z][A-Za-z.'-]+(?: [A-Z&][A-Za-z.'-]*){1,5}")
_FULL_NAME = re.compile(r"[A-Z][A-Za-z'-]+\^[A-Z][A-Za-z'-]+(?:\^[A-Za-z.]*){0,4}")


def _guess_more(field: str, placed: bool) -> str | None:
    """The same where every site has fields of its own: segments that begin with Z. placed: with an address,
    so that words in capitals are whose it is.
    """
    if placed and _EMPLOYER.fullmatch(field):
        return "ORG"
    if _ADDRESS.fullmatch(field):
        return "XAD"
    if _FULL_NAME.fullmatch(field):
        words = field.split("^")
        return "XPN" if lexicon.is_first(words[1]) or lexicon.is_last(words[0]) else None
    if _LINK.fullmatch(field):
        return "URL"
    if _PLATE.fullmatch(field):
        return "VEHICLE"
    shape = persons.shape_of(field)
    return _SHAPED.get(shape)


_LINK = re.compile(r"https?://\S+|/\S+\.(?:jpe?g|png|gif|bmp)")
#: plates of most states, without their spaces: 1ABC234, ABC1234, 123ABC, AB12345
_PLATE = re.compile(r"\d[A-Z]{3}\d{3}|[A-Z]{3}[ -]?\d{3,4}|\d{3,4}[ -]?[A-Z]{3}")
#: what a value looks like -> what is read
_SHAPED = {"SSN": "SSN", "EMAIL": "XTN", "PHONE": "XTN", "STREET": "GEO", "pair": "XPN", "ID": "OTHER_ID"}


def field_spans(doc: Document, kind: str, start: int, end: int) -> Iterator[Span]:
    """What one field holds. kind: of `FIELDS`."""
    for low, high in _split(doc.scan, start, end, "~"):
        parts = list(_split(doc.scan, low, high, "^"))
        if kind == "CX":
            yield from _identifier(doc, parts)
        elif kind == "XPN":
            yield from _typed(doc, "NAME", _names(doc, parts[:4]))
        elif kind == "XCN":
            yield from _person(doc, parts)
        elif kind == "XAD":
            yield from _typed(
                doc,
                "GEO",
                [
                    parts[i]
                    for i in (0, 1, 2, 4, 8)
                    if i < len(parts) and (i < 8 or parts[i][1] - parts[i][0] > 2)
                ],
            )
        elif kind == "XTN":
            yield from _telecom(doc, parts)
        elif kind == "TQ":
            yield from _typed(
                doc, "DATE", [part for part in parts[3:5] if _DATE.fullmatch(doc.scan[part[0] : part[1]])]
            )
        elif kind == "ORG":
            if not says_nothing(doc.scan[parts[0][0] : parts[0][1]]):
                yield Span(*parts[0], "NAME", True)
        elif kind == "DATE":
            yield from _typed(doc, "DATE", parts[:1])
        elif kind == "GEO":
            yield from _typed(doc, "GEO", parts[:1])
        else:
            yield from _typed(
                doc, kind, [p for p in parts[:1] if any(c.isdigit() for c in doc.scan[p[0] : p[1]])]
            )


def _split(scan: str, start: int, end: int, separator: str) -> Iterator[tuple[int, int]]:
    at = start
    for part in scan[start:end].split(separator):
        yield at, at + len(part)
        at += len(part) + 1


def _typed(doc: Document, type_: str, parts: list[tuple[int, int]]) -> Iterator[Span]:
    for start, end in parts:
        for low, high in _split(doc.scan, start, end, "&"):
            value = doc.scan[low:high]
            if (
                len(value.strip()) > (type_ != "NAME")
                and not says_nothing(value.strip(" \"'"))
                and value != "USA"
            ):
                yield Span(low, high, type_, BY_TYPE[type_].sure)


def _names(doc: Document, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(start, end) for start, end in parts if any(c.isalpha() for c in doc.scan[start:end])]


def _identifier(doc: Document, parts: list[tuple[int, int]]) -> Iterator[Span]:
    code = doc.scan[parts[4][0] : parts[4][1]].upper() if len(parts) > 4 else ""
    value = doc.scan[parts[0][0] : parts[0][1]]
    if any(c.isdigit() for c in value):
        yield from _typed(doc, _ID_TYPES.get(code, "MRN"), parts[:1])


def _person(doc: Document, parts: list[tuple[int, int]]) -> Iterator[Span]:
    first = doc.scan[parts[0][0] : parts[0][1]]
    if any(c.isdigit() for c in first):
        yield from _typed(doc, "LICENSE", parts[:1])
        yield from _typed(doc, "NAME", _names(doc, parts[1:4]))
    else:
        yield from _typed(doc, "NAME", _names(doc, parts[:4]))


def _telecom(doc: Document, parts: list[tuple[int, int]]) -> Iterator[Span]:
    text = [doc.scan[start:end] for start, end in parts]
    fax = (len(text) > 2 and text[2].upper() == "FX") or (len(text) > 1 and text[1].upper() == "FAX")
    for index, (start, end) in enumerate(parts):
        if "@" in text[index]:
            yield Span(start, end, "EMAIL", True)
        elif (_PHONE.fullmatch(text[index].strip()) and index != 4) or (
            index in (5, 6) and text[index].isdigit()
        ):
            yield Span(start, end, "FAX" if fax else "PHONE", len(text[index]) > 6)
