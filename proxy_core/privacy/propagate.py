"""Values that were found for certain, looked for in what comes after.

A person who was introduced as `Patient: Maria Okafor` is later only `Okafor`, without a label. Forward only:
a value learnt now never changes what stood before, or the provider's prompt cache would be lost. Whole
words only, exact case, at least three letters, no common words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from proxy_core.privacy import lexicon
from proxy_core.privacy.cache import Digest, Learned, digest
from proxy_core.privacy.types import Span

_LIMIT = 2000
#: a run of letters and digits, as `str.isalnum` has them
_RUN = re.compile(r"[^\W_]+")
_NO_RUN = re.compile(r"[\W_]")
#: ASCII with a space for all that is in no run; two of C's fast loops then find the runs
_SPACED = str.maketrans({code: " " for code in range(128) if not chr(code).isalnum()})
_BLOCK = 1 << 16
_start = attrgetter("start")

#: the first run of a value -> how far before it the value begins, and how long the value is
Heads = dict[str, frozenset[tuple[int, int]]]


class Known:
    """An immutable, ordered set of learnt values. state: a digest of it, equal for equal sets."""

    __slots__ = ("_heads", "_secret", "_values", "state")

    def __init__(
        self,
        secret: bytes,
        values: dict[str, str] | None = None,
        state: Digest = b"",
        heads: Heads | None = None,
    ) -> None:
        """values: value -> PHI type, each with a letter or digit in it. heads: theirs, if known."""
        self._secret = secret
        self._values = values or {}
        self._heads = _with_heads({}, self._values) if heads is None else heads
        self.state = state

    def __bool__(self) -> bool:
        return bool(self._values)

    def with_(self, learned: Learned) -> Known:
        """The set with more values; the same object if none is new."""
        new = [(type_, value) for type_, value in learned if value not in self._values]
        if not new or len(self._values) >= _LIMIT:
            return self
        state = digest(self._secret, self.state, *(part for pair in new for part in pair))
        values = {**self._values, **{value: type_ for type_, value in new}}
        heads = _with_heads(self._heads, (value for _, value in new))
        return Known(self._secret, values, state, heads)

    def complete(self, text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
        """The spans of a text together with every learnt value that stands outside them.

        The text is read once, however many values there are: a run of letters and digits that begins a value
        leads to the few lengths that a value can have there.
        """
        if not self._values:
            return tuple(spans)
        found = sorted(self._found(text), key=lambda span: (span.start, -span.end))
        apart: list[Span] = []
        for span in found:
            if not apart or span.start >= apart[-1].end:
                apart.append(span)
        return merged(spans, apart)

    def _found(self, text: str) -> Iterator[Span]:
        for low, high in _blocks(text):
            if self._heads.keys().isdisjoint(_runs(text, low, high)):
                continue
            for run in _RUN.finditer(text, low, high):
                for before, length in self._heads.get(run[0], ()):
                    at = run.start() - before
                    type_ = self._values.get(text[at : at + length]) if at >= 0 else None
                    if type_ is not None and _whole_words(text, at, at + length):
                        yield Span(at, at + length, type_, True)

    def __repr__(self) -> str:
        return f"<Known of {len(self._values)}>"


def _with_heads(heads: Heads, values: Iterable[str]) -> Heads:
    result = dict(heads)
    for value in values:
        run = _RUN.search(value)
        if run is not None:
            result[run[0]] = result.get(run[0], frozenset()) | {(run.start(), len(value))}
    return result


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """The text in pieces that cut no run: what is done with one of them is soon done."""
    low = 0
    while low < len(text):
        cut = _NO_RUN.search(text, min(low + _BLOCK, len(text)))
        high = cut.start() if cut else len(text)
        yield low, high
        low = high


def _runs(text: str, low: int, high: int) -> list[str]:
    block = text[low:high]
    return block.translate(_SPACED).split() if block.isascii() else _RUN.findall(block)


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether a value stands as words of its own; an underscore may follow it, as in file names."""
    before = text[start - 1 : start]
    return not (before.isalnum() or before == "_") and not text[end : end + 1].isalnum()


def merged(first: Iterable[Span], second: Iterable[Span]) -> tuple[Span, ...]:
    """Both, in order; where they overlap the first list wins."""
    kept = sorted(first, key=_start)
    new = sorted(second, key=_start)
    if not kept or not new:
        return tuple(kept or new)
    result: list[Span] = []
    index = 0
    for span in new:
        while index < len(kept) and kept[index].end <= span.start:
            index += 1
        if index == len(kept) or kept[index].start >= span.end:
            result.append(span)
    return tuple(sorted([*kept, *result], key=_start))


_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def learned_from(text: str, spans: Iterable[Span]) -> Learned:
    """What the certain findings of a text teach: the values, and of names each uncommon word."""
    values: dict[str, str] = {}
    for span in spans:
        if not span.sure:
            continue
        value = text[span.start : span.end]
        if span.type == "NAME":
            if _doubtful(text, span):
                continue
            for name in _names_in(value):
                values.setdefault(name, "NAME")
        elif span.type == "GEO":
            if len(value) >= 10 and any(c.isdigit() for c in value):
                values.setdefault(value, "GEO")
        elif len(value) >= 6 and any(c.isdigit() for c in value):
            values.setdefault(value, span.type)
    return tuple((type_, value) for value, type_ in values.items())


_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Nurse|MR|MRS|MS|DR)\.? $")


def _doubtful(text: str, span: Span) -> bool:
    """A single word that is a name and a word (`Rich`) and bears no title: right here, wrong elsewhere."""
    value = text[span.start : span.end]
    if " " in value or not lexicon.is_word(value) or not lexicon.is_name(value):
        return False
    return _TITLED.search(text, max(0, span.start - 8), span.start) is None


def _names_in(value: str) -> Iterable[str]:
    words = _PART.findall(value)
    if len(words) > 1:
        yield value
    for word in words:
        if len(word) >= 3 and word[:1].isupper() and not lexicon.is_common(word):
            yield word
            if word.isupper() and len(word) > 3:
                yield word.title()
        elif len(words) == 1 and len(word) > 3 and lexicon.is_only_name(word):
            yield from (word, word.title())  # people write so in a chat
