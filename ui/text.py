"""Translation of what a person reads. All of the window's strings share one context."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "scrubroom"


def tr(text: str) -> str:
    """The text in the person's language, or as it is."""
    return QCoreApplication.translate(CONTEXT, text)
