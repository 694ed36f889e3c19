"""The PHI types and the span: the words that every part of the privacy folder speaks.

Source of the types: 45 CFR 164.514(b)(2)(i)(A)-(R), the HIPAA Safe Harbor identifiers.
"""

from __future__ import annotations

from typing import NamedTuple

#: the placeholder's type words, in the order of the regulation; AGE (over 89) belongs to (C), dates.
PHI_TYPES: tuple[str, ...] = (
    "NAME",
    "GEO",
    "DATE",
    "AGE",
    "PHONE",
    "FAX",
    "EMAIL",
    "SSN",
    "MRN",
    "HEALTH_PLAN",
    "ACCOUNT",
    "LICENSE",
    "VEHICLE",
    "DEVICE",
    "URL",
    "IP",
    "BIOMETRIC",
    "PHOTO",
    "OTHER_ID",
)

#: the type of a span that holds a placeholder already: never scanned inside, never counted.
TOKEN = "TOKEN"


class Span(NamedTuple):
    """One finding: `text[start:end]`, in code points. sure: good enough to look for elsewhere, too."""

    start: int
    end: int
    type: str
    sure: bool = False
