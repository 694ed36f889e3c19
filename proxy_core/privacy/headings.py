"""What the fields of a printed form are headed with: `Req #: PO-547329`, `Our file..... M1614217`.

A label list cannot know every registry, desk and machine that numbers people. On a form near somebody's
identifiers the heading's own words tell: one that ends in `#`, `no.`, `number` or `ID` announces an
identifier whatever is numbered, unless these are codes, places and counts, which nobody is known by. Values
may stand beside their heading or below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from proxy_core.privacy import context
from proxy_core.privacy.document import Document
from proxy_core.privacy.keyed import Keyed
from proxy_core.privacy.labels import label_of
from proxy_core.privacy.recognizers.base import digits, is_machine_id
from proxy_core.privacy.types import Span

_NUMBERING = frozenset("# no nos nr nbr num number numbers id ids".split())  # noqa: SIM905
#: headings that mean a number without saying so
_NUMBERED = frozenset(
    """acct account accession auth authorization bag badge booking call case cert certificate chart claim
    conf confirmation container control csn dispatch docket enc encounter file fin form group grp har incident
    inv invoice kit lic license member mrn order pcr permit plate pol policy rec record ref reference reg
    registration req requisition rx sample serial slide specimen sub subscriber tag tracking trip visit
    voucher wristband""".split()  # noqa: SIM905
)
#: what is numbered but identifies nobody: codes, places, counts, issuers, documents, work on software
_CODES = frozenset(
    """icd cpt hcpcs ndc loinc snomed rxnorm drg oid upc isbn issn pmid doi rfc iso cve lot exp code codes
    modifier pos revenue rev version release build commit pr issue ticket bug story error status port line
    step page pages part item section chapter table figure volume room rm bed bay floor fl ward suite ste bus
    gate locker aisle box store bin rxbin pcn rxpcn payer naic tax ein tin fein clia facility site
    qty quantity refills refill dose dosage strength units unit charge fee amount total copay price balance
    weight height temp temperature bp hr pulse rate score count days hours minutes phase grade stage type
    model catalog cat stock sku class level rank year protocol guideline standard nct test tests job run
    process pid thread row query request session""".split()  # noqa: SIM905
)
_WORD = re.compile(r"[A-Za-z]+|#")
_PARTS = re.compile(r" {2,}|[\t|;,(/:]")
_BELOW = re.compile(r"[ \t]*(?:\d{1,2}[a-z]?[.)] ?)?([A-Za-z][A-Za-z'./# ()-]{1,40}?)[ \t.:]*")
_DATED = re.compile(
    r"\d{1,2}-\d{1,2}-(?:\d\d){1,2}|(?:19|20)\d\d(?:-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01]))?"
    r"|(?:19|20)\d\d-(?:19|20)\d\d"
)
_AMOUNT = re.compile(
    r"\.\d|,\d{3}|[%:/]\d|[@=_]| ?(?:mg|mcg|ml|kg|lbs?|cm|units?|tabs?|caps?)\b", re.IGNORECASE
)
_IDENTIFIERS = frozenset(("SSN", "MRN", "HEALTH_PLAN", "ACCOUNT", "LICENSE", "VEHICLE", "DEVICE", "OTHER_ID"))


def numbered(doc: Document, hits: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """The identifiers at the candidates (of `numbers.CANDIDATES`) that a heading in their line announces."""
    if doc.code_like:
        return
    for start, end in hits:
        line, _ = doc.line_at(start)
        type_ = _announced(doc.scan[max(line, start - 80) : start])
        if type_ and _identifies(doc.scan, start, end) and context.dense(doc, start, 800):
            yield Span(start, end, type_, len(digits(doc.scan[start:end])) > 5)


def below(doc: Document, keyed: Keyed, low: int, high: int) -> Iterator[Span]:
    """Values that stand in the line below their heading, which is alone in its own."""
    if doc.code_like:
        return
    at, end = doc.line_at(low)
    while end < high:
        heading = _BELOW.fullmatch(doc.scan, at, end) if end - at < 64 else None
        at, end = doc.line_at(end + 1)
        label = label_of(heading[1]) if heading is not None else None
        if label is not None and end - at < 120 and "  " not in doc.scan[at:end].strip():
            found = keyed.field(label.type, at, end, weak=label.weak)
            if found is not None and context.dense(doc, at, 800):
                yield found


def _announced(before: str) -> str:
    """The PHI type of the number behind a heading, empty if it announces none."""
    stem = before.rstrip(" .:_\t")
    words = [word.lower() for word in _WORD.findall(_PARTS.split(stem)[-1])]
    if not words or not before[len(stem) :]:
        return ""
    counted = words[-1] in _NUMBERING
    named = words[:-1] if counted else words
    if not named or _CODES & set(named[-3:]):
        return ""
    if not counted and (named[-1] not in _NUMBERED or not before[len(stem) :].strip()):
        return ""
    label = label_of(" ".join(word for word in words if word != "#"))
    return label.type if label is not None and label.type in _IDENTIFIERS else "OTHER_ID"


def _identifies(scan: str, start: int, end: int) -> bool:
    value = scan[start:end]
    count = len(digits(value))
    return (
        count >= 4
        and len(set(digits(value))) > 1
        and not _DATED.fullmatch(value)
        and not _AMOUNT.match(scan, end)
        and not is_machine_id(value)
    )
