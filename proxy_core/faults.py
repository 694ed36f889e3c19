"""A failure in words that may be logged: its type and its places in the code, never its text.

An exception's text may quote a patient or a key, so it is left out, and so are all values.
"""

from __future__ import annotations

import os
import traceback

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
