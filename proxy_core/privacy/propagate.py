"""Values that were found for certain, looked for in what comes after.

A person who was introduced as `Patient: Maria Okafor` is later only `Okafor`, without a label. Forward only:
a value learnt now never changes what stood before, or the provider's prompt cache would be lost. Whole
words only, exact case, at least three letters, no common words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from proxy_core.privacy import lexicon
from proxy_core.privacy.cache import Digest, Learned, digest
from proxy_core.privacy.types import Span

_LIMIT = 2000


class Known:
    """An immutable, ordered set of learnt values. state: a digest of it, equal for equal sets."""

    __slots__ = ("_secret", "_values", "state")

    def __init__(self, secret: bytes, values: dict[str, str] | None = None, state: Digest = b"") -> None:
        self._secret = secret
        self._values = values or {}
        self.state = state

    def __bool__(self) -> bool:
        return bool(self._values)

    def with_(self, learned: Learned) -> Known:
        """The set with more values; the same object if none is new."""
        new = [(type_, value) for type_, value in learned if value not in self._values]
        if not new or len(self._values) >= _LIMIT:
            return self
        state = digest(self._secret, self.state, *(part for pair in new for part in pair))
        return Known(self._secret, {**self._values, **{value: type_ for type_, value in new}}, state)

    def complete(self, text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
        """The spans of a text together with every learnt value that stands outside them."""
        if not self._values:
            return tuple(spans)
        # Plain searches: most values do not occur at all, and a pattern would take longer to compile.
        found = [
            Span(at, at + len(value), type_, True)
            for value, type_ in self._values.items()
            if value in text
            for at in _whole_words(text, value)
        ]
        if not found:
            return tuple(spans)
        found.sort(key=lambda span: (span.start, -span.end))
        apart: list[Span] = []
        for span in found:
            if not apart or span.start >= apart[-1].end:
                apart.append(span)
        return merged(spans, apart)

    def __repr__(self) -> str:
        return f"<Known of {len(self._values)}>"


def _whole_words(text: str, value: str) -> Iterator[int]:
    """Where a value stands as a word of its own; an underscore may follow it, as in file names."""
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        before = text[at - 1 : at]
        if not (before.isalnum() or before == "_") and not text[end : end + 1].isalnum():
            yield at
        at = text.find(value, at + 1)


def merged(first: Iterable[Span], second: Iterable[Span]) -> tuple[Span, ...]:
    """Both, in order; where they overlap the first list wins."""
    kept = sorted(first, key=lambda span: span.start)
    result: list[Span] = []
    index = 0
    for span in sorted(second, key=lambda span: span.start):
        while index < len(kept) and kept[index].end <= span.start:
            index += 1
        if index == len(kept) or kept[index].start >= span.end:
            result.append(span)
    return tuple(sorted([*kept, *result], key=lambda span: span.start))


_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def learned_from(text: str, spans: Iterable[Span]) -> Learned:
    """What the certain findings of a text teach: the values, and of names each uncommon word."""
    values: dict[str, str] = {}
    for span in spans:
        if not span.sure:
            continue
        value = text[span.start : span.end]
        if span.type == "NAME":
            for name in _names_in(value):
                values.setdefault(name, "NAME")
        elif span.type == "GEO":
            if len(value) >= 10 and any(c.isdigit() for c in value):
                values.setdefault(value, "GEO")
        elif len(value) >= 6 and any(c.isdigit() for c in value):
            values.setdefault(value, span.type)
    return tuple((type_, value) for value, type_ in values.items())


def _names_in(value: str) -> Iterable[str]:
    words = _PART.findall(value)
    if len(words) > 1:
        yield value
    for word in words:
        if len(word) >= 3 and word[:1].isupper() and not lexicon.is_common(word):
            yield word
            if word.isupper() and len(word) > 3:
                yield word.title()
