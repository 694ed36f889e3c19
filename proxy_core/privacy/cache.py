"""What is remembered of texts that were checked before: content digest -> findings, never the text itself.

Claude Code sends the whole conversation each turn; with this only new text is scanned. Bounded by a weight,
the least recently used leave first. Thread-safe. In memory only.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from proxy_core.privacy.types import Span

Digest = bytes
#: (type, value) pairs good enough to be looked for in later texts
Learned = tuple[tuple[str, str], ...]
Findings = tuple[tuple[Span, ...], Learned]


def digest(key: bytes, *parts: str | bytes) -> Digest:
    """A keyed digest: without the key nobody can test a guess against it."""
    state = hashlib.blake2b(key=key[:64], digest_size=16)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.digest()


class FindingsCache:
    """weight: 1 for each entry and each finding in it; some 200 bytes each."""

    def __init__(self, limit: int = 200_000) -> None:
        self._limit = limit
        self._weight = 0
        self._entries: OrderedDict[Digest, Findings] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Digest) -> Findings | None:
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
            return found

    def put(self, key: Digest, findings: Findings) -> None:
        with self._lock:
            old = self._entries.pop(key, None)
            if old is not None:
                self._weight -= _weight(old)
            if _weight(findings) > self._limit:
                return  # all others would have to leave, and it as well
            self._entries[key] = findings
            self._weight += _weight(findings)
            while self._weight > self._limit and self._entries:
                _, dropped = self._entries.popitem(last=False)
                self._weight -= _weight(dropped)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._weight = 0

    def __contains__(self, key: Digest) -> bool:
        with self._lock:
            return key in self._entries

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)


def _weight(findings: Findings) -> int:
    return 1 + len(findings[0]) + len(findings[1])
