"""Values that are known by their form alone: one alternation finds candidates, the recognizers judge them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from proxy_core.privacy.document import Document
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.recognizers import RECOGNIZERS
from proxy_core.privacy.recognizers.age import AgeRecognizer
from proxy_core.privacy.recognizers.base import Recognizer
from proxy_core.privacy.recognizers.geo import FULL, GeoRecognizer
from proxy_core.privacy.types import Span

_WORDY = "[A-Za-z0-9_À-ÖØ-öø-ÿ]"


def alternation() -> str:
    """All shapes but that of mail addresses, for the one pass."""
    return "|".join(
        shape for recognizer in RECOGNIZERS if recognizer.type != "EMAIL" for shape in recognizer.shapes
    )


#: A mail address from the last sign before its `@` on. The bound of what stands before (RFC 5321: 64) would
#: make the automaton of the one pass five times as slow, so it is counted backwards from here.
_MAIL_END = r"[A-Za-z0-9._%+'-]@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
_LOCAL = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+'-")
_LONGEST_LOCAL = 64


def _bounded(recognizer: Recognizer) -> re.Pattern[str]:
    edge = r"[\w.+%'-]" if recognizer.type == "EMAIL" else r"[\w.]" if recognizer.type == "IP" else r"\w"
    before = rf"(?<!{edge})" if recognizer.type not in ("URL", "PHOTO") else ""
    digits = r"(?<!\d[-./])" if recognizer.type in ("SSN", "PHONE", "FAX", "ACCOUNT") else ""
    after = r"(?![\w-])" if recognizer.type in ("SSN", "PHONE", "FAX") else r"(?!\w)"
    if recognizer.type == "IP":
        after = r"(?![\w:]|\.\d)"
    parts = "|".join(f"({shape})" for shape in recognizer.shapes)
    return re.compile(rf"{before}{digits}(?:{parts}){after}")


_PATH = re.compile(r"[\w.~%/-]", re.ASCII)
_EACH = {
    recognizer.type: (recognizer, _bounded(recognizer)) for recognizer in RECOGNIZERS if recognizer.shapes
}


def _those(*types: str) -> tuple[tuple[Recognizer, re.Pattern[str]], ...]:
    return tuple(each for type_, each in _EACH.items() if type_ in types)


#: which recognizers can mean a candidate, by what it begins with or holds
_MAIL = _those("EMAIL")
_WEB = _those("PHOTO", "URL", "IP")
_DIGITS = _those(
    "PHOTO",
    "DEVICE",
    "IP",
    "HEALTH_PLAN",
    "SSN",
    "ACCOUNT",
    "FAX",
    "PHONE",
    "VEHICLE",
    "AGE",
    "GEO",
    "LICENSE",
)
_LETTERS = _those("PHOTO", "URL", "DEVICE", "IP", "ACCOUNT", "VEHICLE", "LICENSE", "AGE", "GEO")


class Shapes:
    """matcher: finds candidates; all else is judged on a few dozen characters around them."""

    def __init__(self, *, pure: bool = False) -> None:
        self._matcher = Matcher(alternation(), pure=pure)
        self._mail_end = Matcher(_MAIL_END, pure=pure)

    def candidates(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Where shapes may be, apart: of those that overlap the one that begins first, then the longest."""
        hits = [*self._matcher.finditer(data), *self._mails(data)]
        done = 0
        for start, end in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if start >= done:
                yield start, end
                done = end

    def _mails(self, data: bytes) -> Iterator[tuple[int, int]]:
        for last, end in self._mail_end.finditer(data):
            start = last
            while start > 0 and last - start < _LONGEST_LOCAL - 1 and data[start - 1] in _LOCAL:
                start -= 1
            yield start, end

    def spans(self, doc: Document, hits: list[tuple[int, int]], known: Sequence[Span] = ()) -> Iterator[Span]:
        """The values at the candidates outside the spans that are known already."""
        starts = [span.start for span in known]
        for start, end in hits:
            index = bisect_right(starts, start) - 1
            if index >= 0 and known[index].end >= end:
                continue
            chosen = _chosen(doc.scan, start, end)
            reached, found = _at(doc, chosen, start)
            if found is not None:
                yield found
            if reached < end and not _one_word(doc.scan, chosen, start, end):
                # The match of the alternation may have swallowed what another shape would have found.
                yield from _within(doc, chosen, start + 1, min(end, start + 400))


def _one_word(
    scan: str, chosen: tuple[tuple[Recognizer, re.Pattern[str]], ...], start: int, end: int
) -> bool:
    """Whether nothing else can begin in a candidate: inside a word of digits only a picture's ending does."""
    return chosen is _DIGITS and scan[start:end].isalnum() and scan[end : end + 1] != "."


def _chosen(scan: str, start: int, end: int) -> tuple[tuple[Recognizer, re.Pattern[str]], ...]:
    first = scan[start]
    hit = scan[start:end]
    if "@" in hit:
        return _MAIL
    if "://" in hit:
        return _WEB
    return _DIGITS if first in "0123456789+(" else _LETTERS


def _at(
    doc: Document, chosen: tuple[tuple[Recognizer, re.Pattern[str]], ...], start: int
) -> tuple[int, Span | None]:
    """How far any shape reaches from here, and the first that holds."""
    reached = start
    for recognizer, pattern in chosen:
        match = pattern.match(doc.scan, start)
        if match is not None:
            reached = max(reached, match.end())
            if recognizer.shaped(
                doc, _begin(recognizer, doc, start), match.end(), (match.lastindex or 1) - 1
            ):
                return reached, _span(recognizer, doc, match)
    return reached, None


def _within(
    doc: Document, chosen: tuple[tuple[Recognizer, re.Pattern[str]], ...], low: int, end: int
) -> Iterator[Span]:
    high = min(len(doc.scan), end + 64)
    while high < len(doc.scan) and high - end < 96 and not doc.scan[high].isspace():
        high += 1
    for recognizer, pattern in chosen:
        for match in pattern.finditer(doc.scan, low, high):
            if match.start() >= end:
                break
            if recognizer.shaped(
                doc, _begin(recognizer, doc, match.start()), match.end(), (match.lastindex or 1) - 1
            ):
                yield _span(recognizer, doc, match)


def _begin(recognizer: Recognizer, doc: Document, start: int) -> int:
    """A picture is found by its ending: its path lies before that."""
    low = start
    while recognizer.type == "PHOTO" and low > 0 and start - low < 120 and _PATH.match(doc.scan, low - 1):
        low -= 1
    return low


def _span(recognizer: Recognizer, doc: Document, match: re.Match[str]) -> Span:
    start, end = _begin(recognizer, doc, match.start()), match.end()
    if isinstance(recognizer, AgeRecognizer):
        low, high = recognizer.number(match[0])
        start, end = start + low, start + high
    elif isinstance(recognizer, GeoRecognizer):
        longer = FULL.match(doc.scan, start)
        end = max(end, longer.end()) if longer else end
        # A city or county by its form is only a guess: the engine drops it where nobody is spoken of.
        return Span(start, end, "GEO", (match.lastindex or 1) <= 3)
    return Span(start, end, recognizer.type, recognizer.sure)
