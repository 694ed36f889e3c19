"""The items of a response that streams, and which of them an event is about.

Events name their item by its place (`output_index`) and by its id. OpenAI holds to both; GitHub Copilot makes
up a new id for each event, gateways give all items the same place, and some leave out one, the other, or the
announcement of the item itself. What is held here is the table of items and what each still has to say; what
becomes of it is the stream machine's business.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from proxy_core.translate.arguments import Arguments
from proxy_core.wire import json


class Kind(Enum):
    """What an item is."""

    MESSAGE = "words"
    REASONING = "a thought"
    CALL = "a call of a function"
    SEARCH = "a search of the web that the provider runs"
    OTHER = "something that has no place on Anthropic's wire"


class Part(Enum):
    """What a piece of an item says."""

    TEXT = "text"
    REFUSAL = "refusal"
    SUMMARY = "a summary of the reasoning"
    THOUGHT = "the reasoning itself"
    ARGUMENTS = "a call's arguments"


_KINDS: Mapping[str, Kind] = {
    "message": Kind.MESSAGE,
    "reasoning": Kind.REASONING,
    "function_call": Kind.CALL,
    "web_search_call": Kind.SEARCH,
}
#: what an item is of which only a part is known
KIND_OF: Mapping[Part, Kind] = {
    Part.TEXT: Kind.MESSAGE,
    Part.REFUSAL: Kind.MESSAGE,
    Part.SUMMARY: Kind.REASONING,
    Part.THOUGHT: Kind.REASONING,
    Part.ARGUMENTS: Kind.CALL,
}
#: a part and its number among those of its kind
Place = tuple[Part, int]


class Item:
    """One item. place: its `output_index`. announced: it was added in so many words. settled: nothing of its
    content is missing. done: it is complete, with all that belongs to it. cut_off: the provider says that it
    is not whole."""

    __slots__ = (
        "_over", "_received", "announced", "arguments", "call_id", "closed", "cut_off", "data", "done",
        "held", "id", "kind", "name", "opened", "place", "settled", "showing", "waiting",
    )  # fmt: skip

    def __init__(self, kind: Kind, announced: bool = False) -> None:
        self.kind = kind
        self.announced = announced
        self.place: int | None = None
        self.id = self.call_id = self.name = ""
        self.settled = self.done = self.cut_off = self.closed = False
        self.opened = False  # its block is, or was
        self.showing: Place | None = None
        self.waiting: deque[tuple[Place, str]] = deque()
        self.arguments = Arguments()
        self.held: list[str] = []  # arguments that may stream but have not
        self.data: Mapping[str, Any] = {}
        self._received: dict[Place, list[str]] = {}
        self._over: frozenset[Place] = frozenset()

    def say(self, place: Place, text: str) -> None:
        """A piece has come."""
        self._received.setdefault(place, []).append(text)
        self.waiting.append((place, text))

    def has(self, place: Place) -> bool:
        """Whether anything has come there."""
        return place in self._received or place in self._over

    def whole(self, place: Place, text: str) -> None:
        """All that is said there: what of it has not come yet is a piece. Where something else has come, that
        stays, since it cannot be taken back."""
        received = "".join(self._received.get(place, ()))
        if place in self._over:
            return
        if text != received and text.startswith(received):
            self.say(place, text[len(received) :])

    def complete(self, data: Mapping[str, Any]) -> None:
        """The whole item as the provider gives it at its end."""
        self.describe(data)
        self.data = data
        for place, text in _said(data):
            self.whole(place, text)
        self.done = True
        self.cut_off = data.get("status") == "incomplete"

    def close(self) -> None:
        """Nothing more of it goes out. It is still known which of its parts have come."""
        self.closed = True
        self._over |= self._received.keys()
        self._received.clear()

    def follow(self, closed: Item) -> None:
        """This goes on with an item of which nobody knew that it would."""
        self._over = closed._over

    def describe(self, data: Mapping[str, Any]) -> None:
        """Ids and name, as far as they are not known."""
        self.id = self.id or _string(data.get("id"))
        self.call_id = self.call_id or _string(data.get("call_id"))
        self.name = self.name or _string(data.get("name"))

    def is_of(self, data: Mapping[str, Any]) -> bool:
        """Whether a whole item is this one, by what names it."""
        if kind_of(data) is not self.kind:
            return False
        call_id = _string(data.get("call_id"))
        if self.call_id and call_id:
            return self.call_id == call_id
        return bool(self.id) and self.id == _string(data.get("id"))


def kind_of(data: Mapping[str, Any]) -> Kind:
    return _KINDS.get(_string(data.get("type")), Kind.OTHER)


def _said(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """The places of a whole item and what stands there."""
    kind = kind_of(data)
    if kind is Kind.CALL and data.get("arguments") is not None:
        yield (Part.ARGUMENTS, 0), arguments_of(data["arguments"])
    if kind is Kind.REASONING:
        for number, part in enumerate(_parts(data.get("summary"))):
            yield (Part.SUMMARY, number), _string(part.get("text"))
    if kind in (Kind.MESSAGE, Kind.REASONING):
        for number, part in enumerate(_parts(data.get("content"))):
            if (found := part_of(part)) is not None:
                yield (found[0], number), found[1]


#: type of a part -> what it says, and the field that holds it
_PARTS: Mapping[str, tuple[Part, str]] = {
    "output_text": (Part.TEXT, "text"),
    "text": (Part.TEXT, "text"),
    "refusal": (Part.REFUSAL, "refusal"),
    "summary_text": (Part.SUMMARY, "text"),
    "reasoning_text": (Part.THOUGHT, "text"),
}


def part_of(part: Mapping[str, Any]) -> tuple[Part, str] | None:
    """What a part of an item's content is, and its text; None for what nobody can read."""
    kind, field = _PARTS.get(_string(part.get("type")), (None, ""))
    return None if kind is None else (kind, _string(part.get(field)))


def arguments_of(value: Any) -> str:
    """Arguments as text; some providers send them as an object."""
    return value if isinstance(value, str) else json.dumps(value).decode()


def _parts(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, str):
        return [{"type": "output_text", "text": value}]
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


class Items:
    """The items in the order in which they were first heard of."""

    def __init__(self) -> None:
        self.all: list[Item] = []
        self._by_place: dict[int, Item] = {}
        self._by_id: dict[str, Item] = {}

    def added(self, event: Mapping[str, Any], data: Mapping[str, Any]) -> Item:
        """The item that an event announces."""
        kind = kind_of(data)
        known = self._find(event, _string(data.get("id")))
        if known is None or known.closed or known.kind is not kind or _differ(known, data):
            known = self._new(kind, event)
        known.announced = True
        known.describe(data)
        self._by_id.setdefault(_string(data.get("id")), known)
        return known

    def ended(self, event: Mapping[str, Any], data: Mapping[str, Any]) -> Item | None:
        """The item whose whole is there; None if it was closed before."""
        item = self._find(event, _string(data.get("id")))
        if item is None or item.kind is not kind_of(data) or _differ(item, data):
            place = _number(event.get("output_index"))
            # Two calls may have one id; then they have two places.
            named = (each for each in self.all if place is None or each.place in (None, place))
            item = next((each for each in named if each.is_of(data)), None)
        if item is None:
            return self._new(kind_of(data), event)
        return None if item.closed else item

    def of(self, event: Mapping[str, Any], place: Place) -> Item | None:
        """The item that a piece belongs to, which is a new one if nobody has announced it. None for what
        repeats a part that is over."""
        kind = KIND_OF[place[0]]
        item = self._find(event, _string(event.get("item_id")))
        if item is None and _number(event.get("output_index")) is None:
            item = self._last(kind)
        if item is None or item.kind is not kind:
            return self._new(kind, event)
        if item.closed and not item.has(place):
            more = self._new(kind, event)
            more.follow(item)
            return more
        return None if item.closed else item

    def left_out(self, output: Any) -> Iterator[tuple[Item, Mapping[str, Any]]]:
        """What a whole response holds beyond what was streamed: open items, which it completes, and items
        that were never heard of."""
        listed = [data for data in output if isinstance(data, dict)] if isinstance(output, list) else []
        unknown = []
        for number, data in enumerate(listed):
            named = next((each for each in self.all if each.is_of(data)), None)
            item = named or self._by_place.get(number)
            if item is None or item.kind is not kind_of(data) or _differ(item, data):
                unknown.append(data)
            elif not item.closed:
                yield item, data
        for data in unknown:
            # Ids and places may be made up, so an item counts as new only if there are too few of its kind.
            kind = kind_of(data)
            if sum(kind_of(each) is kind for each in listed) > sum(each.kind is kind for each in self.all):
                yield self._new(kind, {}), data

    def _find(self, event: Mapping[str, Any], id: str) -> Item | None:
        if id and (known := self._by_id.get(id)) is not None:
            return known
        place = _number(event.get("output_index"))
        return None if place is None else self._by_place.get(place)

    def _last(self, kind: Kind) -> Item | None:
        return next((item for item in reversed(self.all) if item.kind is kind and not item.closed), None)

    def _new(self, kind: Kind, event: Mapping[str, Any]) -> Item:
        item = Item(kind)
        self.all.append(item)
        if (place := _number(event.get("output_index"))) is not None:
            item.place = place
            self._by_place[place] = item
        if id := _string(event.get("item_id")):
            self._by_id[id] = item
        return item


def _differ(item: Item, data: Mapping[str, Any]) -> bool:
    """Whether two calls are certainly two."""
    call_id = _string(data.get("call_id"))
    return bool(item.call_id and call_id) and item.call_id != call_id


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
