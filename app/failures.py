"""What happens to an exception that nobody caught.

Owns the interpreter's hooks, which log it without its text (see `proxy_core.faults`). Must not decide
whether the program goes on.
"""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType

from proxy_core.faults import describe

_log = logging.getLogger("scrubroom.failures")


def install_hooks() -> None:
    """Log what reaches the top of the main thread, of a Qt slot, of another thread or of a finalizer.

    PySide hands the exceptions of slots and of overridden Qt methods to `sys.excepthook` and goes on.
    """
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


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
