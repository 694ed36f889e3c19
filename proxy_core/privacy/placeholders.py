r"""The shape of a placeholder, and how one is made.

`PHI_NAME_7K3Q9X2C`: only `[A-Z0-9_]`, so that it survives JSON, shells, SQL, URLs and file names. The first
seven characters after the type come from HMAC-SHA-256 over type and exact value under the install key, in
Crockford's base32 (https://www.crockford.com/base32.html); the last is a check character over what precedes,
under the same key. The same value has the same placeholder in every turn, sub-agent and run of the program,
so the provider's prompt cache stays warm. Must not know where values come from.

Models now and then change case, or write `-`, a space or `\_` for `_`. `TOLERANT` finds those spellings too;
whoever accepts one must see the check character fit.
"""

from __future__ import annotations

import hmac
import re

from proxy_core.privacy.types import PHI_TYPES

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_LENGTH = 7
_SEPARATOR = r"(?:\\{0,4}_|[- ])"
_TYPES = "|".join(name.replace("_", _SEPARATOR) for name in sorted(PHI_TYPES, key=len, reverse=True))

#: any spelling of a placeholder; groups: type, id with check character.
TOLERANT = re.compile(rf"PHI{_SEPARATOR}({_TYPES}){_SEPARATOR}([{ALPHABET}]{{8}})", re.IGNORECASE | re.ASCII)
_SEPARATORS = re.compile(_SEPARATOR)
_LONGEST = 3 + 5 * 3 + len("HEALTHPLAN") + 8


class Placeholders:
    """Makes placeholders under one install key."""

    __slots__ = ("_key",)

    def __init__(self, install_key: bytes) -> None:
        """install_key: at least 16 random bytes, kept in the operating system's keyring."""
        if len(install_key) < 16:
            raise ValueError("the install key must have at least 16 bytes")
        self._key = install_key

    def make(self, type: str, value: str, salt: int = 0) -> str:
        """The placeholder of a value. salt: for the next one, if that is taken by something else."""
        message = f"value\0{type}\0{salt}\0{value}".encode("utf-8", "surrogatepass")
        digest = hmac.digest(self._key, message, "sha256")
        number = int.from_bytes(digest[:5], "big")
        letters = "".join(ALPHABET[(number >> shift) & 31] for shift in range(0, 5 * _ID_LENGTH, 5))
        return f"PHI_{type}_{letters}{self._check(type, letters)}"

    def fits(self, token: str) -> bool:
        """Whether the check character of a canonical placeholder is right."""
        return self._check(token[4:-9], token[-8:-1]) == token[-1]

    def _check(self, type: str, letters: str) -> str:
        digest = hmac.digest(self._key, f"check\0{type}\0{letters}".encode(), "sha256")
        return ALPHABET[digest[0] & 31]

    def __repr__(self) -> str:
        return "Placeholders(…)"


def canonical(match: re.Match[str]) -> str:
    """The one right spelling of what `TOLERANT` found."""
    return f"PHI_{_SEPARATORS.sub('_', match[1]).upper()}_{match[2].upper()}"


def _beginning(elements: list[str]) -> str:
    """A pattern for every non-empty beginning of a sequence of patterns."""
    pattern = ""
    for element in reversed(elements):
        pattern = f"{element}(?:{pattern})?" if pattern else element
    return pattern


def _elements(name: str) -> list[str]:
    separator = r"(?:\\{1,4}_?|[-_ ])"
    parts = [separator if character == "_" else character for character in name]
    return [separator, *parts, separator, *([f"[{ALPHABET}]"] * _ID_LENGTH)]


_BEGINNING = re.compile(
    "(?:P(?:HI?)?|PHI(?:" + "|".join(_beginning(_elements(name)) for name in PHI_TYPES) + "))",
    re.IGNORECASE | re.ASCII,
)


def held_back(text: str) -> int:
    """How many characters at the end of a text may be the beginning of a placeholder."""
    tail = text[-2 * _LONGEST :]
    # A whole placeholder waits for nothing, even if one of its letters could begin another.
    done = max((match.end() for match in TOLERANT.finditer(tail)), default=0)
    for index in range(max(done, len(tail) - _LONGEST), len(tail)):
        if tail[index] in "Pp" and _BEGINNING.fullmatch(tail, index):
            return len(tail) - index
    return 0
