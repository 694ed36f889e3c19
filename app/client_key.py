"""The local key with which the program's own Claude Code asks the proxy.

Owns one automatic key: its text is in the keyring alone, its hash in the configuration like any other's. None
is made while the proxy asks for none.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.config_store import ConfigStore
from app.keyring_store import KeyringStore
from app.local_keys import create_key, hash_key
from proxy_core.secrets import Secret, SecretState, SecretsUnavailable

NAME = "claude-code"
ENTRY = f"local-key:{NAME}"
VARIABLE = "SCRUBROOM_LOCAL_KEY"


class NoClientKey(Exception):
    """There is no key to use. The text says why and what to do."""


async def client_key(store: ConfigStore, keyring: KeyringStore, environ: Mapping[str, str]) -> str:
    """The key; empty while the configuration has no local keys. Raises `NoClientKey`, `ConfigError`."""
    hashes = {key.sha256 for key in store.config.keys}
    if not hashes:
        return ""
    named = environ.get(VARIABLE, "").strip()
    if named:
        if hash_key(named) not in hashes:
            raise NoClientKey(
                f"The key in {VARIABLE} is unknown or revoked. Make one: scrubroom keys create NAME"
            )
        return named
    try:
        kept = await keyring.get_entry(ENTRY)
    except SecretsUnavailable as error:
        raise _unavailable(error.state) from None
    if kept is not None and hash_key(kept.reveal()) in hashes:
        return kept.reveal()
    return await _new_key(store, keyring)


async def _new_key(store: ConfigStore, keyring: KeyringStore) -> str:
    """A fresh key in the place of a lost or revoked one. The keyring comes first: a key that is in the
    configuration and nowhere else would be of no use to anybody."""
    key, made = create_key(NAME)
    try:
        await keyring.set_entry(ENTRY, Secret(key))
    except SecretsUnavailable as error:
        raise _unavailable(error.state) from None
    if not keyring.has_keyring:
        raise _unavailable(SecretState.NO_KEYRING)
    if any(other.name == NAME for other in store.config.keys):
        store.revoke_key(NAME)
    store.add_key(made)
    return key


def _unavailable(state: SecretState) -> NoClientKey:
    why = "there is no keyring to keep one in" if state is SecretState.NO_KEYRING else "the keyring is locked"
    return NoClientKey(
        f"The proxy asks for a local key, and {why}. Make one with 'scrubroom keys create NAME' and put it "
        f"into {VARIABLE}, or see to the keyring."
    )
