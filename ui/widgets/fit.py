"""Which columns of a table to show in the room there is, and how wide. Plain arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: a column that can shrink keeps at least this part of its width; where hardly any would fit, less
_SHRINK = 0.78
_SQUEEZE = 0.45
_FEW = 3


@dataclass(frozen=True, slots=True)
class Room:
    """What a column asks for, in pixels. rank: the lower, the longer it stays as room gets scarce.

    flexible: it may be narrower than it asks for, and takes what is left over.
    """

    width: int
    rank: int
    flexible: bool = False

    def least(self, shrink: float) -> int:
        return round(self.width * shrink) if self.flexible else self.width


def fit(columns: Sequence[Room | None], room: int) -> list[int]:
    """The width of each column; 0 hides it. None: not wanted. The best-ranked one is always shown."""
    widths = _fit(columns, room, _SHRINK)
    if sum(map(bool, widths)) < _FEW:
        widths = _fit(columns, room, _SQUEEZE)
    return widths


def _fit(columns: Sequence[Room | None], room: int, shrink: float) -> list[int]:
    wanted = sorted((column.rank, at) for at, column in enumerate(columns) if column is not None)
    widths = [0] * len(columns)
    shown: list[int] = []
    taken = 0
    for _, at in wanted:
        least = _of(columns, at).least(shrink)
        if shown and taken + least > room:
            break
        shown.append(at)
        widths[at] = least
        taken += least
    flexible = [at for at in shown if _of(columns, at).flexible] or shown[-1:]
    share = sum(_of(columns, at).width for at in flexible)
    left = max(0, room - taken)
    for at in flexible:
        widths[at] += left * _of(columns, at).width // share
    if shown:  # what the divisions dropped
        widths[flexible[-1]] += max(0, room - sum(widths))
    return widths


def _of(columns: Sequence[Room | None], at: int) -> Room:
    column = columns[at]
    assert column is not None
    return column
