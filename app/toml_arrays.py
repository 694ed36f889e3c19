"""One TOML array of tables in brackets, edited as text: `routes = [ { … }, { … } ]`.

Owns the cutting of an array into its items with the comments that belong to each, and its writing. Knows no
values: what an item says is the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.toml_blocks import Placed
from app.toml_scan import array_items, gap_end

_COMMENT = re.compile(r"[ \t]*#[^\n]*")
_WIDE = 100


@dataclass(frozen=True, slots=True)
class Item:
    """lead: the comment lines above it, with their indent and line ends. note: the comment behind it."""

    lead: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Array:
    """head: the comment behind the opening bracket. rest: the comment lines before the closing one.

    indent, closing: the white space before items and before the closing bracket on lines of their own.
    """

    head: str
    items: tuple[Item, ...]
    rest: str
    multiline: bool
    indent: str
    closing: str


def parse_array(text: str) -> Array:
    """The parts of an array literal, brackets included."""
    spans = array_items(text, 0)
    head, position = _note(text, 1)
    items: list[Item] = []
    indent = "    "
    for start, end in spans:
        lead = _comment_lines(text[position:start])
        line = text[text.rfind("\n", 0, start) + 1 : start]
        if "\n" in text[:start] and not line.strip():
            indent = line
        note, position = _note(text, _after_comma(text, end))
        items.append(Item(lead, text[start:end], note))
    rest = _comment_lines(text[position:-1])
    closing = text[text.rfind("\n") + 1 : -1]
    return Array(head, tuple(items), rest, "\n" in text, indent, "" if closing.strip() else closing)


def _after_comma(text: str, position: int) -> int:
    """The offset after the comma that follows a value; a comment may stand between the two."""
    comma = gap_end(text, position)
    return comma + 1 if text[comma] == "," and "#" not in text[position:comma] else position


def _note(text: str, position: int) -> tuple[str, int]:
    """The comment on the rest of this line, and the offset after it."""
    found = _COMMENT.match(text, position)
    return (found.group().strip(), found.end()) if found else ("", position)


def _comment_lines(gap: str) -> str:
    """The comment lines in what stands between two items, each with its indent and without commas."""
    lines: list[str] = []
    for line in gap.split("\n"):
        comment = line.lstrip(" \t,")
        if comment.startswith("#"):
            lines.append(line[: len(line) - len(comment)].replace(",", "") + comment + "\n")
    return "".join(lines)


def rebuild(array: Array, wanted: Sequence[Placed]) -> str:
    """The literal with the items as wanted; comments go with their items."""
    items = [
        Item(array.items[item.old].lead, item.core, array.items[item.old].note)
        if item.old is not None
        else Item("", item.core, "")
        for item in wanted
    ]
    comments = any(item.lead or item.note for item in items) or array.head or array.rest
    flat = f"[ {', '.join(item.text for item in items)} ]" if items else "[]"
    if not comments and not array.multiline and len(flat) <= _WIDE:
        return flat
    lines = [f"[ {array.head}\n" if array.head else "[\n"]
    for item in items:
        lines.append(item.lead)
        lines.append(f"{array.indent}{item.text},{' ' + item.note if item.note else ''}\n")
    return "".join(lines) + array.rest + array.closing + "]"
