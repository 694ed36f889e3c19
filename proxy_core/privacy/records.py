"""What a patient's identifier nearby proves: dates, places and ages of the same record, names in clinical
text.

A date alone is nobody's. In a note that names a patient it is a date of care, and Safe Harbor counts it. A
record here is a stretch of text around the identifiers found so far: paragraphs of prose, or one line of a
log or listing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from proxy_core.privacy.document import Document
from proxy_core.privacy.recognizers.date import FULL, MONTH, PARTIAL
from proxy_core.privacy.types import Span

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_LED = "in|until|since|last|next|by|early|mid|late|through|before|after|around|this past|from|of"
#: what begins like a date, for the one pass
CANDIDATES = (
    r"\b\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?"
    rf"|\b(?i:{MONTH})\.?(?:,| of)? \d|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[- ]?(?i:{MONTH})"
    rf"|\b\d{{4}}[- ](?i:{MONTH})|\bthe \d{{1,2}}(?:st|nd|rd|th)\b"
    rf"|\b(?:{_LED}) (?:{_MONTHS})\b"
)
_DATE = re.compile(
    rf"(?<![\w./@-])(?:{FULL}|{PARTIAL})(?![\w/]|-\d(?!\d?/\d)|\.\d)", re.IGNORECASE | re.ASCII
)
#: dates of machines and publications: log lines, commits, versions, standards, copyrights, file listings
_MACHINE_BEFORE = re.compile(
    r"(?:©|\(c\)|copyright|version|released?|updated?|rev(?:ision|ised)?|published|v|et al\.?"
    r"|[A-Z][a-z]+ J\.?|effective for|since python"
    r"|build|commit|generated|modified|printed|page \d+|last[- ]?modified|timestamp"
    r"|created|\d\.\d+(?:\.\d+)? \()[ :,\"'\\]{0,6}(?:on |at |in )?$",
    re.IGNORECASE,
)
_LOG_AFTER = re.compile(
    r"[T ]\d{2}:\d{2}:\d{2}[.,]\d{3}|[T ]\d{2}:\d{2}:\d{2}Z?[\]]?\s+\[?(?:INFO|DEBUG|WARN|WARNING|ERROR"
    r"|FATAL|TRACE|NOTICE)"
)
_CLOCK_KEY = re.compile(
    r"(?:creat|updat|modif|insert|delet|expir|start|finish|sync|log|generat|process|upload|stamp|time|_ts"
    r"|\bts|\bat)\w{0,10}"
    r"[\\\"']{0,4}\s?[:=]\s?[\\\"']{0,4}$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[T ]?\d{2}:\d{2}:\d{2}")
_GIT_DATE = re.compile(r" \d{2}:\d{2}:\d{2}")
_WEEKDAY = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? $")
#: what says that `3/4` is a day, what says that `3/14` is none, and what follows a measure
_DAY_BEFORE = re.compile(
    r"\b(?:on|since|from|until|till|by|dated?|for|of|seen|visit|through|thru|to|before|after|between"
    r"|and|starting|started"
    r"|start|due|next|planned|scheduled|appt|appointment|rtc|f/u|dos|the|lmp|dob|born|last|in|back on"
    r"|as of|prior to"
    r"|around|circa|was|collected|drawn|given|filled|admit(?:ted)?|d/c(?:'d)?|dc(?:'d)?|discharged"
    r"|surgery|expires?|told"
    r"|her|him|[a-z]+ed|mon|tues?|wed|thurs?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[,:]? $"
    r"|[(-]$|^\s*$",
    re.IGNORECASE,
)
_SCORE_BEFORE = re.compile(
    r"\b(?:bp|vision|va|od|os|ou|apgars?|score|scored|pain|strength|grade|gcs|moca|mmse|phq(?:-?9)?"
    r"|gad(?:-?7)?|ratio"
    r"|x|stairs|rated|graded|reduced|decreased|increased|measured|improved|at|is) ?$|[\d.]$",
    re.IGNORECASE,
)
_DAY_OF_WEEK = re.compile(
    r"\b(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)(?:(?:nes|ur|s)?day)?,? (?:the )?$|\bthe $", re.IGNORECASE
)
_LEAD = re.compile(rf"(?:{_LED}) (?=[A-Z])")
_MONTH = re.compile(rf"(?:{_MONTHS})\b")
_NTH = re.compile(r"the (?:[12]?\d|3[01])(?:st|nd|rd|th)\b(?! [a-z]|-)(?! [A-Z])")
_NTH_BEFORE = re.compile(
    r"\b(?:on|until|till|by|since|before|after|through|day|for|,|mon|tue|wed|thu|fri|sat"
    r"|sun) $",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r" ?(?:mg|mcg|ml|cm|mm|tab|tsp|cup|strength|pain|inch|hrs?|hours|weeks|days|months|of|points?|%)\b", re.I
)
#: identifiers that make what stands near a record of somebody
PROVES = frozenset({"NAME", "MRN", "SSN", "HEALTH_PLAN", "ACCOUNT", "EMAIL", "PHONE", "OTHER_ID"})
_REACH = 1500


class Records:
    """found: the spans so far, sorted."""

    def __init__(self, doc: Document, found: Sequence[Span]) -> None:
        self.doc = doc
        self.places = [span.start for span in found if span.type in PROVES]

    def near(self, position: int, radius: int) -> bool:
        """Whether an identifier lies within `radius` code points."""
        first = bisect_left(self.places, position - radius)
        return first < len(self.places) and self.places[first] <= position + radius

    def stretches(self, reach: int) -> Iterator[tuple[int, int]]:
        """The text around the identifiers, cut between words, where something speaks of care as well."""
        low = high = -1
        for place in self.places:
            if not self.doc.near(place, reach):
                continue
            if high < 0 or place - reach > high:
                if high >= 0:
                    yield low, high
                low = max(0, place - reach)
                while low > 0 and self.doc.scan[low - 1].isalnum():
                    low -= 1
            high = min(len(self.doc.scan), place + reach)
        if high >= 0:
            yield low, high

    def dates(self, hits: Iterable[tuple[int, int]]) -> Iterator[Span]:
        """Dates of the same record: in prose anywhere near, in code and logs only in the same line."""
        for low, _ in hits:
            match = self._match(low)
            if match is None or not self.near(low, _REACH):
                continue
            start, end = match.span()
            start = self._weekday(start)
            if start in self.doc.of_systems or self._of_machine(match.start(), end):
                continue
            if not self._certain(match[0], match.start()):
                continue
            line, stop = self.doc.line_at(start)
            if self._between(line, stop) or (not self.doc.code_like and self.doc.near(start, 800) > 1):
                yield Span(start, end, "DATE")

    def _match(self, low: int) -> re.Match[str] | None:
        """The date at a candidate, behind the word that led to it."""
        scan = self.doc.scan
        led = _LEAD.match(scan, low)
        low = led.end() if led else low
        whole = _DATE.match(scan, low + 4 * scan.startswith("the ", low))
        return whole or self._nth(low) or (_MONTH.match(scan, low) if led else None)

    def _certain(self, value: str, start: int) -> bool:
        """`3/4` may be a fraction or a score: a word before it must say that it is a day."""
        if re.fullmatch(r"\d{1,2}/\d{1,2}", value):
            before = self.doc.scan[max(0, start - 24) : start]
            if _SCORE_BEFORE.search(before) is not None or not self._alone(start, value):
                return False
            return _DAY_BEFORE.search(before) is not None or (
                int(value.split("/")[1]) > 10
                and _SCORE_BEFORE.search(before) is None
                and self._alone(start, value)
            )
        return not re.fullmatch(r"(?:19|20)\d\d-\d\d", value) and value != "may"

    def _nth(self, start: int) -> re.Match[str] | None:
        """`until the 18th`: a day of this month or the next."""
        led = _NTH_BEFORE.search(self.doc.scan, max(0, start - 12), start) is not None
        return _NTH.match(self.doc.scan, start) if led else None

    def _weekday(self, start: int) -> int:
        """Where a date begins with the day of the week before it: `Tuesday, the 5th of March`."""
        before = _DAY_OF_WEEK.search(self.doc.scan, max(0, start - 18), start)
        return before.start() if before else start

    def _alone(self, start: int, value: str) -> bool:
        """Whether no unit follows that would make it a measure."""
        return _UNIT_AFTER.match(self.doc.scan, start + len(value)) is None

    def _of_machine(self, start: int, end: int) -> bool:
        scan = self.doc.scan
        line, _ = self.doc.line_at(start)
        key = _CLOCK_KEY.search(scan, max(line, start - 32), start)
        if key is not None and (self.doc.code_like or not key[0].lower().startswith("expir")):
            return True
        if start - line < 5 and _CLOCK.match(scan, end - 9 if "T" in scan[start:end] else end):
            return True
        if _MACHINE_BEFORE.search(scan, max(line, start - 24), start):
            return True
        return _LOG_AFTER.match(scan, min(end, start + 10)) is not None or bool(
            _GIT_DATE.match(scan, end) and _WEEKDAY.search(scan, max(line, start - 5), start)
        )

    def _between(self, low: int, high: int) -> bool:
        first = bisect_left(self.places, low)
        return first < len(self.places) and self.places[first] < high


def clinical_stretches(doc: Document) -> Iterator[tuple[int, int]]:
    """Where words that speak of care stand densely enough for name pairs to be looked for."""
    anchors = doc.anchors
    low = high = -1
    for index, place in enumerate(anchors):
        if (
            index + 1 < len(anchors)
            and anchors[index + 1] - place > 400
            and (index == 0 or place - anchors[index - 1] > 400)
        ):
            continue
        if high < 0 or place - 300 > high:
            if high >= 0:
                yield low, high
            low = max(0, place - 300)
        high = min(len(doc.scan), place + 300)
    if high >= 0:
        yield low, high
