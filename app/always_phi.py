"""The values that a person calls PHI, kept where no file shows them.

An entry of `privacy.deny` that came from the window names its value by an id (`NAME: keyring:3f2a91c04d7e`);
the value itself is in the operating system's keyring, like a provider's key. Digests would not do: to find a
value by its digest every stretch of a text would have to be hashed, and short values could be guessed.
Without a keyring such a value lasts for this run, and the configuration file does not learn of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from app.keyring_store import KeyringStore
from proxy_core.privacy.lists import kept_entry, kept_id
from proxy_core.secrets import Secret, SecretsUnavailable

_ENTRY = "always-phi:"
_GONE = (
    "{count} of your values that are always PHI {is_are} not in this computer's keyring, so nothing is sent. "
    "Under Settings, take the entry out of 'Always PHI' and add the value again: {entry}."
)
_LOCKED = "Values that are always PHI cannot be read, so nothing is sent. {why}"


class AlwaysPhi:
    """values: id -> value, as far as they were read. passing: entries that stand in no file, for this run."""

    def __init__(self, keyring: KeyringStore) -> None:
        self._keyring = keyring
        self.values: dict[str, str] = {}
        self.passing: list[str] = []

    async def read(self, entries: Sequence[str]) -> str:
        """Reads the values of a deny list's entries. Returns why not all can be had; empty if they can."""
        missing: list[str] = []
        for entry in entries:
            identifier = kept_id(entry)
            if not identifier or identifier in self.values:
                continue
            try:
                secret = await self._keyring.get_entry(_ENTRY + identifier)
            except SecretsUnavailable as error:
                return _LOCKED.format(why=error)
            if secret is None:
                missing.append(entry)
            else:
                self.values[identifier] = secret.reveal()
        if not missing:
            return ""
        return _GONE.format(count=len(missing), is_are="are" if len(missing) > 1 else "is", entry=missing[0])

    async def add(self, type_: str, value: str) -> str:
        """Keeps a value. Returns its entry for the configuration; empty if it lasts for this run alone.

        Raises `SecretsUnavailable`; then nothing was kept.
        """
        identifier = secrets.token_hex(6)
        await self._keyring.set_entry(_ENTRY + identifier, Secret(value))
        self.values[identifier] = value
        entry = kept_entry(type_, identifier)
        if self._keyring.has_keyring:
            return entry
        self.passing.append(entry)
        return ""

    async def remove(self, entry: str) -> None:
        """Forgets the value of an entry. Raises `SecretsUnavailable`."""
        identifier = kept_id(entry)
        if entry in self.passing:
            self.passing.remove(entry)
        self.values.pop(identifier, None)
        if identifier:
            await self._keyring.delete_entry(_ENTRY + identifier)

    def entry_of(self, entries: Sequence[str], value: str) -> str:
        """The entry that keeps this value, among these and those of this run; empty if none does."""
        found = (entry for entry in (*entries, *self.passing) if self.values.get(kept_id(entry)) == value)
        return next(found, "")

    def __repr__(self) -> str:
        return f"<AlwaysPhi of {len(self.values)}>"
