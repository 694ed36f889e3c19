"""What a recognizer is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from proxy_core.privacy.types import Span


class Recognizer:
    """One identifier. type: its PHI type; label, help: for the settings page and the log."""

    type: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    patterns: ClassVar[tuple[re.Pattern[str], ...]]
    sure: ClassVar[bool] = False

    def find(self, text: str) -> Iterator[Span]:
        """Every valid match; group 1 is the value where a pattern has groups."""
        for pattern in self.patterns:
            group = 1 if pattern.groups else 0
            for match in pattern.finditer(text):
                if self.valid(match[group]):
                    yield Span(match.start(group), match.end(group), self.type, self.sure)

    def valid(self, value: str) -> bool:
        """Whether a value can be what it looks like."""
        return True
