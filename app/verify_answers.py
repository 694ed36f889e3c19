"""Cuts an answer at every place where it can be cut, and compares what the client reads.

The answer says the placeholders back as a thought, as text and as the input of three tools. The client must
read the originals in the text and in the input of the tool that works here; the thought and the input of the
tools that send text to other machines must be as the provider sent them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.verify_bench import Bench
from app.verify_patients import Patient
from app.verify_positions import POSITIONS, user
from app.verify_report import Row
from app.verify_wires import Said, Split, echoes, in_pieces, in_two, type_of
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.placeholders import TOLERANT
from proxy_core.privacy.restore import stays_here
from proxy_core.providers.base import UpstreamRequest
from proxy_core.wire import json

_TOOLS = ("Write", "WebFetch", "mcp__crm__send")
#: an answer -> its bytes, a chunk an item
Cut = Callable[[Said], Iterable[bytes]]


async def check_answers(bench: Bench, *, as_before: str = "") -> list[Row]:
    """A row for whole answers, one for cuts between deltas, one for cuts between bytes.

    as_before: the label of a wire of this kind on which every byte was cut already; how bytes become frames
    does not depend on the provider.
    """
    wire = bench.target.label
    rows = [Row(wire, name) for name in ("answer, whole", "answer, every delta", "answer, every byte")]
    if bench.setting("privacy.mode") == "block":
        for row in rows:
            row.note = "needless: privacy.mode = block"
        return rows
    if not bench.wire.remote:
        rows[2].note = "needless: no network cuts it"
    elif as_before:
        rows[2].note = f"as {as_before}"
    for number in (len(POSITIONS) + 1, awkward(bench.core.guard)):
        scene = Scene(bench, number)
        if scene.values:
            await _play_all(bench, scene, rows)
    return rows


async def _play_all(bench: Bench, scene: Scene, rows: list[Row]) -> None:
    said = await scene.measure()
    if said is None:
        rows[0].fault("the first answer", "there was none")
        return
    for stream, cut in _wholes(bench):
        await scene.play(rows[0], cut, stream)
    for cut in _deltas(bench, said):
        await scene.play(rows[1], cut, True)
    # Where a frame ends says nothing of what is in it: one patient is enough.
    if not rows[2].note and not rows[2].planted:
        for cut in _bytes(bench, said):
            await scene.play(rows[2], cut, True)


def awkward(guard: Guard) -> int:
    """The number of a patient whose placeholder ends as every placeholder begins: the hardest to cut."""
    vault = guard.new_vault()
    best, first = 0, len(POSITIONS) + 2
    for number in range(first, first + 3000):
        token = vault.token("SSN", Patient(number).ssn)
        if token.endswith("PH"):
            return number
        best = best or (number if token.endswith("P") else 0)
    return best or first


def _wholes(bench: Bench) -> Iterator[tuple[bool, Cut]]:
    """JSON and a stream, each asked for as itself and as the other."""
    wire = bench.wire
    for stream in (False, True):
        if (whole := wire.whole) is not None:
            yield stream, lambda said, whole=whole: (json.dumps(whole(said)),)  # type: ignore[misc]
        yield stream, lambda said: wire.stream(said, in_pieces(1000))


def _deltas(bench: Bench, said: Said) -> Iterator[Cut]:
    """Every text in two deltas at each place in it, and all in deltas of one to nine characters."""
    stream = bench.wire.stream
    longest = max(len(json.dumps(value).decode()) for _, value in said.calls)
    splits: list[Split] = [in_two(at) for at in range(1, longest)]
    splits += [in_pieces(size) for size in range(1, 10)]
    for split in splits:
        yield lambda said, split=split: stream(said, split)  # type: ignore[misc]


def _bytes(bench: Bench, said: Said) -> Iterator[Cut]:
    """The stream in two chunks at each byte, and in chunks of one to three bytes."""
    stream = bench.wire.stream

    def body(said: Said) -> bytes:
        return b"".join(stream(said, in_pieces(1000)))

    for at in range(1, len(body(said))):
        yield lambda said, at=at: (body(said)[:at], body(said)[at:])  # type: ignore[misc]
    for size in (1, 2, 3):
        yield lambda said, size=size: _chunks(body(said), size)  # type: ignore[misc]


def _chunks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


class Scene:
    """One request, answered again and again."""

    def __init__(self, bench: Bench, number: int) -> None:
        """number: the patient's."""
        self._bench = bench
        form = Patient(number).sentence()
        self._text: str = form.content
        self.values = tuple(filter(bench.wanted, form.values))
        tools = [
            {"name": name, "description": "A tool.", "input_schema": {"type": "object"}} for name in _TOOLS
        ]
        self._fields = {"messages": [user(self._text)], "tools": tools}
        self._said: Said | None = None

    async def measure(self) -> Said | None:
        """What the provider will say; None if nothing was sent."""
        stream = self._bench.wire.stream
        await self._bench.ask(self._fields, lambda request: stream(self._answer(request), in_pieces(1000)))
        return self._said

    def _answer(self, request: UpstreamRequest) -> Said:
        echo = (echoes(request.body) or ["Nothing."])[0]
        tokens = [match[0] for match in TOLERANT.finditer(echo)]
        inside = {"path": "/tmp/a", "content": echo, "rows": [tokens], **dict.fromkeys(tokens, True)}
        outside = {"url": f"https://example.org/?q={tokens[0] if tokens else ''}", "text": echo}
        calls = tuple((name, inside if stays_here(name) else outside) for name in _TOOLS)
        self._said = Said(echo, echo, calls)
        return self._said

    async def play(self, row: Row, cut: Cut, stream: bool) -> None:
        """One answer, cut like that, to a client that asks for a stream or not."""
        row.planted += 1
        fields = {**self._fields, "stream": stream}
        outcome = await self._bench.ask(fields, lambda request: cut(self._answer(request)))
        for kind, where in outcome.traces((*self.values, self._bench.local_key)):
            row.leak("the request", f"{kind} {where}")
        if outcome.message is None or self._said is None:
            row.fault("the answer", f"was refused with {outcome.code}" if outcome.code else "cannot be read")
            return
        content = outcome.message["content"]
        row.restored += self._compare(row, content, self._said)

    def _compare(self, row: Row, content: list[dict[str, Any]], said: Said) -> bool:
        good = True
        for place, got, wanted in self._pairs(content, said):
            if got == wanted:
                continue
            good = False
            seen = {value.type for value in self.values if value.stands_in(json.dumps(got).decode())}
            if place not in ("text", "Write"):
                for kind in seen:
                    row.leak(place, f"{kind} was put back where it must not be")
            row.fault(place, "is not what the client must read")
        return good

    def _pairs(self, content: list[dict[str, Any]], said: Said) -> Iterator[tuple[str, Any, Any]]:
        """(place, what the client read, what it must read)."""
        by_kind = {block.get("name") or block["type"]: block for block in content}
        yield "thinking", by_kind.get("thinking", {}).get("thinking"), said.thought
        yield "text", by_kind.get("text", {}).get("text"), self._text
        for name, value in said.calls:
            wanted = self._original(value) if stays_here(name) else value
            yield name, by_kind.get(name, {}).get("input"), wanted

    def _original(self, value: Any) -> Any:
        if isinstance(value, str):
            return TOLERANT.sub(self._value, value)
        if isinstance(value, list):
            return [self._original(item) for item in value]
        if isinstance(value, dict):
            return {self._original(key): self._original(item) for key, item in value.items()}
        return value

    def _value(self, match: re.Match[str]) -> str:
        """The value of a placeholder: the sentence has one of each type."""
        kind = type_of(match)
        return next((value.text for value in self.values if value.type == kind), match[0])
