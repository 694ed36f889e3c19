"""The one combination of Python and PySide6 that must not run.

Owns the check alone. Must not import Qt, so that it can speak before Qt fails.
"""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

#: PySide6 6.12.0 gives away one reference to True at each signal and one to None at each slot. Before Python
#: 3.12 made them immortal (PEP 683), that ends in an abort of the process after some hundred signals.
_FIRST_BROKEN = (6, 12)
_IMMORTAL_SINCE = (3, 12)


def broken_pair(python: tuple[int, ...] = sys.version_info[:2], pyside: str | None = None) -> str | None:
    """What is wrong with this pair and how to mend it, or None. pyside: None asks what is installed."""
    if pyside is None:
        try:
            pyside = version("PySide6-Essentials")
        except PackageNotFoundError:
            return (
                "PySide6 is not installed. Install Scrubroom again: pip install --force-reinstall scrubroom"
            )
    numbers = tuple(int(part) for part in pyside.split(".")[:2] if part.isdigit())
    if python[:2] >= _IMMORTAL_SINCE or numbers < _FIRST_BROKEN:
        return None
    return (
        f"PySide6 {pyside} crashes on Python {python[0]}.{python[1]}. "
        "Use Python 3.12 or later, or install an older one: pip install 'pyside6-essentials<6.12'"
    )
