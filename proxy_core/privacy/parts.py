"""The parts of a request that are remembered whole: each message, the system prompt, the tools.

Claude Code sends the whole conversation with every turn, so all but the newest messages were checked before.
A part in which nothing was found is passed over the next time by one look at its digest, without a walk
through its strings. The digest is of the part as it would leave, not of the bytes that came: two spellings
of one JSON cannot be told apart to slip something by.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from proxy_core.privacy.cache import Digest
from proxy_core.wire import json

#: part -> its number in its list, or -1 for a part that is one
Place = tuple[str, int]
#: strings seen and strings exempt
Counts = tuple[int, int]
_WHOLE = ("tools", "system")
_LIMIT = 50_000


class Parts:
    """The digests and sizes (in bytes of JSON) of one request's parts."""

    __slots__ = ("digests", "sizes")

    def __init__(self, body: Mapping[str, Any], secret: bytes) -> None:
        self.digests: dict[Place, Digest] = {}
        self.sizes: dict[Place, int] = {}
        keyed = hashlib.sha256(secret)
        for name in _WHOLE:
            if body.get(name) is not None:
                self._add((name, -1), body[name], keyed)
        messages = body.get("messages")
        if isinstance(messages, list):
            for index, message in enumerate(messages):
                self._add(("messages", index), message, keyed)

    def _add(self, place: Place, value: Any, keyed: hashlib._Hash) -> None:
        data = json.dumps(value)
        state = keyed.copy()
        state.update(place[0].encode())
        state.update(data)
        self.digests[place] = state.digest()
        self.sizes[place] = len(data)


class PartsMemo:
    """Which parts were clean, under which learnt values, and which were ever checked. Thread-safe."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._clean: OrderedDict[tuple[Digest, Digest], Counts] = OrderedDict()
        self._checked: OrderedDict[Digest, None] = OrderedDict()
        self._lock = Lock()

    def unchecked_bytes(self, parts: Parts) -> int:
        """How much of a request was never checked: what a check will take time for."""
        with self._lock:
            return sum(
                parts.sizes[place] for place, digest in parts.digests.items() if digest not in self._checked
            )

    def clean(self, digest: Digest, state: Digest) -> Counts | None:
        """The counts of a part in which nothing was found under that state of learnt values."""
        with self._lock:
            found = self._clean.get((digest, state))
            if found is not None:
                self._clean.move_to_end((digest, state))
                self._checked[digest] = None
                self._checked.move_to_end(digest)
            return found

    def note(self, digest: Digest, state: Digest, counts: Counts | None) -> None:
        """A part was checked. counts: if nothing was found in it."""
        with self._lock:
            self._checked[digest] = None
            self._checked.move_to_end(digest)
            if counts is not None:
                self._clean[digest, state] = counts
            while len(self._clean) > self._limit:
                self._clean.popitem(last=False)
            while len(self._checked) > self._limit:
                self._checked.popitem(last=False)
