"""Edits of a JSON text that keep everything else: members of an object set and taken out.

Owns the places of members and the manner (indent, line ends) in which new ones are written. Knows no file.
Works on strict JSON alone: what has comments or trailing commas is refused.

Source: RFC 8259.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"|[^,\]}\s]+')
Path = tuple[str, ...]


class JsonProblem(ValueError):
    """The text is not what it must be. Its words name the line and never quote a value."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object. start: of its key; value, end: of its value; offsets."""

    key: str
    start: int
    value: int
    end: int


def parse_object(text: str) -> dict[str, Any]:
    """The object in a text; an empty text is an empty object. Raises `JsonProblem`."""
    if not text.strip():
        return {}
    try:
        data = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise JsonProblem(f"line {error.lineno} is not strict JSON: {error.msg.lower()}") from None
    except RecursionError:
        raise JsonProblem("it is nested too deeply") from None
    if not isinstance(data, dict):
        raise JsonProblem("it does not hold an object in braces")
    return data


def _refuse(name: str) -> None:
    raise JsonProblem(f"it holds {name}, which is not JSON")


def raw_value(text: str, path: Path) -> str | None:
    """The text of the value at a path of keys; None if it is not there. Of repeated keys the last counts."""
    if not text.strip():
        return None
    start = _skip(text, 0)
    for number, key in enumerate(path):
        found = _find(text, start, key)
        if found is None or (number < len(path) - 1 and text[found.value] != "{"):
            return None
        start = found.value
        if number == len(path) - 1:
            return text[found.value : found.end]
    return None


def set_members(text: str, path: Path, values: Mapping[str, str]) -> str:
    """The text with members of the object at `path` set to JSON texts; the object is made if need be.

    Values that are there are changed in place; new ones come last, written like their neighbours.
    """
    if not text.strip():
        text = "{}"
    if path and raw_value(text, path) is None:
        text = set_members(text, path[:-1], {path[-1]: "{}"})
    for key, value in values.items():
        start = _object(text, path)
        found = _find(text, start, key)
        if found is not None:
            text = text[: found.value] + value + text[found.end :]
        else:
            text = _append(text, start, len(path), f"{json.dumps(key)}: {value}")
    return text


def remove_member(text: str, path: Path) -> str:
    """The text without the member at `path`, with the comma and the space that came with it."""
    if raw_value(text, path) is None:
        return text
    start = _object(text, path[:-1])
    members, _ = _members(text, start)
    at = max(number for number, member in enumerate(members) if member.key == path[-1])
    if at > 0:
        edited = text[: members[at - 1].end] + text[members[at].end :]
    elif len(members) > 1:
        edited = text[: members[0].start] + text[members[1].start :]
    else:
        edited = text[: start + 1] + text[_end(text, start) - 1 :]
    return remove_member(edited, path)  # a repeated key goes as a whole


def _append(text: str, start: int, depth: int, member: str) -> str:
    members, _ = _members(text, start)
    newline = "\r\n" if "\r\n" in text else "\n"
    if not members:
        unit = _indent(text)
        outer = newline + unit * depth
        return f"{text[: start + 1]}{outer}{unit}{member}{outer}{text[_end(text, start) - 1 :]}"
    first, last = members[0], members[-1]
    gap = text[start + 1 : first.start]
    if "\n" not in gap:
        between = text[members[0].end : members[1].start] if len(members) > 1 else ", "
        return text[: last.end] + between + member + text[last.end :]
    return text[: last.end] + "," + newline + gap[gap.rfind("\n") + 1 :] + member + text[last.end :]


def _indent(text: str) -> str:
    """The white space of one level: that before the first member of the whole; else two spaces."""
    found = re.match(r"\s*\{[^\S\n]*\n([ \t]+)\"", text)
    return found.group(1) if found else "  "


def _object(text: str, path: Path) -> int:
    """The offset of the object at `path`. Raises `JsonProblem` if something else is there."""
    start = _skip(text, 0)
    for key in path:
        found = _find(text, start, key)
        if found is None or text[found.value] != "{":
            raise JsonProblem(f"'{key}' is not an object")
        start = found.value
    return start


def _find(text: str, start: int, key: str) -> Member | None:
    members, _ = _members(text, start)
    return next((member for member in reversed(members) if member.key == key), None)


def _members(text: str, start: int) -> tuple[list[Member], int]:
    """The members of the object at `start`, and the offset after it."""
    members: list[Member] = []
    position = _skip(text, start + 1)
    while text[position] != "}":
        key_start = position
        key_end = _end(text, position)
        value = _skip(text, _skip(text, key_end) + 1)
        end = _end(text, value)
        members.append(Member(str(json.loads(text[key_start:key_end])), key_start, value, end))
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return members, position + 1


def _end(text: str, position: int) -> int:
    """The offset after the value at `position`."""
    if text[position] == "{":
        return _members(text, position)[1]
    if text[position] == "[":
        position = _skip(text, position + 1)
        while text[position] != "]":
            position = _skip(text, _end(text, position))
            if text[position] == ",":
                position = _skip(text, position + 1)
        return position + 1
    found = _SCALAR.match(text, position)
    return found.end() if found else position + 1


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position
