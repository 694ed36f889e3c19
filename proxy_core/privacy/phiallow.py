r"""What the `.phiallow` of a repository says is synthetic or public in it.

One entry a line: an exact value, or a regular expression between slashes that must fit the whole value, such
as `/TEST-\d{4}/`. Empty lines and lines that begin with `#` are passed over. The file comes from whoever
wrote the repository, so it is read with suspicion: bounded, its expressions in linear time (RE2, see
https://github.com/google/re2/wiki/Syntax) and refused where they take in PHI in general. Owns the reading;
whether a file counts at all is for a person to say, and the caller's to know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

try:
    import re2
except ImportError:  # no wheel for this platform
    re2 = None

#: bytes, entries, characters of one entry
LARGEST, MOST, LONGEST = 64 * 1024, 1000, 500
NAME = ".phiallow"
_SEVERAL = 3

#: what PHI of each type looks like; no real person's. An expression that takes in half of a row is too broad,
#: and so is one that takes in something of several rows.
SAMPLES: Mapping[str, tuple[str, ...]] = {
    "NAME": ("Maria Gonzalez", "O'Brien", "Jean-Luc Moreau", "SMITH", "Dr. Ann Lee", "Okafor, Chidi"),
    "DATE": ("1961-04-23", "04/23/1961", "23.04.1961", "April 23, 1961", "19610423", "Apr 1961"),
    "PHONE": ("(555) 867-5309", "555-867-5309", "+1 555 867 5309", "5558675309", "555.867.5309"),
    "SSN": ("536-22-8741", "219-09-9999", "536 22 8741", "536228741"),
    "MRN": ("00482913", "8842119", "A-1029384", "MRN4481920", "Z99120034"),
    "EMAIL": (
        "maria@example.com",
        "m.gonzalez@clinic-mail.com",
        "okafor77@example.org",
        "lee@health.example",
    ),
    "GEO": ("12 Elm Street", "Springfield, IL 62704", "62704", "62704-1234", "Flat 3, 9 High Road"),
    "IP": ("203.0.113.77", "198.51.100.23", "2001:db8::8a2e:370:7334", "192.0.2.146"),
    "URL": ("https://clinic.example/p/8812", "http://example.org/u?id=991", "https://x.example/maria"),
}


class PhiAllowError(ValueError):
    """Why a file cannot be used, as a sentence. It names a line's number, not what stands there."""


@dataclass(frozen=True, slots=True)
class PhiAllow:
    """A file that could be read. exact: values; expressions: as they stand, without their slashes.

    digest: SHA-256 of the file's bytes, hexadecimal.
    """

    exact: frozenset[str]
    expressions: tuple[str, ...]
    digest: str
    _patterns: tuple[Any, ...] = field(default=(), repr=False, compare=False)

    def allows(self, value: str) -> bool:
        """Whether a found value is public here."""
        return value in self.exact or any(pattern.fullmatch(value) for pattern in self._patterns)

    def __len__(self) -> int:
        return len(self.exact) + len(self.expressions)

    def __repr__(self) -> str:
        return f"<PhiAllow of {len(self)}>"


def digest_of(data: bytes) -> str:
    """What a decision about a file is bound to: another byte, and it is another file."""
    return hashlib.sha256(data).hexdigest()


def parse(data: bytes) -> PhiAllow:
    """Reads a file's bytes. Raises `PhiAllowError`; then nothing of the file counts."""
    if len(data) > LARGEST:
        raise PhiAllowError(f"It is larger than {LARGEST // 1024} KB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PhiAllowError("It is not UTF-8 text.") from None
    exact: list[str] = []
    expressions: list[str] = []
    patterns: list[Any] = []
    for number, entry in _entries(text):
        if len(entry) > LONGEST:
            raise PhiAllowError(f"Line {number} is longer than {LONGEST} characters.")
        if len(exact) + len(expressions) == MOST:
            raise PhiAllowError(f"It has more than {MOST:,} entries.")
        if len(entry) > 2 and entry.startswith("/") and entry.endswith("/"):
            patterns.append(_compiled(entry[1:-1], number))
            expressions.append(entry[1:-1])
        else:
            exact.append(entry)
    return PhiAllow(frozenset(exact), tuple(expressions), digest_of(data), tuple(patterns))


def _entries(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        entry = line.strip()
        if entry and not entry.startswith("#"):
            yield number, entry


def _compiled(expression: str, number: int) -> Any:
    if re2 is None:
        raise PhiAllowError(f"Line {number} is a regular expression, which needs google-re2 here.")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        pattern = re2.compile(expression, options=options)
    except re2.error:
        raise PhiAllowError(f"Line {number} is a regular expression that RE2 cannot read.") from None
    broad = _too_broad(pattern)
    if broad:
        raise PhiAllowError(f"Line {number} takes in {broad}; say more exactly what is synthetic here.")
    return pattern


def _too_broad(pattern: Any) -> str:
    """What an expression would let pass that nobody can mean; empty if it is narrow enough."""
    if pattern.fullmatch(""):
        return "the empty text"
    fits = {
        type_: sum(pattern.fullmatch(sample) is not None for sample in samples)
        for type_, samples in SAMPLES.items()
    }
    for type_, samples in SAMPLES.items():
        if 2 * fits[type_] >= len(samples):
            return f"values of the type {type_} in general"
    several = [type_ for type_, count in fits.items() if count]
    return f"values of the types {', '.join(several)}" if len(several) >= _SEVERAL else ""
