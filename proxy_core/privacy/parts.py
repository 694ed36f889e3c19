"""The parts of a request that are remembered whole: each message, the system prompt, the tools.

Claude Code sends the whole conversation with every turn, so all but the newest messages were seen before. A
part in which nothing was found is not decoded, checked, walked through and encoded again: its digest finds
it. What leaves is always the encoding of the very object that was checked, never the bytes that came, so two
spellings of one JSON cannot be told apart to slip something by.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

import msgspec

from proxy_core.privacy.cache import Digest
from proxy_core.wire import json

#: part -> its number in its list, or -1 for a part that is one
Place = tuple[str, int]
#: strings seen, strings exempt, and 1 if it holds an attachment
Counts = tuple[int, int, int]
_WHOLE = ("tools", "system")
_LIMIT = 50_000
_STORE_BYTES = 16 * 1024 * 1024
_as_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_as_list = msgspec.json.Decoder(list[msgspec.Raw])
#: a request of these fields alone is parted in one pass over its bytes; any other in two, to the same end
_FIELDS = (
    *("model", "messages", "system", "tools", "tool_choice", "metadata", "max_tokens", "thinking"),
    *("temperature", "top_p", "top_k", "stop_sequences", "context_management", "output_config"),
    *("output_format", "service_tier", "stream", "session_id"),
)
_in_one_pass = msgspec.json.Decoder(
    msgspec.defstruct(
        "Request",
        [(name, list[msgspec.Raw] if name == "messages" else msgspec.Raw, msgspec.UNSET) for name in _FIELDS],
        forbid_unknown_fields=True,
    )
)


class Parts:
    """The digests and sizes (in bytes of JSON) of one request's parts."""

    __slots__ = ("_keyed", "digests", "sizes")

    def __init__(self, body: Mapping[str, Any], secret: bytes) -> None:
        self._begin(secret)
        for name in _WHOLE:
            if body.get(name) is not None:
                self._keep((name, -1), json.dumps(body[name]))
        messages = body.get("messages")
        if isinstance(messages, list):
            for index, message in enumerate(messages):
                self._keep(("messages", index), json.dumps(message))

    @classmethod
    def decode(cls, data: bytes, secret: bytes, store: PartStore) -> tuple[Any, Parts]:
        """A request's JSON decoded, with parts that were seen before taken from the store.

        The value is what `json.loads` gives. Raises `InvalidJson`.
        """
        parts = cls.__new__(cls)
        parts._begin(secret)
        try:
            raw = _pieces(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return json.loads(data), parts  # says what is wrong, or gives what is not an object
        body: dict[str, Any] = {}
        for name, piece in raw.items():
            if type(piece) is list:
                body[name] = parts._messages(piece, store)
            elif name in _WHOLE:
                body[name] = parts._whole(name, piece, store)
            else:
                body[name] = json.loads(piece)
        return body, parts

    def _begin(self, secret: bytes) -> None:
        self._keyed = hashlib.sha256(secret)
        self.digests: dict[Place, Digest] = {}
        self.sizes: dict[Place, int] = {}

    def _messages(self, pieces: list[msgspec.Raw], store: PartStore) -> list[Any]:
        begun = self._keyed.copy()
        begun.update(b"messages")
        digests: list[Digest] = []
        for piece in pieces:
            state = begun.copy()
            state.update(piece)
            digests.append(state.digest())
        messages: list[Any] = store.get_all(digests)
        for index, piece in enumerate(pieces):
            if messages[index] is None:
                messages[index] = json.loads(piece)
            place = ("messages", index)
            self.digests[place] = digests[index]
            self.sizes[place] = len(memoryview(piece))
        return messages

    def _whole(self, name: str, piece: msgspec.Raw, store: PartStore) -> Any:
        digest = self._digest(name, piece)
        value = store.get(digest)
        if value is None:
            value = json.loads(piece)
        if value is not None:
            self.digests[name, -1] = digest
            self.sizes[name, -1] = len(memoryview(piece))
        return value

    def _digest(self, name: str, data: bytes | msgspec.Raw) -> Digest:
        state = self._keyed.copy()
        state.update(name.encode())
        state.update(data)
        return state.digest()

    def _keep(self, place: Place, data: bytes) -> None:
        self.digests[place] = self._digest(place[0], data)
        self.sizes[place] = len(data)


def _pieces(data: bytes) -> dict[str, Any]:
    """The JSON of each field of an object, and of each item of `messages` if that is a list."""
    try:
        request = _in_one_pass.decode(data)
    except msgspec.ValidationError:
        raw: dict[str, Any] = _as_object.decode(data)
        with contextlib.suppress(msgspec.ValidationError, KeyError):  # not a list, or not there
            raw["messages"] = _as_list.decode(raw["messages"])
        return raw
    fields = ((name, getattr(request, name)) for name in _FIELDS)
    return {name: piece for name, piece in fields if piece is not msgspec.UNSET}


class PartStore:
    """Parts in which nothing was found, decoded and encoded, by their digest. Bounded by bytes of JSON; what
    other wires keep beside it can double that.

    They hold no PHI that anybody knows of; in memory only. Thread-safe.
    """

    def __init__(self, limit: int = _STORE_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._entries: OrderedDict[Digest, json.Encoded | json.EncodedList] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: Digest) -> json.Encoded | json.EncodedList | None:
        return self.get_all([digest])[0]

    def get_all(self, digests: list[Digest]) -> list[json.Encoded | json.EncodedList | None]:
        entries = self._entries
        with self._lock:
            found = [entries.get(digest) for digest in digests]
            for digest, entry in zip(digests, found, strict=True):
                if entry is not None:
                    entries.move_to_end(digest)
        return found

    def put(self, digest: Digest, part: Any) -> None:
        """Keep a part that was checked. Nobody may change it from now on."""
        entry: json.Encoded | json.EncodedList
        if type(part) is dict:
            entry = json.Encoded(part)
        elif type(part) is list:
            entry = json.EncodedList(part)
        else:
            return
        with self._lock:
            if digest not in self._entries:
                self._entries[digest] = entry
                self._size += len(entry.json)
            while self._size > self._limit:
                _, dropped = self._entries.popitem(last=False)
                self._size -= len(dropped.json)

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def __repr__(self) -> str:
        return f"<PartStore of {len(self)}>"


class PartsMemo:
    """Which parts were clean, under which learnt values, and which were ever checked. Thread-safe."""

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._clean: OrderedDict[tuple[Digest, Digest], Counts] = OrderedDict()
        self._checked: OrderedDict[Digest, None] = OrderedDict()
        self._lock = Lock()

    def unchecked_bytes(self, parts: Parts) -> int:
        """How much of a request was never checked: what a check will take time for."""
        with self._lock:
            return sum(
                parts.sizes[place] for place, digest in parts.digests.items() if digest not in self._checked
            )

    def clean(self, digests: Iterable[Digest], state: Digest) -> list[Counts]:
        """The counts of the parts, up to the first one in which something was found under that state of
        learnt values or that is not known."""
        counts: list[Counts] = []
        clean, checked = self._clean, self._checked
        with self._lock:
            for digest in digests:
                found = clean.get((digest, state))
                if found is None:
                    break
                clean.move_to_end((digest, state))
                checked[digest] = None
                checked.move_to_end(digest)
                counts.append(found)
        return counts

    def note(self, digest: Digest, state: Digest, counts: Counts | None) -> None:
        """A part was checked. counts: if nothing was found in it."""
        with self._lock:
            self._checked[digest] = None
            self._checked.move_to_end(digest)
            if counts is not None:
                self._clean[digest, state] = counts
            while len(self._clean) > self._limit:
                self._clean.popitem(last=False)
            while len(self._checked) > self._limit:
                self._checked.popitem(last=False)
