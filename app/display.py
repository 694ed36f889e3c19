"""Whether there is a display on which a window could be shown, found out without loading Qt."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


def missing_display(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """Why there can be no window, as a sentence; None if there can be one.

    Only X11 and Wayland can be missing; on macOS and Windows a session always has a display.
    """
    if platform in ("win32", "darwin"):
        return None
    if environ.get("QT_QPA_PLATFORM") or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return None
    return "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)."
