"""Which placeholder stands for which value in one exchange. In memory only.

Collision-proof: a placeholder means one thing. If the one that a value would get already means something
else (another value, or itself because the user's text held it), the value gets the next. Must not be
pickled, printed or logged; its repr shows how many, never what.
"""

from __future__ import annotations

from typing import NoReturn

from proxy_core.privacy.placeholders import Placeholders


class Vault:
    """placeholder -> original, built while a request is redacted and asked while its answer is restored."""

    __slots__ = ("_kept", "_originals", "_placeholders", "_tokens")

    def __init__(self, placeholders: Placeholders) -> None:
        self._placeholders = placeholders
        self._tokens: dict[tuple[str, str], str] = {}
        self._originals: dict[str, str] = {}
        self._kept: set[str] = set()

    def token(self, type: str, value: str) -> str:
        """The placeholder of a value, new or known."""
        known = self._tokens.get((type, value))
        if known is not None:
            return known
        salt = 0
        while True:
            token = self._placeholders.make(type, value, salt)
            if token not in self._originals and token not in self._kept:
                break
            salt += 1
        self._tokens[type, value] = token
        self._originals[token] = value
        return token

    def adopt(self, token: str, spelled: str) -> str:
        """What takes the place of a placeholder that stands in the request itself.

        One that means a value here, or that this installation made, stays as it is. Any other is text of the
        user's that only looks like one: it becomes a value of its own, so that it comes back exactly.
        """
        if spelled == token:
            if token in self._originals:
                return token
            if self._placeholders.fits(token):
                self._kept.add(token)
                return token
        return self.token("OTHER_ID", spelled)

    def original(self, token: str) -> str | None:
        """The value of a canonical placeholder; None if it has none here."""
        return self._originals.get(token)

    def kept(self, token: str) -> bool:
        """Whether the request held this placeholder as text of its own."""
        return token in self._kept

    def fits(self, token: str) -> bool:
        """Whether a canonical placeholder was made by this installation, by its check character."""
        return self._placeholders.fits(token)

    def __len__(self) -> int:
        return len(self._originals)

    def __repr__(self) -> str:
        return f"<Vault of {len(self)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a vault never leaves memory")
