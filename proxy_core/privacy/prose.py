"""Which lines of a text are sentences: all of a note, only the comments of a program.

A document as a whole is code or not (`Document.program`); but people are named in its comments, in
commit messages between diffs, in the strings of a log. Names that only a sentence tells are looked for in
lines that are one.
"""

from __future__ import annotations

import re

from proxy_core.privacy.document import Document

#: what begins a comment or a quotation, as tools print it
_LEADER = re.compile(r"[ \t+>|-]*(?:#+|//+!?|/\*+|\*+|--|;+|%+|<!--|\"\"\"|'''|rem |REM )[ \t]*")
_SIGNS = re.compile(r"[{}()=<>\[\];|\\`$]|\w\.\w|_|::")
_WORDS = re.compile(r"(?<![\w.])[A-Za-z][a-z']*(?=[\s,.:;!?)]|$)")


def at(doc: Document, position: int) -> bool:
    """Whether a position lies in a sentence of people."""
    return not doc.program or sentence(doc.scan[slice(*doc.line_at(position))])


def sentence(line: str) -> bool:
    """Whether a line reads as words more than as code. A comment needs fewer of them."""
    leader = _LEADER.match(line)
    body = line[leader.end() :] if leader else line
    words = len(_WORDS.findall(body[:400]))
    signs = len(_SIGNS.findall(body[:400]))
    return words >= (3 if leader else 6) and words > 2 * signs
