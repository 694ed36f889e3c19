"""Rows without names for their columns: what the values themselves show.

`'8842119', 'Okafor', 'Maria', '1960-03-04', 'F'` is a person, `'G20', 'Tremor', '2015-10-01'` is none. A name
must stand beside something that only a person has; then the row's dates, numbers and places are the person's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from proxy_core.privacy import lexicon
from proxy_core.privacy.keys import Label
from proxy_core.privacy.recognizers.base import is_machine_id, says_nothing
from proxy_core.privacy.recognizers.date import COMPACT, FULL
from proxy_core.privacy.recognizers.geo import STATES
from proxy_core.privacy.recognizers.name import PARTICLE, WORD

_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("SSN", re.compile(r"\d{3}-\d{2}-\d{4}")),
    ("EMAIL", re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    ("DATE", re.compile(rf"(?:{FULL}|{COMPACT})(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
        re.I)),
    ("DATE", re.compile(r"(?:19|20)\d\d, ?(?:time\.)?\w{1,9}, ?\d{1,2}(?:,.*)?")),
    ("PHONE", re.compile(r"(?:\+?\d{1,3}[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?: ?x\d+)?|\+\d{9,15}")),
    ("STREET", re.compile(r"(?i:p\.? ?o\.? box) \d+|\d{1,6}[A-Za-z]? (?:[NSEW]{1,2}\.? )?"
        r"[A-Z0-9][\w.'-]*(?:,? [\w.#'-]+){1,6}")),
    ("STATE", re.compile(STATES)),
    ("ZIP", re.compile(r"\d{5}(?:-\d{4})?")),
    # ICD-10-CM with a decimal part; CMS's Medicare Beneficiary Identifier
    ("CODE", re.compile(r"[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}")),
    ("PLAN", re.compile(r"[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d\d")),
    ("ID", re.compile(r"[A-Z]{2,5}-(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,12}")),
    ("ID", re.compile(r"(?=(?:[A-Za-z-]*\d){5})[A-Za-z]{0,6}[-_]?\d[\dA-Za-z]*(?:-[\dA-Za-z]+){0,3}")),
)  # fmt: skip
_NAME = re.compile(
    rf"(?:{PARTICLE} |Van den |De la |Van der |De |Van |Von )?{WORD}(?:,? (?:[A-Z]\.?|{WORD}|Jr\.?"
    rf"|Sr\.?|III?)){{0,3}}|{WORD},{WORD}(?: [A-Z]\.?)?"
)
_TYPES = {"SSN": "SSN", "EMAIL": "EMAIL", "DATE": "DATE", "PHONE": "PHONE", "STREET": "GEO", "CITY": "GEO",
    "ID": "MRN", "PLAN": "HEALTH_PLAN", "known": "NAME", "pair": "NAME", "word": "NAME"}  # fmt: skip
_PROOF = frozenset({"SSN", "EMAIL", "PHONE", "STREET", "PLAN"})
#: words of a table, class or list that say that its rows are persons
HOLDERS = re.compile(
    r"patient|(?<![a-z])pts?(?![a-z])|member|subscriber|enrollee|resident|guarantor|demograph|person|people"
    r"|next_?of_?kin|contact|beneficiar|insured|roster|census|physician|provider|admission|encounter"
    r"|appointment",
    re.IGNORECASE,
)


def shape_of(value: str) -> str:
    """What one value looks like: a type, `known`, `word` or `pair` for names, or nothing."""
    value = value.strip()
    if not value or (len(value) > 1 and says_nothing(value) and "(" not in value[:1]):
        return ""
    for shape, pattern in _SHAPES:
        if pattern.fullmatch(value):
            return "" if shape == "ID" and is_machine_id(value) else shape
    tried = value.title() if value.isupper() and len(value) > 2 else value
    return _name_shape(tried) if _NAME.fullmatch(tried) else ""


def _name_shape(value: str) -> str:
    words = [word for word in re.split(r"[ ,]+", value) if len(word.rstrip(".")) > 1]
    if not words or any(lexicon.is_common(word) and not lexicon.is_last(word) for word in words):
        return ""
    known = [word for word in words if lexicon.is_name(word)]
    if lexicon.is_city(value) and not lexicon.is_first(words[0]):
        return "CITY"
    if len(words) > 1:
        return "pair" if known or "," in value else "word"
    return "known" if known and not lexicon.is_common(words[0]) else "word" if not known else ""


def kinds(values: Sequence[str], *, lenient: bool = False) -> list[Label | None] | None:
    """What each value of a row is, or None if the row is no person's. lenient: where the row stands says that
    it is one.
    """
    shapes = [shape_of(value) for value in values]
    if not personal(shapes, lenient=lenient):
        return _address(shapes)
    return [_label(shapes, index, lenient) for index in range(len(shapes))]


def _address(shapes: Sequence[str]) -> list[Label | None] | None:
    """A street with its town: somebody's address without a name."""
    if "STREET" not in shapes or "STATE" not in shapes or "ZIP" not in shapes:
        return None
    low, high = shapes.index("STREET"), shapes.index("ZIP")
    places = {"STREET", "ZIP", "CITY", "word", "known", "pair"}
    return [
        Label("GEO", False, "address") if low <= index <= high and shape in places else None
        for index, shape in enumerate(shapes)
    ]


def personal(shapes: Sequence[str], *, lenient: bool) -> bool:
    """Whether shapes that stand side by side are a person's."""
    seen = set(shapes)
    proofs = len(seen & _PROOF)
    others = len(seen & {"DATE", "ID"})
    adjacent = any(
        {one, other} <= {"known", "word"} and "known" in (one, other) for one, other in pairwise(shapes)
    )
    if lenient:
        named = bool(seen & {"known", "pair"}) or shapes.count("word") > 1
        return (named or ("word" in seen and proofs + others > 1)) and proofs + others > 0
    if (adjacent or "pair" in seen) and proofs > 0:
        return True
    if (adjacent or "pair" in seen) and others == 2 and "CODE" in seen:  # who, when and what they suffer from
        return True
    return (adjacent and others == 2) or ("known" in seen and proofs > 0 and others > 0)


def _label(shapes: Sequence[str], index: int, lenient: bool) -> Label | None:
    shape = shapes[index]
    around = {shapes[at] for at in (index - 1, index + 1) if 0 <= at < len(shapes)}
    if shape == "ZIP":
        placed = bool({"STREET", "STATE", "CITY"} & set(shapes))
        return Label("GEO" if placed else "MRN", False, "zip" if placed else "id")
    if shape in ("word", "known") and ("STATE" in around or (index and shapes[index - 1] == "STREET")):
        return Label("GEO", False, "city")
    if shape == "word" and not lenient and not around & {"known", "word", "DATE", "ID"}:
        return None
    type_ = _TYPES.get(shape)
    return Label(type_, False, "person") if type_ else None
