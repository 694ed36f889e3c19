"""Which notifications are shown: at most one a minute, and what was held back is counted."""

from __future__ import annotations

from collections.abc import Callable

from ui.text import tr

INTERVAL_S = 60.0


class Notifier:
    """show: called with (title, text). clock: seconds that never go back."""

    def __init__(self, show: Callable[[str, str], None], clock: Callable[[], float]) -> None:
        self._show = show
        self._clock = clock
        self._last: float | None = None
        self._held = 0

    def notify(self, title: str, text: str) -> bool:
        """Show it, unless one was shown within the last minute; whether it was shown."""
        now = self._clock()
        if self._last is not None and now - self._last < INTERVAL_S:
            self._held += 1
            return False
        if self._held:
            text = f"{text}\n" + tr("And {0} more since the last notification.").format(self._held)
        self._last, self._held = now, 0
        self._show(title, text)
        return True
