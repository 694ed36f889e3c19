"""The time that a check may take: who reads a text asks here whether there is any left."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_T = TypeVar("_T")
_BATCH = 128


class OverBudget(Exception):
    """The time for the check is used up."""


def in_time(items: Iterable[_T], deadline: float) -> Iterator[_T]:
    """The items, as long as there is time. deadline: of `time.perf_counter`. Raises `OverBudget`."""
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        if time.perf_counter() > deadline:
            raise OverBudget
        yield from batch
