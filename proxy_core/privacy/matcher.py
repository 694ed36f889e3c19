"""Finds candidates: one alternation over the bytes of a text, by google-re2 where it is there.

google-re2 reads some hundred megabytes a second, in time linear in the text, without holding the
interpreter's lock. The fallback is `re` with the same pattern and the same results, only slower; it reads
in pieces so that other threads get their turn. Patterns must be free of groups and of what only one of the
two knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

try:
    import re2
except ImportError:  # no wheel for this platform
    re2 = None


class Matcher:
    """One pattern. finditer yields (start, end), leftmost first, apart."""

    def __init__(self, pattern: str, *, pure: bool = False) -> None:
        self._pattern = pattern
        self._fast: Any = None
        self._slow: re.Pattern[bytes] | None = None
        if re2 is None or pure:
            self._slow = re.compile(pattern.encode("latin-1"))
            return
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.max_mem = 256 << 20
        options.log_errors = False
        self._fast = re2.compile(pattern.encode("latin-1"), options=options)

    def finditer(self, data: bytes) -> Iterator[tuple[int, int]]:
        if self._fast is not None:
            for match in self._fast.finditer(data):
                yield match.span()
        elif self._slow is not None:
            for match in self._slow.finditer(data):
                yield match.span()

    def search(self, data: bytes) -> bool:
        """Whether there is any match."""
        return next(self.finditer(data), None) is not None
