"""What a row of named columns holds: shared by tables and SQL.

A bare `name`, `city` or `date` means a patient's only if another column of the same row speaks of a patient.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from proxy_core.privacy import lexicon
from proxy_core.privacy.document import Document
from proxy_core.privacy.keyed import is_label
from proxy_core.privacy.keys import Label, split_key
from proxy_core.privacy.labels import label_of
from proxy_core.privacy.recognizers import BY_TYPE
from proxy_core.privacy.recognizers.base import says_nothing
from proxy_core.privacy.recognizers.name import name_like
from proxy_core.privacy.types import Span

_STRONG_WORDS = frozenset(
    [
        "patient",
        "pt",
        "mrn",
        "dob",
        "ssn",
        "birth",
        "member",
        "subscriber",
        "diagnosis",
        "dx",
        "icd10",
        "icd",
        "encounter",
        "admission",
        "discharge",
        "physician",
        "provider",
        "insurance",
        "resident",
        "guarantor",
        "lastname",
        "firstname",
        "surname",
    ]
)


#: `1960, 3, 4`: the arguments of a date
_NUMBERS = re.compile(
    r"(?:19|20)\d\d:\d\d:\d\d|(?:19|20)\d\d, ?(?:time\.)?\w{1,9}, ?\d{1,2}(?:, ?[\w.]{1,12}){0,6}"
)
#: `fname`, `last_nm`, `given`: which part of a name
_PARTS = re.compile(
    r"^(?:f|l|first|last|given|family|fst|sur)(?=name|nm| |$)|vorname|nachname|nombre|apellido"
)


#: a column of a system's own times
OF_SYSTEM = Label("", True, "time of the system")
_SYSTEM_WORDS = frozenset(
    """created updated modified inserted deleted synced imported exported loaded processed timestamp etl ts
    received_at lastmodified""".split()  # noqa: SIM905
)


def _own_id(header: str) -> Label | None:
    """A bare `id` beside a patient's columns."""
    return Label("MRN", True, "id") if header.lower() in ("id", "pid") else None


def kinds(headers: Sequence[str]) -> list[Label | None] | None:
    """A label for each column, or None where the columns are not a person's."""
    bare = [header.strip(" \t\"'`*[]") for header in headers]
    labels = [_labelled(header) for header in bare]
    named = [label for label in labels if label is not None and label is not OF_SYSTEM]
    if not named:
        return None
    words = {word for header in headers for word in split_key(header)}
    strong = [label for label in named if not label.weak]
    patient = bool(words & _STRONG_WORDS) or any(_proves(label) for label in strong) or _named(named)
    if patient:
        numbered = any(label.type == "MRN" for label in strong)
        return [
            (None if numbered else _own_id(header)) or label
            for header, label in zip(bare, labels, strict=True)
        ]
    if len({label.type for label in strong}) >= 2 and len(named) >= 3:
        return labels
    kept = [label if label is not None and not label.weak else None for label in labels]
    return kept if any(kept) else None


@lru_cache(maxsize=4096)
def _labelled(header: str) -> Label | None:
    if set(split_key(header)) & _SYSTEM_WORDS:
        return OF_SYSTEM
    if header.lower() in ("initials", "pt initials"):
        return Label("NAME", True, "initials")
    return label_of(header) if header.count(" ") < 4 else None


def _proves(label: Label) -> bool:
    """Whether only a person's row has such a column."""
    return label.type in ("SSN", "MRN", "HEALTH_PLAN") or bool(
        set(split_key(label.phrase)) & {"birth", "dob", "bday", "bdate", "birthdate", "birthday"}
        or label.phrase in ("first name", "last name")
    )


def _named(labels: Sequence[Label]) -> bool:
    """Whether the parts of a name have columns of their own."""
    parts = {part for label in labels if label.type == "NAME" for part in _PARTS.findall(label.phrase)}
    return len(parts) > 1


#: `Maria331`: synthetic names carry numbers
_MADE_UP = re.compile(r"([A-Za-z\u00c0-\u00ff]{2,})\d{1,4}\b")
_INITIALS = frozenset(("middle", "mi", "initial", "initials", "minit", "mid", "mname"))


def cell(doc: Document, label: Label | None, start: int, end: int) -> Span | None:
    """The value of one cell, without its quotes and spaces."""
    if label is None:
        return None
    scan, begin = doc.scan, start
    while start < end and scan[start] in " \t\"'`*\r${":
        start += 1
    while end > start and scan[end - 1] in " \t\"'`*\r}":
        end -= 1
    if label is OF_SYSTEM:
        doc.of_systems.update((begin, start))
        return None
    value = scan[start:end]
    recognizer = BY_TYPE[label.type]
    if not value or not accepts(label, value) or is_label(label.type, value):
        return None
    return Span(start, end, label.type, recognizer.sure)


def accepts(label: Label, value: str) -> bool:
    """Whether a column's value can be what its header says; lower case is no hindrance here."""
    if label.type == "NAME":
        value = _MADE_UP.sub(r"\1", value)
        if any(c.isdigit() for c in value):
            return False
        if "employer" in label.phrase:
            return value[:1].isupper() and len(value) < 60 and not says_nothing(value)
        if label.phrase == "initials":
            return re.fullmatch(r"(?:[A-Z]\.? ?){2,4}", value) is not None
        if (
            value.isupper()
            and 1 < len(value.rstrip(".")) < 5
            and not set(value) & set("AEIOUY")
            and not lexicon.is_name(value)
        ):
            return False
        if len(value.rstrip(".")) == 1:
            return value.isupper() and bool(set(split_key(label.phrase)) & _INITIALS)
        tried = value.title() if value.islower() or value.isupper() else value
        if label.weak and label.phrase in ("text", "display", "re", "to", "from", "user"):
            return name_like(tried)
        return BY_TYPE["NAME"].accepts(tried)
    if label.type == "SSN" and "last" in label.phrase and value.isdigit():
        return len(value) == 4
    if label.type == "OTHER_ID" and label.phrase == "username":
        return re.fullmatch(r"[A-Za-z][\w.@+-]{2,40}", value) is not None and not says_nothing(value)
    if label.type == "DATE" and _NUMBERS.fullmatch(value):
        return True
    if label.type == "GEO" and value.islower():
        return BY_TYPE["GEO"].accepts(value.title())
    return BY_TYPE[label.type].accepts(value)
