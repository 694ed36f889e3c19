"""Identifiers in paths and keys of stores: `/patients/8842119/labs`, `patient:8842119`, `member#W8812399`.

What stands before tells whose number it is. UUIDs and short numbers of a database stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.budget import in_time
from proxy_core.privacy.document import Document
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.recognizers.base import is_machine_id
from proxy_core.privacy.types import Span

SIGNAL = (
    r"(?i:\b(?:patients?|pts?|mrn|charts?|medical-?records?|members?|subscribers?|beneficiar(?:y|ies)"
    r"|encounters?"
    r"|visits?|admissions?|accounts?|claims?|residents?|enrollees?)[/:#][A-Za-z-]{0,6}\d)"
)
_PLACES = Matcher(SIGNAL)
_PATH = re.compile(r"([A-Za-z-]+)[/:#]([A-Za-z]{0,6}-?\d[\dA-Za-z]*(?:-[\dA-Za-z]+){0,4})(?![\w.@]|-\w)")
_TYPES = (
    ("patient", "MRN"), ("pt", "MRN"), ("mrn", "MRN"), ("chart", "MRN"), ("medical", "MRN"),
    ("resident", "MRN"),
    ("member", "HEALTH_PLAN"), ("subscriber", "HEALTH_PLAN"), ("beneficiar", "HEALTH_PLAN"),
    ("enrollee", "HEALTH_PLAN"),
    ("account", "ACCOUNT"), ("claim", "ACCOUNT"), ("", "OTHER_ID"),
)  # fmt: skip
_LEAST = 5


def spans(doc: Document) -> Iterator[Span]:
    """The numbers of persons in paths and keys."""
    for start, _ in in_time(_PLACES.finditer(doc.data), doc.deadline):
        match = _PATH.match(doc.scan, start)
        if match is None or sum(c.isdigit() for c in match[2]) < _LEAST or is_machine_id(match[2]):
            continue
        if "://" in doc.scan[max(0, start - 120) : start].rpartition(" ")[2]:
            continue  # a web address is a finding as a whole
        word = match[1].lower()
        yield Span(*match.span(2), next(type_ for prefix, type_ in _TYPES if word.startswith(prefix)), True)
