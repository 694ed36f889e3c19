"""Identifiers of exchanges: ULIDs, which sort by time.

Source: https://github.com/ulid/spec (48 bits of milliseconds, 80 random bits, Crockford's base 32).
"""

from __future__ import annotations

import secrets
from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(now: datetime) -> str:
    """26 characters; later ones sort after earlier ones, to the millisecond."""
    number = (int(now.timestamp() * 1000) & (1 << 48) - 1) << 80 | secrets.randbits(80)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def request_id(now: datetime) -> str:
    """`req_` and a ULID: the `request-id` header and the key of the log."""
    return f"req_{ulid(now)}"
