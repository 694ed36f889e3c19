"""The last exchanges in memory, and those who watch them.

Metadata only, gone with the program. An observer that fails is logged and does not disturb the request.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable

from proxy_core.faults import describe
from proxy_core.journal.entry import Entry

log = logging.getLogger("scrubroom.journal")
Observer = Callable[[Entry], None]


class Ring:
    """Keeps the newest entries; the same request id again replaces its entry in place."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._observers: dict[object, Observer] = {}

    def record(self, entry: Entry) -> None:
        """Keep an entry and tell the observers. Never raises."""
        self._entries[entry.request_id] = entry
        while len(self._entries) > max(0, self._capacity):
            self._entries.popitem(last=False)
        for observer in tuple(self._observers.values()):
            try:
                observer(entry)
            except Exception as error:
                log.error("an observer of the log failed: %s", describe(error))

    def entries(self) -> list[Entry]:
        """Oldest first."""
        return list(self._entries.values())

    def resize(self, capacity: int) -> None:
        """Takes effect with the next entry."""
        self._capacity = capacity

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Calls `observer` with each new and each changed entry; returns what ends that, once or again."""
        place = object()
        self._observers[place] = observer

        def leave() -> None:
            self._observers.pop(place, None)

        return leave
