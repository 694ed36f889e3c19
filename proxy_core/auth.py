"""Who is asking: a local key from the headers becomes a principal.

Only the SHA-256 of a local key is known here, and it is compared in constant time. With no local keys
configured everybody on this machine may ask, and nobody if other machines can; a revoked key is refused
even then.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from proxy_core.config import LocalKey
from proxy_core.errors import ProxyError

PREFIX = "scrub_live_"
ALL_SCOPES = ("ai:chat", "control:read", "debug")
#: In this order; the first that is there decides, and a wrong one is not rescued by a good later one.
#: The product's own header leaves the client's credentials free for a provider with `auth = "client"`.
KEY_HEADERS = ("x-scrubroom-api-key", "x-api-key", "authorization")


@dataclass(frozen=True, slots=True)
class Principal:
    """name: the local key's name, empty where none is needed."""

    name: str
    scopes: tuple[str, ...]
    key: LocalKey | None = None


ANYBODY = Principal("", ALL_SCOPES)


def presented_key(headers: Mapping[str, str]) -> str:
    """The key that a request presents, or an empty string. headers: lower-case names."""
    for name in KEY_HEADERS:
        value = headers.get(name, "").strip()
        scheme, _, rest = value.partition(" ")
        if name != "x-api-key" and scheme.lower() == "bearer":
            value = rest.strip()
        if value:
            return value
    return ""


def authenticate(headers: Mapping[str, str], keys: Sequence[LocalKey], *, exposed: bool = False) -> Principal:
    """exposed: whether other machines can ask. Raises `ProxyError` INVALID_API_KEY."""
    presented = presented_key(headers)
    if not keys and not presented.startswith(PREFIX):
        if not exposed:
            return ANYBODY
        raise ProxyError(
            "INVALID_API_KEY",
            "Other machines can reach this proxy and it has no local key, so it lets nobody in. "
            "Create one with 'scrubroom keys create NAME', or set server.host to 127.0.0.1.",
        )
    digest = hashlib.sha256(presented.encode("utf-8", "surrogateescape")).hexdigest()
    found: LocalKey | None = None
    for key in keys:
        if hmac.compare_digest(key.sha256, digest):
            found = key
    if found is not None:
        return Principal(found.name, found.scopes, found)
    if not presented:
        raise ProxyError(
            "INVALID_API_KEY",
            "This proxy needs a local API key and the request has none. "
            "Create one with 'scrubroom keys create NAME' and send it as x-api-key or as a Bearer token.",
        )
    raise ProxyError(
        "INVALID_API_KEY",
        "The local API key is unknown or revoked. Create one with 'scrubroom keys create NAME'.",
    )


def require_scope(principal: Principal, scope: str) -> None:
    """Raises `ProxyError` MISSING_SCOPE."""
    if scope not in principal.scopes:
        raise ProxyError(
            "MISSING_SCOPE",
            f"The local key '{principal.name}' lacks the scope '{scope}'.",
            details={"required_scope": scope},
        )
