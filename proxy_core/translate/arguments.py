"""The arguments of one tool call, put together from fragments.

A client runs a tool when its block closes, so what streams must be exact: this follows the JSON just closely
enough to know where the object ends, lets fragments through as they come, and holds back what does not look
like an object until the whole is known. Then broken JSON is mended where its meaning is beyond doubt, else
handed on as `{"_raw_arguments": ...}`, which no tool takes for its input. Cut-off JSON is never closed: half
a shell command is another command.
"""

from __future__ import annotations

import ast
import json as lenient
import re
from enum import Enum
from typing import Any

from proxy_core.wire import json

RAW = "_raw_arguments"
_EMPTY = "{}"


class Phase(Enum):
    """How far the arguments are."""

    HEAD = "nothing that tells what they are"
    OBJECT = "inside an object"
    DONE = "the object is complete"
    EMPTY = "an object without members, which some providers send before the real one"
    OTHER = "not an object; kept until the whole is known"


_OUTSIDE = re.compile(r'["{}\[\]]')
_INSIDE = re.compile(r'["\\\x00-\x1f]')
_STEP = {"{": 1, "[": 1, "}": -1, "]": -1}
_ESCAPES = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}


class Arguments:
    """Fragments in by `feed`, what may stream out; `whole` for what has not streamed. extra: what came after
    the end of the object."""

    __slots__ = ("_depth", "_escaped", "_head", "_in_string", "_raw", "extra", "phase")

    def __init__(self) -> None:
        self.phase = Phase.HEAD
        self.extra = ""
        self._raw: list[str] = []
        self._head = ""
        self._depth = 0
        self._in_string = False
        self._escaped = False

    @property
    def raw(self) -> str:
        return "".join(self._raw)

    @property
    def begun(self) -> bool:
        """Whether anything has come but white space."""
        return self.phase is not Phase.HEAD or bool(self._head.strip())

    def feed(self, fragment: str) -> str:
        """What of the arguments may be handed on now."""
        if self.phase is Phase.DONE:
            self.extra += fragment
            return ""
        if self.phase is Phase.OBJECT:
            return self._object(fragment)
        if self.phase is Phase.EMPTY:
            return self._after_empty(fragment)
        self._raw.append(fragment)
        if self.phase is Phase.OTHER:
            return ""
        return self._begin(fragment)

    def _begin(self, fragment: str) -> str:
        self._head += fragment
        text = self._head.lstrip()
        second = text[1:].lstrip()[:1]
        if not text or (text[0] == "{" and not second):
            return ""
        if text[0] != "{" or second not in '"}':
            self.phase = Phase.OTHER
            return ""
        self._raw.clear()
        self._head = ""
        if second == '"':
            self.phase = Phase.OBJECT
            return self._object(text)
        self.phase = Phase.EMPTY
        self._raw.append(_EMPTY)
        return self._after_empty(text.partition("}")[2])

    def _after_empty(self, fragment: str) -> str:
        """An object after an empty one replaces it; anything else after it is noise."""
        if not fragment.lstrip().startswith("{"):
            return ""
        self.phase = Phase.HEAD
        self._raw.clear()
        return self.feed(fragment)

    def _object(self, fragment: str) -> str:
        text, rest = self._scan(fragment)
        self._raw.append(text)
        if rest is not None:
            self.phase = Phase.DONE
            self.extra = rest
        return text

    def _scan(self, text: str) -> tuple[str, str | None]:
        """What of a fragment belongs to the object, and what comes after its end, None while it goes on.

        Raw control characters inside strings, which JSON does not allow but models write, come out escaped.
        """
        pieces: list[str] = []
        begun = at = 0
        while at < len(text):
            if self._escaped:
                self._escaped = False
                if text[at] < " ":
                    pieces += (text[begun:at], _escape(text[at])[1:])
                    begun = at + 1
                at += 1
                continue
            match = (_INSIDE if self._in_string else _OUTSIDE).search(text, at)
            if match is None:
                break
            found, at = match[0], match.end()
            if found == '"':
                self._in_string = not self._in_string
            elif found == "\\":
                self._escaped = True
            elif found < " ":
                pieces += (text[begun : at - 1], _escape(found))
                begun = at
            else:
                self._depth += _STEP[found]
                if self._depth == 0:
                    return "".join((*pieces, text[begun:at])), text[at:]
        return ("".join((*pieces, text[begun:])) if pieces else text), None

    def whole(self) -> str:
        """The arguments as one JSON object, for a call of which nothing has streamed."""
        return normalised(self.raw)


def _escape(character: str) -> str:
    return "\\" + _ESCAPES.get(character, f"u{ord(character):04x}")


def normalised(raw: str) -> str:
    """A JSON object for arguments of any form: empty, valid, mended, or kept as they are under one name."""
    text = raw.strip()
    if not text:
        return _EMPTY
    try:
        value = json.loads(text)
        if isinstance(value, dict):
            return text
    except json.InvalidJson:
        value = _mended(text)
    if isinstance(value, dict):
        return json.dumps(value).decode()
    if value is None:
        return _EMPTY
    if isinstance(value, str):
        # Some models encode their arguments twice.
        inner = normalised(value)
        if not inner.startswith(f'{{"{RAW}":'):
            return inner
    return json.dumps({RAW: raw}).decode()


def _mended(text: str) -> Any:
    """The object that broken JSON can only mean; a list, which no tool takes, if it can mean anything."""
    try:
        value, end = lenient.JSONDecoder(strict=False).raw_decode(text)
        if isinstance(value, dict) and not text[end:].strip(" \t\r\n}]`;,"):
            return value
    except (ValueError, RecursionError):
        value = None
    if len(text) > _LITERAL_LENGTH or "\\" in text:
        return []
    try:
        value = ast.literal_eval(text)  # a model that writes Python: {'path': 'a', 'all': True}
        json.dumps(value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return []
    return value if isinstance(value, dict) and all(isinstance(key, str) for key in value) else []


#: longer text is not tried as a literal of Python
_LITERAL_LENGTH = 100_000
