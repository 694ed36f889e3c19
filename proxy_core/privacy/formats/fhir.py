"""FHIR R4 resources in JSON, and fragments of them.

Source: https://hl7.org/fhir/R4. Keys such as `value`, `text`, `display`, `line` mean something only by what
encloses them, so the JSON is read as a tree. `meta.lastUpdated`, codes, systems and UUIDs stay. Quotes may
be escaped, when the resource stands inside a string of another JSON text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.recognizers.base import is_machine_id, says_nothing
from proxy_core.privacy.types import Span

SIGNAL = r"resourceType|\"(?:birthDate|subscriberId|deceasedDateTime)\""
#: a string, whose quotes are escaped where the JSON stands in a string; quotes escaped deeper are content
_TOKEN = re.compile(
    r"(\\{0,64})\"((?:[^\"\\\n]|\\+[^\"\\\n]|(?!\1\")\\(?:\\\\)*\"|(?:\\\\)+(?=\"))*)\1\"|[{}\[\],:]"
    r"|-?\d[\d.]*"
)
_CODES = {"MR": "MRN", "MRN": "MRN", "SS": "SSN", "SSN": "SSN", "SB": "SSN", "DL": "LICENSE",
    "PPN": "LICENSE", "NPI": "LICENSE", "MD": "LICENSE",
          "SN": "DEVICE", "MB": "HEALTH_PLAN", "MC": "HEALTH_PLAN", "MA": "HEALTH_PLAN",
          "NIIP": "HEALTH_PLAN", "SNO": "DEVICE", "ACSN": "OTHER_ID",
          "VN": "OTHER_ID", "AN": "ACCOUNT", "PLAC": "OTHER_ID", "FILL": "OTHER_ID", "EI": "OTHER_ID",
          "UDI": "DEVICE", "DEA": "LICENSE"}  # fmt: skip
_SYSTEMS = (("us-ssn", "SSN"), ("4.1.1", "SSN"), ("us-mbi", "HEALTH_PLAN"), ("us-npi", "LICENSE"), ("4.6",
    "LICENSE"), ("mrn", "MRN"), ("medical-record", "MRN"),
            ("member", "HEALTH_PLAN"), ("subscriber", "HEALTH_PLAN"), ("license", "LICENSE"), ("passport",
            "LICENSE"), ("accession", "OTHER_ID"), ("account", "ACCOUNT"))  # fmt: skip
_OWNERS = {"Patient": "MRN", "Person": "MRN", "RelatedPerson": "MRN", "Coverage": "HEALTH_PLAN",
    "Claim": "ACCOUNT", "ExplanationOfBenefit": "ACCOUNT", "Account": "ACCOUNT",
           "Device": "DEVICE", "Practitioner": "LICENSE", "PractitionerRole": "LICENSE"}  # fmt: skip
_TELECOM = {"phone": "PHONE", "fax": "FAX", "email": "EMAIL", "url": "URL", "sms": "PHONE", "pager": "PHONE"}
_DATES = re.compile(
    r"(?:birth|manufactureDate|deceased|effective|issued|onset|recorded|authored|performed|occurrence"
    r"|asserted|abatement"
    r"|started|ended|created|collected|received|admission|serviced|billable|dateTime|date|start|end|when"
    r"|time|valueDate)",
    re.I,
)
_PERSON_KEYS = frozenset(
    [
        "subject",
        "patient",
        "beneficiary",
        "performer",
        "requester",
        "author",
        "policyHolder",
        "recorder",
        "asserter",
        "informationSource",
        "subscriber",
        "participant",
        "individual",
        "actor",
        "generalPractitioner",
        "agent",
        "who",
        "payee",
        "provider",
        "attester",
        "verifier",
        "operator",
        "attending",
        "referrer",
        "sender",
        "recipient",
        "responsible",
        "enterer",
        "source",
        "location_",
    ]
)
_ADDRESS = frozenset({"line", "city", "district", "postalCode", "text"})
_GENERATIONS = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})
_PLAIN = {"subscriberId": "HEALTH_PLAN", "memberId": "HEALTH_PLAN", "serialNumber": "DEVICE",
    "deviceIdentifier": "DEVICE",
          "carrierHRF": "DEVICE", "carrierAIDC": "DEVICE", "lotNumber": "DEVICE",
          "distinctIdentifier": "DEVICE"}  # fmt: skip
_DEFINITIONS = frozenset({"ValueSet", "CodeSystem", "StructureDefinition", "CapabilityStatement"})
_NOT_DATES = frozenset({"lastUpdated", "meta", "expansion", "timestamp"})


@dataclass(slots=True)
class _Frame:
    """An open object or array. key: the entry it is the value of; owner: the nearest resource's type."""

    key: str
    array: bool
    owner: str
    values: dict[str, tuple[int, int]] = field(default_factory=dict)
    code: str = ""


def spans(doc: Document) -> Iterator[Span]:
    """Walks the JSON once, with a stack; what is not FHIR is passed over."""
    scan = doc.scan
    stack: list[_Frame] = []
    key = ""
    waiting: tuple[int, int] | None = None
    expecting_value = False
    for match in doc.matches(_TOKEN):
        sign = match[0]
        if sign in "{[":
            owner = stack[-1].owner if stack else ""
            stack.append(
                _Frame(key or (stack[-1].key if stack and stack[-1].array else ""), sign == "[", owner)
            )
            key, expecting_value = "", False
        elif sign in "}]":
            if stack:
                frame = stack.pop()
                yield from _object(doc, frame, stack)
            key, expecting_value = "", False
        elif sign == ":":
            if waiting is not None:
                key, expecting_value = scan[waiting[0] : waiting[1]], True
            waiting = None
        elif sign == ",":
            waiting = None
            if stack and not stack[-1].array:
                key = ""
            expecting_value = False
        elif match[2] is not None:
            place = match.span(2)
            if stack and (expecting_value or stack[-1].array):
                yield from _string(doc, stack, key or stack[-1].key, place)
                expecting_value = False
            else:
                waiting = place


def _string(doc: Document, stack: list[_Frame], key: str, place: tuple[int, int]) -> Iterator[Span]:
    frame = stack[-1]
    value = doc.scan[place[0] : place[1]]
    if key == "resourceType":
        frame.owner = value
        return
    if not frame.array:
        frame.values[key] = place
    keys = [part.key for part in stack]
    if key == "code" and "identifier" in keys:
        for part in reversed(stack):
            part.code = part.code or value
            if part.key == "identifier":
                break
    if key in ("reference", "id"):
        yield from _local_id(key, frame, place, value)
        return
    url = doc.scan[slice(*frame.values["url"])] if key == "valueString" and "url" in frame.values else ""
    type_ = "NAME" if "maiden" in url.lower() else _type(key, keys, value, frame)
    if type_ and value.strip() and not says_nothing(value):
        yield Span(*place, type_, BY_TYPE[type_].sure)


#: what is somebody's own, by what it is an instance of
_REFERRED = {"Patient": "MRN", "RelatedPerson": "MRN", "Person": "MRN", "Encounter": "OTHER_ID",
    "Coverage": "HEALTH_PLAN", "Account": "ACCOUNT", "Claim": "ACCOUNT", "Specimen": "OTHER_ID"}  # fmt: skip


def _local_id(key: str, frame: _Frame, place: tuple[int, int], value: str) -> Iterator[Span]:
    """`Patient/8842119`, and the `id` of a Patient: a server's UUID names nobody, a record number does."""
    owner, _, id_ = value.rpartition("/") if key == "reference" else (frame.owner, "", value)
    type_ = _REFERRED.get(owner.rpartition("/")[2], "")
    if type_ and sum(c.isdigit() for c in id_) > 3 and not is_machine_id(id_):
        yield Span(place[1] - len(id_), place[1], type_, True)


def _type(key: str, keys: list[str], value: str, frame: _Frame) -> str:
    inner = keys[-1] if keys[-1] != key else (keys[-2] if len(keys) > 1 else "")
    around = keys[-3:]
    if key in ("family", "given") or (key == "text" and inner == "name") or key == "mothersMaidenName":
        return "NAME"
    if (key == "suffix" and value in _GENERATIONS) or key == "authorString":
        return "NAME"
    if key in _ADDRESS and ("address" in around or "valueAddress" in around or "position" in around):
        return "GEO"
    if (
        key == "display"
        and (inner in _PERSON_KEYS or any(k in _PERSON_KEYS for k in around))
        and "coding" not in around
    ):
        return "NAME" if BY_TYPE["NAME"].accepts(value) or "," in value else ""
    if (
        key == "name"
        and inner not in ("", "meta")
        and "contact" in around
        and frame.owner != "StructureDefinition"
    ):
        return "NAME" if BY_TYPE["NAME"].accepts(value) else ""
    if key in _PLAIN:
        return _PLAIN[key]
    if key in ("url", "data") and inner == "photo":
        return "PHOTO"
    return _date(key, keys, value, frame)


def _date(key: str, keys: list[str], value: str, frame: _Frame) -> str:
    """Dates of care, not those of the resource itself or of a definition."""
    if not (_DATES.match(key) or key in ("date", "start", "end")):
        return ""
    if key in _NOT_DATES or "meta" in keys or frame.owner in _DEFINITIONS:
        return ""
    return "DATE" if BY_TYPE["DATE"].accepts(value) and len(value) > 4 else ""


def _object(doc: Document, frame: _Frame, stack: list[_Frame]) -> Iterator[Span]:
    """What only a whole object tells: identifiers by their type or system, telecoms by their system."""
    place = frame.values.get("value")
    if frame.array or place is None:
        return
    value = doc.scan[place[0] : place[1]]
    keys = [frame.key, *(part.key for part in stack[-2:])]
    system = frame.values.get("system")
    name = doc.scan[system[0] : system[1]] if system else ""
    if "telecom" in keys or name in _TELECOM:
        type_ = _TELECOM.get(name, "EMAIL" if "@" in value else "PHONE")
    elif any(key.lower().endswith("identifier") for key in keys) or frame.key == "class":
        type_ = _identifier(frame, name)
        if is_machine_id(value) and type_ not in ("SSN",):
            return
    else:
        return
    if value.strip() and not says_nothing(value) and (type_ != "URL" or BY_TYPE["URL"].accepts(value)):
        yield Span(*place, type_, True)


def _identifier(frame: _Frame, system: str) -> str:
    if frame.code.upper() in _CODES:
        return _CODES[frame.code.upper()]
    for part, type_ in _SYSTEMS:
        if part in system.lower():
            return type_
    return "HEALTH_PLAN" if frame.key == "class" else _OWNERS.get(frame.owner, "OTHER_ID")
