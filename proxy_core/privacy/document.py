"""One text in the form in which it is searched.

google-re2 is fast over bytes, and offsets must be those of code points. So a text becomes bytes of exactly
one for each code point: Latin-1 as it is, what is beyond by its nature (a letter becomes a letter, a dash a
dash, the arrow of numbered listings a tab). Every offset in `data` and `scan` is an offset in `text`.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from proxy_core.privacy.budget import in_time

_BY_NATURE = {
    "‘": 0x27, "’": 0x27, "ʼ": 0x27, "“": 0x22, "”": 0x22,
    "‐": 0x2D, "‑": 0x2D, "–": 0x2D, "—": 0x2D, "−": 0x2D,
    "→": 0x09, "│": 0x7C, "┃": 0x7C, "\u2028": 0x0A, "\u2029": 0x0A,
}  # fmt: skip
_UPPER, _LOWER, _OTHER = 0xDE, 0xFF, 0xB7


def _nature(character: str) -> int:
    known = _BY_NATURE.get(character)
    if known is not None:
        return known
    if character.isdecimal():
        return 0x30 + int(character)
    if character.isalpha():
        return _UPPER if character.isupper() or character.istitle() else _LOWER
    return 0x20 if character.isspace() else _OTHER


def _replace(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return bytes(map(_nature, error.object[error.start : error.end])), error.end


codecs.register_error("scrubroom.one_byte", _replace)


class Document:
    """text: as it came. data: one byte for each code point. scan: the same as a string.

    anchors: sorted offsets of words that speak of a patient; deadline: of `time.perf_counter`, for what
    reads it. Both are set by the engine.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.anchors: list[int] = []
        self.deadline = float("inf")
        #: where times stand that a column says are a system's
        self.of_systems: set[int] = set()
        self._line = (0, -1)
        if text.isascii():
            self.data = text.encode("ascii")
            self.scan = text
        else:
            self.data = text.encode("latin-1", "scrubroom.one_byte").replace(b"\xa0", b" ")
            self.scan = self.data.decode("latin-1")

    def near(self, position: int, radius: int = 400) -> int:
        """How many anchors lie within `radius` code points."""
        first = bisect_left(self.anchors, position - radius)
        return bisect_left(self.anchors, position + radius) - first

    def line_at(self, position: int) -> tuple[int, int]:
        """Where the line of a position begins and ends, without its newline."""
        if not self._line[0] <= position <= self._line[1]:  # of a long line many positions are asked for
            end = self.scan.find("\n", position)
            begin = self.scan.rfind("\n", 0, position) + 1
            self._line = (begin, len(self.scan) if end < 0 else end)
        return self._line

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches in `scan`, as long as there is time. Raises `OverBudget`."""
        return in_time(pattern.finditer(self.scan), self.deadline)

    @cached_property
    def code_like(self) -> bool:
        """Whether it reads as program text: many brackets, semicolons and assignments for its length."""
        sample = self.data[:20000]
        signs = len(sample) - len(sample.translate(None, b"{}();=<>[]"))
        return signs * 40 > len(sample)

    @cached_property
    def program(self) -> bool:
        """Whether it is code: it reads so, and not for the brackets of a mail's head or of remarks alone."""
        sample = self.data[:20000]
        return self.code_like and (len(sample) - len(sample.translate(None, b"{};=$"))) * 120 > len(sample)

    def __repr__(self) -> str:
        return f"<Document of {len(self.text)}>"
