"""The places of things in a TOML text: what tomllib and tomlkit read but do not tell.

Owns the cutting of a *valid* text into statements with their offsets, and the search for the line of a path
such as `models[0].routes[1].provider`. Judges nothing: tomllib has read the text before.

Source: TOML 1.0 (https://toml.io/en/v1.0.0).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_PLAIN = re.compile(r"[^,\]}#\r\n]*")
_STRINGS = (
    # up to two quotes may stand directly before the closing three
    re.compile(r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})', re.DOTALL),
    re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)

Keys = tuple[str, ...]


class Kind(Enum):
    """What a statement is. TABLE is `[a]`, ENTRY is `[[a]]`."""

    BLANK = "blank"
    COMMENT = "comment"
    TABLE = "table"
    ENTRY = "entry"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement with its line ends. start, end: offsets; value: that of a pair's value; line: from 1."""

    kind: Kind
    keys: Keys
    start: int
    end: int
    line: int
    value: int = 0


def statements(text: str) -> Iterator[Statement]:
    """The statements of a valid TOML text in order; together they are the whole text."""
    position, line = 0, 1
    while position < len(text):
        statement = _statement(text, position, line)
        yield statement
        line += text.count("\n", position, statement.end)
        position = statement.end


def _statement(text: str, start: int, line: int) -> Statement:
    position = _skip(_SPACE, text, start)
    here = text[position : position + 1]
    if here in ("", "\r", "\n"):
        return Statement(Kind.BLANK, (), start, _line_end(text, position), line)
    if here == "#":
        return Statement(Kind.COMMENT, (), start, _line_end(text, position), line)
    if here == "[":
        entry = text.startswith("[[", position)
        keys, position = _keys(text, position + (2 if entry else 1))
        return Statement(Kind.ENTRY if entry else Kind.TABLE, keys, start, _line_end(text, position), line)
    keys, position = _keys(text, position)
    value = _skip(_SPACE, text, position + 1)
    end = _line_end(text, value_end(text, value))
    return Statement(Kind.PAIR, keys, start, end, line, value)


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def _keys(text: str, position: int) -> tuple[Keys, int]:
    """A dotted key, and the offset of what follows it and its spaces."""
    keys: list[str] = []
    while True:
        position = _skip(_SPACE, text, position)
        end = _string_end(text, position)
        if end is None:
            end = _skip(_BARE, text, position)
            keys.append(text[position:end])
        else:
            keys.append(str(tomllib.loads(f"key = {text[position:end]}")["key"]))
        position = _skip(_SPACE, text, end)
        if text[position : position + 1] != ".":
            return tuple(keys), position
        position += 1


def _string_end(text: str, position: int) -> int | None:
    for pattern in _STRINGS:
        found = pattern.match(text, position)
        if found:
            return found.end()
    return None


def _walk(text: str, position: int, path: str, places: dict[str, int]) -> int:
    """The offset after the value at `position`; the offsets of what is inside it go into `places`."""
    opening = text[position : position + 1]
    if opening == "[":
        return _walk_array(text, position + 1, path, places)
    if opening == "{":
        return _walk_table(text, position + 1, path, places)
    end = _string_end(text, position)
    return _skip(_PLAIN, text, position) if end is None else end


def array_items(text: str, position: int) -> list[tuple[int, int]]:
    """Start and end of each item of the array that opens at `position`."""
    spans: list[tuple[int, int]] = []
    position = gap_end(text, position + 1)
    while position < len(text) and text[position] != "]":
        end = _walk(text, position, "", {})
        spans.append((position, end))
        position = gap_end(text, end)
        if text[position : position + 1] == ",":
            position = gap_end(text, position + 1)
    return spans


def gap_end(text: str, position: int) -> int:
    """The offset after spaces, line ends and comments."""
    return _skip(_GAP, text, position)


def value_end(text: str, position: int) -> int:
    """The offset after the value at `position`."""
    return _walk(text, position, "", {})


def _walk_array(text: str, position: int, path: str, places: dict[str, int]) -> int:
    index = 0
    position = _skip(_GAP, text, position)
    while position < len(text) and text[position] != "]":
        item = f"{path}[{index}]"
        places.setdefault(item, position)
        position = _skip(_GAP, text, _walk(text, position, item, places))
        if text[position : position + 1] == ",":
            position = _skip(_GAP, text, position + 1)
        index += 1
    return position + 1


def _walk_table(text: str, position: int, path: str, places: dict[str, int]) -> int:
    position = _skip(_GAP, text, position)
    while position < len(text) and text[position] != "}":
        start = position
        keys, position = _keys(text, position)
        inner = _note(path, keys, start, places)
        position = _skip(_GAP, text, _walk(text, _skip(_SPACE, text, position + 1), inner, places))
        if text[position : position + 1] == ",":
            position = _skip(_GAP, text, position + 1)
    return position + 1


def _note(path: str, keys: Keys, position: int, places: dict[str, int]) -> str:
    """Notes the place of each step of a dotted key and gives the whole path."""
    for key in keys:
        path = f"{path}.{key}" if path else key
        places.setdefault(path, position)
    return path


def line_of(text: str, path: str) -> int | None:
    """The line, from 1, of the thing at `path` in a valid text, or of the nearest thing around it.

    path: as `ConfigError` gives it, such as `models[0].routes[1].provider`. None if nothing of it is there.
    """
    places = _places(text)
    while path and path not in places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return text.count("\n", 0, places[path]) + 1 if path else None


def _places(text: str) -> dict[str, int]:
    places: dict[str, int] = {}
    entries: dict[str, int] = {}  # path of a list of tables -> the index of its last entry
    here = ""
    for statement in statements(text):
        if statement.kind in (Kind.TABLE, Kind.ENTRY):
            here = _header_path(statement, entries)
            places.setdefault(here, statement.start)
        elif statement.kind is Kind.PAIR:
            inner = _note(here, statement.keys, statement.start, places)
            _walk(text, statement.value, inner, places)
    return places


def _header_path(statement: Statement, entries: dict[str, int]) -> str:
    """The path of a header, in which every list of tables stands with the index of its last entry."""
    path = ""
    for number, key in enumerate(statement.keys):
        path = f"{path}.{key}" if path else key
        if statement.kind is Kind.ENTRY and number == len(statement.keys) - 1:
            entries[path] = entries.get(path, -1) + 1
        if path in entries:
            path = f"{path}[{entries[path]}]"
    return path
