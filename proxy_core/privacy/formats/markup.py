"""XML: C-CDA documents by the standard's elements, any other by the names of its elements and attributes.

Source: HL7 C-CDA R2.1 (ClinicalDocument header). `@root` tells what an id is: 2.16.840.1.113883.4.1 SSN,
4.6 NPI. The document's own effectiveTime and id stay. Element names of other XML (`<ssn>`, `<FirstName>`)
are keys and read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.recognizers.base import is_machine_id, says_nothing
from proxy_core.privacy.types import Span

SIGNAL = (
    r"<(?:\w+:)?(?:ClinicalDocument|patientRole|recordTarget|assignedAuthor|assignedPerson|patient"
    r"|birthTime|telecom|streetAddressLine|guardianPerson|encompassingEncounter|given|family"
    r"|participantRole|identifier|associatedPerson|relatedSubject)\b"
)
_TAG = re.compile(
    r"<(/?)(?:\w+:)?([A-Za-z]\w*)((?:\s+[\w:.-]+\s*=\s*\\?(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>([^<\n]*)"
)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*\\?[\"']([^\"'\\]*)")
_TEXT = {"given": "NAME", "family": "NAME", "name": "NAME", "streetAddressLine": "GEO", "city": "GEO",
    "postalCode": "GEO", "county": "GEO", "precinct": "GEO",
         "houseNumber": "GEO", "streetName": "GEO"}  # fmt: skip
_PERSON_PARENTS = frozenset(
    [
        "patient",
        "assignedPerson",
        "guardianPerson",
        "associatedPerson",
        "relatedPerson",
        "informationRecipient",
        "subject",
        "playingEntity",
        "guardian",
        "person",
        "relatedSubject",
        "legalAuthenticator",
        "maintainedPerson",
    ]
)
_PERSON_TIMES = frozenset(
    [
        "encompassingEncounter",
        "substanceAdministration",
        "procedure",
        "observation",
        "act",
        "encounter",
        "organizer",
        "supply",
        "author",
        "legalAuthenticator",
        "authenticator",
        "documentationOf",
        "serviceEvent",
        "participant",
        "specimen",
        "performer",
    ]
)
_ORGANIZATIONS = frozenset(
    [
        "representedOrganization",
        "providerOrganization",
        "representedCustodianOrganization",
        "serviceProviderOrganization",
        "receivedOrganization",
        "scopingEntity",
        "wholeOrganization",
        "manufacturerOrganization",
        "scopingOrganization",
    ]
)
_ROOTS = (("2.16.840.1.113883.4.1", "SSN"), ("2.16.840.1.113883.4.6", "LICENSE"),
    ("2.16.840.1.113883.4.572", "HEALTH_PLAN"), ("2.16.840.1.113883.4.927", "HEALTH_PLAN"),
          ("2.16.840.1.113883.3.3719", "DEVICE"))  # fmt: skip
_ID_OWNERS = {"patientRole": "MRN", "encompassingEncounter": "OTHER_ID", "participantRole": "DEVICE",
    "assignedAuthor": "LICENSE", "assignedEntity": "LICENSE", "patient": "MRN",
              "guardian": "OTHER_ID", "specimenRole": "OTHER_ID", "order": "OTHER_ID",
              "encounter": "OTHER_ID"}  # fmt: skip
_VOID = frozenset({"id", "telecom", "birthTime", "time", "low", "high", "center", "effectiveTime"})


def spans(doc: Document) -> Iterator[Span]:
    """Walks the tags with a stack of their names."""
    stack: list[str] = []
    for match in doc.matches(_TAG):
        closing, name = match[1], match[2]
        if closing:
            if name in stack:
                while stack and stack.pop() != name:
                    pass
            continue
        if match[3]:
            yield from _attributes(doc, name, stack, match)
        if match[5].strip():
            yield from _content(doc, name, stack, match)
        if not match[4]:
            stack.append(name)


def _content(doc: Document, name: str, stack: list[str], match: re.Match[str]) -> Iterator[Span]:
    type_ = _TEXT.get(name)
    if type_ is None or (name == "name" and (not stack or stack[-1] not in _PERSON_PARENTS)):
        return
    text = match[5]
    start = match.start(5) + len(text) - len(text.lstrip())
    value = text.strip()
    organization = type_ == "GEO" and any(tag in _ORGANIZATIONS for tag in stack)
    if (len(value) > 1 or (name == "given" and value.isalpha())) and not says_nothing(value):
        yield Span(start, start + len(value), type_, not organization)


def _attributes(doc: Document, name: str, stack: list[str], match: re.Match[str]) -> Iterator[Span]:
    values = {m[1]: m.span(2) for m in _ATTRIBUTE.finditer(doc.scan, match.start(3), match.end(3))}
    parent = stack[-1] if stack else ""
    if name == "id" and "extension" in values:
        root = doc.scan[slice(*values["root"])] if "root" in values else ""
        type_ = next(
            (
                type_
                for oid, type_ in _ROOTS
                if root.startswith(oid) and root[len(oid) : len(oid) + 1] in ("", ".")
            ),
            None,
        ) or _ID_OWNERS.get(parent, "")
        if (type_ == "" and parent in ("ClinicalDocument", "setId")) or parent in _ORGANIZATIONS:
            return
        if any(c.isdigit() for c in doc.scan[slice(*values["extension"])]) and not is_machine_id(
            doc.scan[slice(*values["extension"])]
        ):
            yield Span(*values["extension"], type_ or "OTHER_ID", True)
    elif name == "value" and parent == "identifier" and "value" in values:
        if any(c.isdigit() for c in doc.scan[slice(*values["value"])]):
            yield Span(*values["value"], "MRN", True)
    elif name == "telecom" and "value" in values:
        yield from _telecom(doc, *values["value"])
    elif name in ("birthTime", "deceasedTime") and "value" in values:
        yield Span(*values["value"], "DATE", name == "birthTime")
    elif name in ("low", "high", "effectiveTime", "time", "center") and "value" in values:
        around = stack[-3:]
        if any(tag in _PERSON_TIMES for tag in around) and BY_TYPE["DATE"].accepts(
            doc.scan[slice(*values["value"])].split("+")[0].split("-")[0]
        ):
            yield Span(*values["value"], "DATE")


def _telecom(doc: Document, start: int, end: int) -> Iterator[Span]:
    value = doc.scan[start:end]
    scheme, colon, rest = value.partition(":")
    type_ = {"tel": "PHONE", "fax": "FAX", "mailto": "EMAIL", "http": "URL", "https": "URL"}.get(
        scheme.lower(), "PHONE"
    )
    if type_ == "URL":
        yield Span(start, end, "URL")
    elif rest or value:
        yield Span(start + len(scheme) + 1 if colon else start, end, type_, True)
