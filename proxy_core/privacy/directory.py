"""The working directory that Claude Code states in its system prompt.

It says `Primary working directory: /home/somebody/project` in the section on its environment, older versions
`Working directory: …` (measured with 2.1.197; sub-agents say it, too, but not the small requests for titles
and searches). This is text: anybody who may write into a system prompt can claim a directory. So it only ever
chooses among files that a person has trusted, and if two directories are stated, neither counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_SAYS = "orking directory: "
_LINE = re.compile(r"^[ \t]*(?:[-*] )?(?:Primary w|W)orking directory: (.{1,1024}?)[ \t\r]*$", re.MULTILINE)


def stated_directory(body: Mapping[str, Any]) -> str:
    """The one directory that a request's system prompt states; empty if it states none, or several."""
    found = {match[1] for text in _texts(body.get("system")) for match in _lines(text)}
    return found.pop() if len(found) == 1 else ""


def _lines(text: str) -> Iterator[re.Match[str]]:
    at = text.find(_SAYS)
    while at >= 0:
        begin = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        match = _LINE.match(text[begin : end if end >= 0 else len(text)])
        if match is not None:
            yield match
        at = text.find(_SAYS, at + 1)


def _texts(system: Any) -> Iterator[str]:
    if isinstance(system, str):
        yield system
    elif isinstance(system, list):
        for block in system:
            if isinstance(block, dict) and isinstance(text := block.get("text"), str):
                yield text
