"""What a person says is not PHI, and what always is: the `.phiallow` of a repository and the user's own
lists.

One entry a line; empty lines and `#` comments are passed over. An entry is an exact value, or a regular
expression between slashes that must fit the whole value: `/TEST-\\d+/`. In the deny list a type may stand
in front: `NAME: Project Falcon`. Reads no file: the caller does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from proxy_core.privacy.types import PHI_TYPES, TOKEN, Span


class ListError(ValueError):
    """An entry that cannot be read. The text names the line's number, not what stands there."""


@dataclass(frozen=True, slots=True)
class Lists:
    """allow: patterns of values that are public here. deny: (type, pattern) of what is always PHI."""

    allow: tuple[re.Pattern[str], ...] = ()
    deny: tuple[tuple[str, re.Pattern[str]], ...] = ()

    def allowed(self, value: str) -> bool:
        """Whether a found value is one of those that are no PHI here."""
        return any(pattern.fullmatch(value) for pattern in self.allow)

    def kept(self, text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
        """The spans without those whose value is allowed."""
        return tuple(
            span for span in spans if span.type == TOKEN or not self.allowed(text[span.start : span.end])
        )

    def denied(self, text: str) -> Iterator[Span]:
        """What the deny list finds in a text."""
        for type_, pattern in self.deny:
            for match in pattern.finditer(text):
                if match.end() > match.start():
                    yield Span(match.start(), match.end(), type_, True)

    def __repr__(self) -> str:
        return f"<Lists: {len(self.allow)} allowed, {len(self.deny)} denied>"


def parse_allow(text: str) -> tuple[re.Pattern[str], ...]:
    """The entries of an allow list. Raises `ListError`."""
    return tuple(_pattern(entry, number, whole=False) for number, entry in _entries(text))


def parse_deny(text: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The entries of a deny list. Raises `ListError`."""
    found: list[tuple[str, re.Pattern[str]]] = []
    for number, entry in _entries(text):
        type_, colon, rest = entry.partition(":")
        if colon and type_.strip() in PHI_TYPES:
            found.append((type_.strip(), _pattern(rest.strip(), number, whole=True)))
        else:
            found.append(("OTHER_ID", _pattern(entry, number, whole=True)))
    return tuple(found)


def _entries(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if entry and not entry.startswith("#"):
            yield number, entry


def _pattern(entry: str, number: int, *, whole: bool) -> re.Pattern[str]:
    """whole: an exact value is looked for as a whole word."""
    if not entry:
        raise ListError(f"line {number}: the entry is empty")
    if len(entry) > 2 and entry.startswith("/") and entry.endswith("/"):
        try:
            return re.compile(entry[1:-1])
        except re.error:
            raise ListError(f"line {number}: the regular expression cannot be read") from None
    exact = re.escape(entry)
    return re.compile(rf"(?<!\w){exact}(?!\w)" if whole else exact)
