"""What a person says is not PHI, and what always is: the `.phiallow` of a repository and the user's own
lists.

One entry a line; empty lines and `#` comments are passed over. An entry is an exact value, or a regular
expression between slashes that must fit the whole value: `/TEST-\\d+/`. In the deny list a type may stand
in front: `NAME: Project Falcon`, and a value that must not stand in a file is named by where it is kept:
`NAME: keyring:3f2a91c04d7e`. What is denied is PHI even where something allows it. Reads no file: the caller
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from proxy_core.privacy.phiallow import PhiAllow
from proxy_core.privacy.types import PHI_TYPES, TOKEN, Span

_KEPT = re.compile(r"keyring:([0-9a-f]{12})")
_NOTHING = re.compile(r"(?!)")


class ListError(ValueError):
    """An entry that cannot be read. The text names the line's number, not what stands there."""


@dataclass(frozen=True, slots=True)
class Lists:
    """allow: patterns of values that are public here. deny: (type, pattern) of what is always PHI.

    repository: what the `.phiallow` of the repository says, once its content is trusted.
    """

    allow: tuple[re.Pattern[str], ...] = ()
    deny: tuple[tuple[str, re.Pattern[str]], ...] = ()
    repository: PhiAllow | None = None

    def allowed(self, value: str) -> bool:
        """Whether a found value is one of those that are no PHI here."""
        if not any(pattern.fullmatch(value) for pattern in self.allow) and not (
            self.repository is not None and self.repository.allows(value)
        ):
            return False
        return not any(pattern.fullmatch(value) for _, pattern in self.deny)

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


def parse_deny(text: str, values: Mapping[str, str] | None = None) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The entries of a deny list. values: what is kept elsewhere, by its id; None leaves those entries
    without effect. Raises `ListError`, also for an entry whose value is not there.
    """
    found: list[tuple[str, re.Pattern[str]]] = []
    for number, entry in _entries(text):
        type_, rest = _typed(entry)
        kept = _KEPT.fullmatch(rest)
        if kept is None:
            found.append((type_, _pattern(rest, number, whole=True)))
        elif values is None:
            found.append((type_, _NOTHING))
        elif kept[1] in values:
            found.append((type_, _exact(values[kept[1]], whole=True)))
        else:
            raise ListError(f"line {number}: the value is not in the keyring")
    return tuple(found)


def kept_entry(type_: str, identifier: str) -> str:
    """The entry of a deny list for a value that is kept elsewhere. identifier: 12 hexadecimal digits."""
    return f"{type_}: keyring:{identifier}"


def kept_id(entry: str) -> str:
    """The id of the value that an entry of a deny list keeps elsewhere; empty if it stands there itself."""
    kept = _KEPT.fullmatch(_typed(entry.strip())[1])
    return kept[1] if kept else ""


def plain_value(entry: str) -> str:
    """The exact value that an entry of a deny list holds; empty for an expression or one kept elsewhere."""
    value = _typed(entry.strip())[1]
    return "" if kept_id(entry) or (len(value) > 2 and value[0] == value[-1] == "/") else value


def exact_entry(value: str) -> str:
    """The entry of an allow list that means this value and nothing else, whatever characters it has."""
    plain = value == value.strip() and not value.startswith(("#", "/")) and value.isprintable()
    return value if plain else f"/{re.escape(value)}/"


def _typed(entry: str) -> tuple[str, str]:
    type_, colon, rest = entry.partition(":")
    if colon and type_.strip() in PHI_TYPES:
        return type_.strip(), rest.strip()
    return "OTHER_ID", entry


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
    return _exact(entry, whole=whole)


def _exact(value: str, *, whole: bool) -> re.Pattern[str]:
    exact = re.escape(value)
    return re.compile(rf"(?<!\w){exact}(?!\w)" if whole else exact)
