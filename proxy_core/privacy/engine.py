"""Text in, spans out: runs the recognizers over one text and settles who wins where they overlap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proxy_core.privacy.cache import Findings
from proxy_core.privacy.placeholders import TOLERANT
from proxy_core.privacy.propagate import merged
from proxy_core.privacy.recognizers import RECOGNIZERS
from proxy_core.privacy.types import TOKEN, Span


class OverBudget(Exception):
    """The time for the check is used up."""


class Engine:
    """Stateless after construction; any number of threads may use it."""

    def analyse(self, text: str, *, kind: str = "", deadline: float = float("inf")) -> Findings:
        """The spans of a text, sorted and apart, and the values to look for in later texts."""
        spans: tuple[Span, ...] = tuple(Span(m.start(), m.end(), TOKEN) for m in TOLERANT.finditer(text))
        for recognizer in RECOGNIZERS:
            spans = merged(spans, recognizer.find(text))
        learned = tuple(
            dict.fromkeys((span.type, text[span.start : span.end]) for span in spans if span.sure)
        )
        return spans, learned

    def kind_of(self, key: str, siblings: Mapping[str, Any] | None) -> str:
        """The PHI type that the name of an entry tells, or an empty string."""
        return ""
