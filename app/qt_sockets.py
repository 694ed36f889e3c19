"""The event loop's readers and writers, each a QSocketNotifier of its own (POSIX).

Owns the notifiers' lives. Must not run callbacks: it says which one is ready.
"""

from __future__ import annotations

from asyncio import Handle
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSocketNotifier


class _Watch:
    __slots__ = ("file", "handle", "notifier")

    def __init__(self, file: Any, handle: Handle, notifier: QSocketNotifier) -> None:
        self.file = file
        self.handle = handle
        self.notifier = notifier


class Watches:
    """One direction: all readers or all writers. `ready` gets the handle of a file that is ready."""

    def __init__(self, kind: QSocketNotifier.Type, ready: Callable[[Handle], None]) -> None:
        self._kind = kind
        self._ready = ready
        self._watches: dict[int, _Watch] = {}
        self._retired: list[QSocketNotifier] = []

    def __len__(self) -> int:
        return len(self._watches)

    def add(self, file: Any, handle: Handle) -> None:
        """Watch a file object or descriptor; a handle that it had before is cancelled."""
        number = fileno(file)
        known = self._watches.get(number)
        if known is not None:
            known.handle.cancel()
            known.handle, known.file = handle, file
            return
        notifier = QSocketNotifier(number, self._kind)
        # The slot must not lead to the notifier: Qt's half and Python's would keep each other alive.
        notifier.activated["int"].connect(lambda: self._on_activated(number))  # type: ignore[index]
        self._watches[number] = _Watch(file, handle, notifier)

    def remove(self, file: Any) -> bool:
        """Whether it was watched. A file object may be closed already."""
        number = fileno(file)
        if number < 0:
            number = next((known for known, watch in self._watches.items() if watch.file is file), -1)
        watch = self._watches.pop(number, None)
        if watch is None:
            return False
        watch.handle.cancel()
        watch.notifier.setEnabled(False)
        self._retired.append(watch.notifier)
        return True

    def has_retired(self) -> bool:
        return bool(self._retired)

    def bury(self) -> None:
        """Delete the notifiers of removed watches; not from within a notifier's call."""
        self._retired.clear()

    def close(self) -> None:
        for number in list(self._watches):
            self.remove(number)
        self.bury()

    def _on_activated(self, number: int) -> None:
        watch = self._watches.get(number)
        if watch is None:
            return
        if watch.handle.cancelled():
            self.remove(number)
        else:
            self._ready(watch.handle)


def fileno(file: Any) -> int:
    """The descriptor, -1 for a closed socket. Raises ValueError for what is no file."""
    if isinstance(file, int):
        return file
    try:
        return int(file.fileno())
    except (AttributeError, TypeError, ValueError):
        raise ValueError(f"Invalid file object: {file!r}") from None
