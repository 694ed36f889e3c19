"""What a plug-in is: a detector that others wrote, from a package that is installed only on request.

A plug-in declares what it is called and which settings shape it, and knows how to open its package; when that
happens, for how long a text is searched and what becomes of the findings is `Detector`'s and the engine's.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from proxy_core.privacy.types import Span

#: What an opened plug-in is: the findings in a text of at most `PIECE` code points. The types are ours;
#: `sure` only where a finding is worth looking for in later texts. Called by one thread at a time.
Find = Callable[[str], Iterable[Span]]

#: The longest text that a plug-in is given at once, in code points: between two the time is looked at.
PIECE = 8000


class PluginError(Exception):
    """Why a plug-in that is switched on cannot search, for a person: what happened, what to do.

    passing: it may well be otherwise in a moment. Never quotes a text that was to be searched.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class Plugin(ABC):
    """name: what people call it. switch: the setting that turns it on. options: those that shape it."""

    name: ClassVar[str]
    switch: ClassVar[str]
    options: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def open(self, settings: Mapping[str, Any]) -> Find:
        """Imports the package and loads what it needs; may take long, and runs in a thread.

        Raises `PluginError` with the command that mends it. Must download nothing and open no connection:
        what is not there is said, not fetched.
        """
