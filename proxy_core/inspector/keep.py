"""The contents of the last exchanges, for as long as somebody may want to look at them.

Holds references to what an exchange has made anyway: nothing is copied, scanned or decoded in the way of a
request. Bounded by exchanges and by bytes; the oldest leave first. In memory only: nothing here can be
pickled, and no repr shows content. Off until `resize` is called, which only the window's side does: where
nobody can look, nothing is kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import NoReturn

from proxy_core.exchange import Redacted
from proxy_core.wire.events import Event

#: what a decoded request weighs beside the bytes of its JSON: the tree, and the texts that were replaced
_DECODED = 2
#: an event's objects, in bytes, beside its payload
_EVENT = 600


class Kept:
    """One exchange: the request as it came and as it may leave, the answer as it came and as it was sent.

    Without headers, which hold keys. client, provider: the decoded bodies. repository: whether a `.phiallow`
    counted. came, sent: the provider's events and the client's. complete: the whole answer is there. cut: it
    was too long to be kept. weight: in bytes, roughly.
    """

    __slots__ = (
        "came", "client", "complete", "cut", "provider", "repository", "request_id", "sent", "vault",
        "weight",
    )  # fmt: skip

    def __init__(self, redacted: Redacted) -> None:
        received = redacted.parsed.authorized.received
        self.request_id = received.request_id
        self.client = redacted.parsed.body
        self.provider = redacted.redaction.body
        self.vault = redacted.redaction.vault
        self.repository = redacted.repository
        self.came: list[Event] = []
        self.sent: list[Event] = []
        self.complete = False
        self.cut = False
        self.weight = _DECODED * len(received.body)

    def __repr__(self) -> str:
        return f"<Kept exchange, about {self.weight // 1024} KB>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a kept exchange never leaves memory")


class Keep:
    """The kept exchanges by request id. All calls on the thread of the event loop."""

    def __init__(self) -> None:
        self._exchanges = 0
        self._bytes = 0
        self._weight = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    @property
    def on(self) -> bool:
        return self._exchanges > 0

    @property
    def weight(self) -> int:
        """What is kept, in bytes, roughly."""
        return self._weight

    def resize(self, exchanges: int, limit: int) -> None:
        """Keep so many exchanges, and no more than `limit` bytes of them; 0 of either keeps nothing."""
        self._exchanges, self._bytes = (exchanges, limit) if exchanges > 0 and limit > 0 else (0, 0)
        self._trim()

    def begin(self, redacted: Redacted) -> Kept | None:
        """Keep a request; None if nothing is kept, or if it alone is too much."""
        if not self.on:
            return None
        kept = Kept(redacted)
        if kept.weight > self._bytes:
            return None
        self._kept[kept.request_id] = kept
        self._weight += kept.weight
        self._trim()
        return kept

    def answer(self, kept: Kept, came: Sequence[Event], sent: Sequence[Event]) -> None:
        """A part of the answer: as it came and as the client got it. An answer that is too long is let go."""
        if kept.cut or self._kept.get(kept.request_id) is not kept:
            return
        more = _EVENT * len(came) + sum(event.size for event in came)
        if kept.weight + more > self._bytes:
            kept.came, kept.sent, kept.cut = [], [], True
            return
        kept.came += came
        kept.sent += sent
        kept.weight += more
        self._weight += more
        self._trim()

    def get(self, request_id: str) -> Kept | None:
        return self._kept.get(request_id)

    def clear(self) -> None:
        """Let go of everything."""
        self._kept.clear()
        self._weight = 0

    def _trim(self) -> None:
        while self._kept and (len(self._kept) > self._exchanges or self._weight > self._bytes):
            _, oldest = self._kept.popitem(last=False)
            self._weight -= oldest.weight

    def __len__(self) -> int:
        return len(self._kept)

    def __repr__(self) -> str:
        return f"<Keep of {len(self)} exchanges, about {self._weight // 1024} KB>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("kept exchanges never leave memory")
