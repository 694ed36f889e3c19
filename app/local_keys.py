"""Local keys: what clients of this proxy send. Owns how they are made; keeps none of them.

A key is shown once. The configuration holds its SHA-256 and last four characters: 190 random bits need no
slow hash.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
from collections.abc import Sequence

from proxy_core.config import ConfigError, LocalKey, name_problem

PREFIX = "scrub_live_"
DEFAULT_SCOPES = ("ai:chat",)
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_LENGTH = 32
_SCOPE = re.compile(r"[a-z][a-z0-9_-]*(?::[a-z][a-z0-9_-]*)?")


def hash_key(key: str) -> str:
    """The SHA-256 of a whole key, prefix included, in hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


def create_key(
    name: str,
    *,
    scopes: Sequence[str] = DEFAULT_SCOPES,
    rpm: int | None = None,
    daily: int | None = None,
    budget_usd: float | None = None,
) -> tuple[str, LocalKey]:
    """A new key and what is kept of it. rpm: requests a minute; daily: requests a day; budget_usd: a cycle.

    Raises `ConfigError` for a name or scope that cannot be.
    """
    if (problem := name_problem(name)) is not None:
        raise ConfigError("name", problem)
    if not scopes:
        raise ConfigError("scopes", "must name at least one scope, such as ai:chat")
    for scope in scopes:
        if not _SCOPE.fullmatch(scope):
            raise ConfigError("scopes", f"'{scope}' is no scope; scopes look like ai:chat")
    key = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    kept = LocalKey(name, hash_key(key), key[-4:], tuple(dict.fromkeys(scopes)), rpm, daily, budget_usd)
    return key, kept
