"""What the inspector shows of one exchange: texts, and where in them something was replaced or put back.

Plain data, which the window reads. No repr shows a text: they hold PHI.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Fate(Enum):
    """What became of a value, or of a placeholder in an answer."""

    REPLACED = "replaced"  # on the way out
    RESTORED = "restored"  # on the way in
    LEFT = (
        "left"  # known, and left as a placeholder on purpose: a tool that reaches other machines, a thought
    )
    UNKNOWN = "unknown"  # a placeholder that stands for nothing in this request


@dataclass(frozen=True, slots=True)
class Mark:
    """One place in a leaf. start, end: in the client's text; at, until: in the provider's; in code points.

    token: the placeholder in its one right spelling.
    """

    start: int
    end: int
    at: int
    until: int
    type: str
    token: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text. path: its place; the names in it are those that the provider got.

    part: `system`, `tools`, `messages`, `answer` or `other`. number: of the message or block, from 1; 0 for
    none. role, kind, name: of the message, the block (`text`, `tool_use`, `tool_result`, ...) and its tool.
    client, provider: the text on either side.
    """

    path: str
    part: str
    number: int = 0
    role: str = ""
    kind: str = ""
    name: str = ""
    client: str = field(default="", repr=False)
    provider: str = field(default="", repr=False)
    marks: tuple[Mark, ...] = ()

    @property
    def changed(self) -> bool:
        return bool(self.marks) or self.client != self.provider

    def value(self, mark: Mark) -> str:
        """The value in clear."""
        return self.client[mark.start : mark.end]


@dataclass(frozen=True, slots=True)
class View:
    """request, answer: their texts in order. exempt: (why, how many) of the strings that are not checked.

    complete: the answer came to its end. cut: it was too long to be kept. repository: a `.phiallow` counted.
    """

    request: tuple[Leaf, ...] = field(repr=False)
    answer: tuple[Leaf, ...] = field(repr=False)
    exempt: tuple[tuple[str, int], ...] = ()
    complete: bool = False
    cut: bool = False
    repository: bool = False
