"""What happens to an exception that nobody caught.

Owns the interpreter's hooks and the words in which a failure is logged: its type and its places in the
code, never its text nor any value, because a text may quote a patient or a key. Must not decide whether
the program goes on.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from types import TracebackType

_log = logging.getLogger("scrubroom.failures")
_MOST_PLACES = 12


def describe(error: BaseException) -> str:
    """`KeyError at routes.py:120 in pick < pipeline.py:40 in run`: the innermost place first.

    Causes follow after ` because of `, members of a group in brackets. An OSError keeps its number.
    """
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append(_one(current))
        context = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or context
    return " because of ".join(parts)


def install_hooks() -> None:
    """Log what reaches the top of the main thread, of a Qt slot, of another thread or of a finalizer.

    PySide hands the exceptions of slots and of overridden Qt methods to `sys.excepthook` and goes on.
    """
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _one(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, OSError) and error.errno is not None:
        name = f"{name} {error.errno}"
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_PLACES:]
    places = [f"{os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    text = f"{name} at {' < '.join(reversed(places))}" if places else name
    if isinstance(error, BaseExceptionGroup):
        text += f" ({'; '.join(_one(member) for member in error.exceptions)})"
    return text


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)  # a person's wish, not a failure
        return
    _log.error("An error reached the top: %s", describe(error.with_traceback(trace)))


def _uncaught_in_thread(failure: threading.ExceptHookArgs) -> None:
    name = failure.thread.name if failure.thread else "unknown"
    said = describe(failure.exc_value) if failure.exc_value else failure.exc_type.__name__
    _log.error("An error ended the thread %s: %s", name, said)


def _unraisable(failure: sys.UnraisableHookArgs) -> None:
    said = describe(failure.exc_value) if failure.exc_value else failure.exc_type.__name__
    _log.error("An error in a finalizer was ignored: %s", said)
