"""Values that are known by their form alone: one alternation finds candidates, the recognizers judge them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy_core.privacy.document import Document
from proxy_core.privacy.matcher import Matcher
from proxy_core.privacy.recognizers import RECOGNIZERS
from proxy_core.privacy.recognizers.age import AgeRecognizer
from proxy_core.privacy.recognizers.base import Recognizer
from proxy_core.privacy.recognizers.geo import FULL, GeoRecognizer
from proxy_core.privacy.types import Span

_WORDY = "[A-Za-z0-9_À-ÖØ-öø-ÿ]"


def alternation() -> str:
    """All shapes, for the one pass."""
    return "|".join(shape for recognizer in RECOGNIZERS for shape in recognizer.shapes)


def _bounded(recognizer: Recognizer) -> re.Pattern[str]:
    edge = r"[\w.+%'-]" if recognizer.type == "EMAIL" else r"[\w.]" if recognizer.type == "IP" else r"\w"
    before = rf"(?<!{edge})" if recognizer.type != "URL" else ""
    digits = r"(?<!\d[-./])" if recognizer.type in ("SSN", "PHONE", "FAX", "ACCOUNT") else ""
    after = r"(?![\w-])" if recognizer.type in ("SSN", "PHONE", "FAX") else r"(?!\w)"
    if recognizer.type == "IP":
        after = r"(?![\w:]|\.\d)"
    parts = "|".join(f"({shape})" for shape in recognizer.shapes)
    return re.compile(rf"{before}{digits}(?:{parts}){after}")


_EACH = tuple((recognizer, _bounded(recognizer)) for recognizer in RECOGNIZERS if recognizer.shapes)


class Shapes:
    """matcher: finds candidates; all else is judged on a few dozen characters around them."""

    def __init__(self, *, pure: bool = False) -> None:
        self._matcher = Matcher(alternation(), pure=pure)

    def candidates(self, data: bytes) -> list[tuple[int, int]]:
        return list(self._matcher.finditer(data))

    def spans(self, doc: Document, hits: list[tuple[int, int]]) -> Iterator[Span]:
        """A match of the alternation can swallow a neighbour: every shape is looked for in a window."""
        done = 0
        for start, end in hits:
            low, high = max(0, start - 16), min(len(doc.scan), end + 64)
            if end <= done:
                continue
            done = end
            # The window begins and ends between words, so that no number is cut in two.
            while low > 0 and start - low < 80 and not doc.scan[low - 1].isspace():
                low -= 1
            yield from self._window(doc, low, high, start, end)

    def _window(self, doc: Document, low: int, high: int, start: int, end: int) -> Iterator[Span]:
        for recognizer, pattern in _EACH:
            for match in pattern.finditer(doc.scan, low, high):
                if match.start() >= end:
                    break
                if match.end() <= start:
                    continue
                shape = (match.lastindex or 1) - 1
                if recognizer.shaped(doc, match.start(), match.end(), shape):
                    yield _span(recognizer, doc, match)


def _span(recognizer: Recognizer, doc: Document, match: re.Match[str]) -> Span:
    start, end = match.span()
    if isinstance(recognizer, AgeRecognizer):
        low, high = recognizer.number(match[0])
        start, end = start + low, start + high
    elif isinstance(recognizer, GeoRecognizer):
        longer = FULL.match(doc.scan, start)
        end = max(end, longer.end()) if longer else end
    return Span(start, end, recognizer.type, recognizer.sure)
