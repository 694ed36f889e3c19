"""Which tool call a streamed delta belongs to.

Providers agree on little: deltas come with an index, with the same index for all, or without one; with an id
once, on each delta, a new one on each delta, or never; with the name once, on each delta, or in pieces. What
is held here is the table of calls; what becomes of them is the stream machine's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proxy_core.translate.arguments import Arguments, Phase
from proxy_core.wire import json


class ToolCall:
    """One call. held: arguments that may stream but have not. guess: arguments that came after the end of
    another call's; they are a call of their own unless they repeat that one (`after`) or are no object."""

    __slots__ = ("after", "arguments", "closed", "held", "id", "name", "opened", "sent", "signature", "then")

    def __init__(self, id: str = "", name: str = "", after: ToolCall | None = None) -> None:
        self.id = id
        self.name = name
        self.after = after
        self.then: ToolCall | None = None
        self.arguments = Arguments()
        self.held: list[str] = []
        self.signature = ""
        self.opened = False
        self.sent = False
        self.closed = False

    def is_noise(self) -> bool:
        """Whether what came after another call's arguments is no call of its own."""
        if self.after is None:
            return False
        whole = _object(self.arguments.raw)
        return whole is None or whole == _object(self.after.arguments.raw)


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except json.InvalidJson:
        return None
    return value if isinstance(value, dict) else None


class CallTable:
    """offered: the names of the request's tools, as the upstream knows them."""

    def __init__(self, offered: frozenset[str] = frozenset()) -> None:
        self._offered = offered
        self._by_index: dict[int, ToolCall] = {}
        self._by_id: dict[str, ToolCall] = {}
        self._last: ToolCall | None = None

    def take(self, delta: Mapping[str, Any]) -> list[ToolCall]:
        """The calls that a delta adds to, in order; a call not seen before is new."""
        function = delta.get("function")
        function = function if isinstance(function, dict) else {}
        id, name = _string(delta.get("id")), _string(function.get("name"))
        fragment = _fragment(function.get("arguments"))
        index = _index(delta.get("index"))
        call = self._find(index, id, name, fragment)
        if call is None:
            call = ToolCall()
        if index is not None:
            self._by_index[index] = call
        if id and not call.id:
            call.id = id
            self._by_id.setdefault(id, call)
        self._last = call
        self._name(call, name)
        call.signature = call.signature or _signature(delta)
        return self._feed(call, fragment)

    def _feed(self, call: ToolCall, fragment: str) -> list[ToolCall]:
        while call.then is not None:
            call = call.then
        touched = [call]
        if out := call.arguments.feed(fragment):
            call.held.append(out)
        while call.arguments.phase is Phase.DONE and call.arguments.extra.lstrip().startswith("{"):
            follower = ToolCall(name=call.name, after=call)
            call.then, rest = follower, call.arguments.extra
            call.arguments.extra = ""
            if out := follower.arguments.feed(rest):
                follower.held.append(out)
            touched.append(follower)
            call = follower
        return touched

    def _find(self, index: int | None, id: str, name: str, fragment: str) -> ToolCall | None:
        """The call that a delta belongs to; None if it begins a new one."""
        known = self._by_id.get(id) if id else None
        slot = self._last if index is None else self._by_index.get(index)
        if index is None and known is not None:
            return known
        if slot is None:
            if name:
                return known if known is not None and self._continues(known, name, fragment) else None
            return known or (None if id else self._last)
        if id and slot.id == id:
            return slot
        if id and slot.id:
            if known is not None:
                return known
            return None if name and not self._continues(slot, name, fragment) else slot
        if id and index is None and name:
            return None
        return None if self._restarts(slot, name, fragment, index is None) else slot

    def _continues(self, call: ToolCall, name: str, fragment: str) -> bool:
        """Whether a delta with another id and a name goes on with a call: some providers make up an id for
        each delta and repeat the name, but none begins arguments in the middle."""
        middle = fragment.lstrip()[:1] not in ("", "{")
        return name == call.name and call.arguments.phase is Phase.OBJECT and middle

    def _restarts(self, call: ToolCall, name: str, fragment: str, bare: bool) -> bool:
        """Whether a delta that names a call again, without an id, is another call. bare: without an index."""
        if not name or not call.name:
            return False
        if call.arguments.phase in (Phase.DONE, Phase.EMPTY):
            return name != call.name or (bare and fragment.lstrip().startswith("{"))
        if call.arguments.begun:
            return name != call.name
        # Before any argument another name is a further piece of it, unless both are tools by themselves.
        whole = call.name + name
        return name != call.name and {call.name, name} <= self._offered and whole not in self._offered

    def _name(self, call: ToolCall, name: str) -> None:
        if not name or name == call.name:
            return
        if not call.name:
            call.name = name
        elif not call.arguments.begun and call.name not in self._offered:
            call.name = name if name.startswith(call.name) and name in self._offered else call.name + name
        elif not call.arguments.begun and call.name + name in self._offered:
            call.name += name


def _index(value: Any) -> int | None:
    """A call's number, which some send as a text; None for what is none."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ("" if value is None else str(value))


def _fragment(arguments: Any) -> str:
    """A fragment of the arguments; some providers send them as an object instead of a text."""
    if isinstance(arguments, str):
        return arguments
    return "" if arguments is None else json.dumps(arguments).decode()


def _signature(delta: Mapping[str, Any]) -> str:
    """Gemini's thought signature: https://ai.google.dev/gemini-api/docs/thought-signatures"""
    extra = delta.get("extra_content")
    for vendor in ("google", "vertex"):
        found = extra.get(vendor) if isinstance(extra, dict) else None
        if isinstance(found, dict) and isinstance(found.get("thought_signature"), str):
            return str(found["thought_signature"])
    return ""
