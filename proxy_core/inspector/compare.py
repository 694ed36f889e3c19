"""Makes what the inspector shows: compares both sides of a kept exchange, text by text.

Nothing is scanned again: what was replaced is seen from the two texts and the vault. Slow enough (some 10 ms
a megabyte) to belong into a thread, and only done when somebody looks. Never raises for content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from proxy_core.inspector.exempt import Checked, reasons
from proxy_core.inspector.keep import Kept
from proxy_core.inspector.view import Fate, Leaf, Mark, View
from proxy_core.privacy.placeholders import TOLERANT, canonical
from proxy_core.privacy.vault import Vault
from proxy_core.wire import json
from proxy_core.wire.events import Event

_PARTS = ("system", "tools", "messages")
#: where a block keeps its text, and what follows it in the answer
_GROWS = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"}


def view_of(kept: Kept) -> View:
    """Everything that can be shown of an exchange."""
    body, vault = kept.client, kept.vault
    checked = Checked(body)
    leaves = _Walk(vault, checked).request(body, kept.provider)
    return View(
        request=tuple(leaves),
        answer=tuple(_answer(kept, vault)),
        exempt=tuple(Counter(reasons(body, checked)).most_common()),
        complete=kept.complete,
        cut=kept.cut,
        repository=kept.repository,
    )


def aligned(client: str, provider: str, vault: Vault, *, answer: bool = False) -> tuple[Mark, ...]:
    """Where the two texts differ. They are one text but for values on one side and placeholders on the other.

    answer: placeholders that were not put back are marked, too.
    """
    marks: list[Mark] = []
    at = start = 0
    for match in TOLERANT.finditer(provider):
        gap = match.start() - at
        start, at = start + gap, match.start()
        token = canonical(match)
        value = vault.original(token)
        length = len(match[0])
        if value is not None and client.startswith(value, start) and value != match[0]:
            fate: Fate | None = Fate.RESTORED if answer else Fate.REPLACED
            length = len(value)
        elif not answer or vault.kept(token) or not vault.fits(token):
            fate = None
        else:
            fate = Fate.UNKNOWN if value is None else Fate.LEFT
        if fate is not None:
            marks.append(Mark(start, start + length, at, match.end(), token[4:-9], token, fate))
        start, at = start + length, match.end()
    return tuple(marks)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: what a leaf there is called."""

    part: str = "other"
    number: int = 0
    role: str = ""
    kind: str = ""
    name: str = ""


class _Walk:
    """Both bodies side by side; the redacted one has the same shape, with its names in the same order."""

    def __init__(self, vault: Vault, checked: Checked | None) -> None:
        """checked: the strings to show; None shows all, as of an answer."""
        self._vault = vault
        self._checked = checked

    def request(self, client: Mapping[str, Any], provider: Mapping[str, Any]) -> Iterator[Leaf]:
        for part in ("system", "messages", "tools"):
            if part in client:
                yield from self._part(part, client[part], provider.get(part))
        for name, value in client.items():
            if name not in _PARTS:
                yield from self.any(value, provider.get(name, value), name, _Place(kind=name))

    def _part(self, part: str, client: Any, provider: Any) -> Iterator[Leaf]:
        if not isinstance(client, list) or not isinstance(provider, list):
            yield from self.any(client, provider, part, _Place(part))
            return
        for index, (mine, theirs) in enumerate(zip(client, provider, strict=False)):
            place = _Place(part, index + 1)
            if isinstance(mine, dict):
                role, kind, name = (_word(mine.get(key)) for key in ("role", "type", "name"))
                place = _Place(part, index + 1, role, kind, name if part == "tools" else "")
            yield from self.any(mine, theirs, f"{part}[{index}]", place)

    def any(self, client: Any, provider: Any, path: str, place: _Place) -> Iterator[Leaf]:
        if isinstance(client, dict) and isinstance(provider, dict):
            yield from self._object(client, provider, path, place)
        elif isinstance(client, list) and isinstance(provider, list):
            for index, (mine, theirs) in enumerate(zip(client, provider, strict=False)):
                yield from self.any(mine, theirs, f"{path}[{index}]", place)
        elif isinstance(provider, str) and provider:
            if not isinstance(client, str):  # a number that was replaced
                yield self._leaf(str(client), provider, path, place)
            elif self._checked is None or client in self._checked:
                yield self._leaf(client, provider, path, place)

    def _object(
        self, client: dict[str, Any], provider: dict[str, Any], path: str, place: _Place
    ) -> Iterator[Leaf]:
        kind = _word(client.get("type"))
        if kind:
            name = _word(client.get("name")) or place.name
            place = replace(place, kind=kind, name=name)
        for (key, mine), (name, theirs) in zip(client.items(), provider.items(), strict=False):
            if key != name:
                yield self._leaf(key, name, path, replace(place, kind="key"))
            yield from self.any(mine, theirs, f"{path}.{name}", place)

    def _leaf(self, client: str, provider: str, path: str, place: _Place) -> Leaf:
        marks: tuple[Mark, ...] = ()
        answer = self._checked is None
        if answer or client is not provider:
            marks = aligned(client, provider, self._vault, answer=answer)
        return Leaf(
            path, place.part, place.number, place.role, place.kind, place.name, client, provider, marks
        )


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _answer(kept: Kept, vault: Vault) -> Iterator[Leaf]:
    """The answer's blocks: what the client got, beside what came."""
    came, sent = _blocks(tuple(kept.came)), _blocks(tuple(kept.sent))
    walk = _Walk(vault, None)
    for number, (index, mine) in enumerate(sent.items(), 1):
        theirs = came.get(index, mine)
        place = _Place("answer", number, "assistant", _word(mine.get("type")), _word(mine.get("name")))
        for key in ("text", "thinking", "input", "content", "citations"):
            if key in mine:
                path = f"content[{index}].{key}"
                yield from walk.any(mine[key], theirs.get(key, mine[key]), path, place)


def _blocks(events: Sequence[Event]) -> dict[int, dict[str, Any]]:
    """The content blocks as far as they came, a tool's input decoded where it is whole."""
    blocks: dict[int, dict[str, Any]] = {}
    pieces: dict[int, list[str]] = {}
    for event in events:
        if not event.type.startswith("content_block_"):
            continue
        try:
            data = event.data
        except json.InvalidJson:
            continue
        index, delta = data.get("index", 0), data.get("delta")
        if event.type == "content_block_start" and isinstance(data.get("content_block"), dict):
            blocks[index] = dict(data["content_block"])
        elif isinstance(delta, dict) and index in blocks:
            piece = delta.get(_GROWS.get(_word(delta.get("type")), ""))
            if isinstance(piece, str):
                pieces.setdefault(index, []).append(piece)
    for index, texts in pieces.items():
        _grow(blocks[index], "".join(texts))
    return blocks


def _grow(block: dict[str, Any], text: str) -> None:
    kind = _word(block.get("type"))
    if kind in ("text", "thinking"):
        block[kind] = _word(block.get(kind)) + text
        return
    try:
        block["input"] = json.loads(text) if text else block.get("input", {})
    except json.InvalidJson:
        block["input"] = text
