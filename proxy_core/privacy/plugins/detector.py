"""An opened plug-in in the hands of the engine: loaded once, one text at a time, held to its time.

Owns when a plug-in is opened, the cutting of long texts and the turns of threads. Fails closed: a plug-in
that cannot be opened, or that does not come to an end, raises, and the request is refused. Must not know what
any plug-in does.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from proxy_core.privacy.engine import OverBudget
from proxy_core.privacy.plugins.base import PIECE, Find, Plugin, PluginError
from proxy_core.privacy.types import Span

#: A package may skip on its own what takes it too long (Presidio: a pattern after 60 s). Whatever comes near
#: that was not searched whole, so a piece that took longer than this many seconds counts as unsearched.
PIECE_S = 30.0
_LETTER = re.compile(r"[^\W_]")


class Detector:
    """A plug-in with its settings. Any number of threads may use it; they take turns."""

    def __init__(
        self,
        plugin: Plugin,
        settings: Mapping[str, Any],
        *,
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        """settings: valid ones, of the whole program. now: the clock of the deadlines, in seconds."""
        self.name = plugin.name
        self._plugin = plugin
        self._settings = settings
        self._now = now
        self._turn = threading.Lock()
        self._find: Find | None = None
        self._problem: PluginError | None = None
        #: what it is configured to: two of one identity find the same
        self.identity = repr((plugin.name, *(settings[key] for key in plugin.options)))

    def load(self) -> None:
        """Open the plug-in, if that was not tried yet. Takes long. Raises `PluginError`."""
        with self._turn:
            self._opened()

    def spans(self, text: str, deadline: float) -> Iterator[Span]:
        """The findings in a text, of any length. Raises `OverBudget`, `PluginError`."""
        for start, end in pieces(text):
            if _LETTER.search(text, start, end):
                for span in self._search(text[start:end], deadline):
                    yield Span(start + span.start, start + span.end, span.type, span.sure)

    def _search(self, piece: str, deadline: float) -> list[Span]:
        wait = min(max(0.0, deadline - self._now()), threading.TIMEOUT_MAX)
        if not self._turn.acquire(timeout=wait):
            if self._find is None and self._problem is None:
                message = f"{self._plugin.name} is still being loaded. Send the request again in a moment."
                raise PluginError(message, passing=True)
            raise OverBudget
        try:
            find = self._opened()
            began = self._now()
            if began > deadline:
                raise OverBudget
            found = list(find(piece))
            if self._now() > min(deadline, began + PIECE_S):
                raise OverBudget
            return found
        finally:
            self._turn.release()

    def _opened(self) -> Find:
        """What the plug-in searches with. Only for whose turn it is."""
        if self._problem is not None:
            raise self._problem
        if self._find is None:
            try:
                self._find = self._plugin.open(self._settings)
            except PluginError as error:
                self._problem = error
                raise
            except Exception as error:
                # a package's own words may quote anything: only their kind is told
                said = f"{self._plugin.name} cannot be loaded ({type(error).__name__})."
                self._problem = PluginError(f"{said} Install it anew, or set {self._plugin.switch} to false.")
                raise self._problem from None
        return self._find

    def __repr__(self) -> str:
        return f"<Detector {self._plugin.name}>"


def pieces(text: str, size: int = PIECE) -> Iterator[tuple[int, int]]:
    """Where a text is cut: at empty lines, else at the end of a line, else at a space, else in the middle.

    (start, end) in code points, together the whole text. Depends on what stands before a cut alone, so that
    what was found at the beginning stays when something is added at the end.
    """
    start = 0
    while len(text) - start > size:
        end = start + size
        for mark in ("\n\n", "\n", " "):
            at = text.rfind(mark, start + size // 2, end)
            if at >= 0:
                end = at + len(mark)
                break
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)
