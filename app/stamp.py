"""A file that tells other processes of this user that something has changed.

Owns the mark and the noticing of it. The file is empty: what has changed must not be in it.
"""

from __future__ import annotations

import logging
from pathlib import Path

from app.files import Signature, atomic_write, signature

_log = logging.getLogger("scrubroom.stamp")


class Stamp:
    """path: the file. What was marked before this object was made does not count as changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._look()

    def mark(self) -> None:
        """Tells the others, and not oneself. A file that cannot be written is said in the log."""
        before = self._look()
        try:
            atomic_write(self._path, b"")
        except OSError as error:
            _log.warning("%s cannot be written (%s); restart Scrubroom.", self._path, error.strerror)
            return
        if before == self._seen:  # else another's mark has not been noticed yet
            self._seen = self._look()

    def changed(self) -> bool:
        """Whether another process has marked it since the last call."""
        now = self._look()
        if now == self._seen:
            return False
        self._seen = now
        return True

    def _look(self) -> Signature | None:
        try:
            return signature(self._path)
        except OSError:
            return None
