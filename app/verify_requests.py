"""Plants a patient in every position of a request, and looks for it where it must not be.

Each position gets a patient of its own, and is asked for three times: whole, as a stream (then the Guard has
it in its cache) and as a count of tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from app.verify_bench import Bench, Outcome
from app.verify_patients import Patient, Value
from app.verify_positions import GROUPS, POSITIONS, Fields, Position, attachments
from app.verify_report import Row
from app.verify_wires import Said, echoes, in_pieces, type_of
from proxy_core.privacy.placeholders import TOLERANT
from proxy_core.providers.base import UpstreamRequest
from proxy_core.wire import json

#: what a wire may answer to a field that it cannot say
_UNSAYABLE = "UNSUPPORTED_PARAMETER"


async def check_requests(bench: Bench) -> list[Row]:
    """A row for each group of positions, one for the counts of tokens, one for attachments."""
    wire = bench.target.label
    rows = {group: Row(wire, group) for group in GROUPS}
    counts = Row(wire, "count_tokens")
    for number, position in enumerate(POSITIONS):
        form = position.form(Patient(number))
        values = tuple(filter(bench.wanted, form.values))
        if values:
            await _position(bench, position, form.content, values, rows[position.group])
            if not position.header:
                await _counted(bench, position, position.place(form.content), values, counts)
    return [*rows.values(), counts, await check_attachments(bench)]


async def _position(
    bench: Bench, position: Position, content: Any, values: Sequence[Value], row: Row
) -> None:
    row.planted += 1
    fields = position.place(content)
    header = content if position.header else ""
    refused = restored = True
    for stream in (False, True):
        echo = Echo(bench, stream)
        outcome = await bench.ask({**fields, "stream": stream}, echo, header=header)
        _look(bench, outcome, position.name, values, row)
        refused = refused and bool(outcome.code)
        if fault := _misjudged(outcome, _expected(bench, position)):
            row.fault(position.name, fault)
        # A wire may have no room for all of it: a tool's name, say, is cut.
        there = [value for value in values if value.type in echo.types]
        came_back = not outcome.code and there and _came_back(outcome, there, row, position.name)
        restored = restored and bool(came_back)
    row.refused += refused
    row.restored += restored


async def _counted(
    bench: Bench, position: Position, fields: Fields, values: Sequence[Value], row: Row
) -> None:
    row.planted += 1
    outcome = await bench.count(fields)
    place = f"{position.group}, {position.name}"
    _look(bench, outcome, place, values, row)
    row.refused += bool(outcome.code)
    if fault := _misjudged(outcome, _expected(bench, position)):
        row.fault(place, fault)


def _look(bench: Bench, outcome: Outcome, place: str, values: Iterable[Value], row: Row) -> None:
    for kind, where in outcome.traces((*values, bench.local_key)):
        row.leak(place, f"{kind} {where}")


def _expected(bench: Bench, position: Position) -> str:
    """The code with which a position must be refused; empty if it may be sent."""
    if position.refused or position.header:
        return position.refused
    return "PHI_BLOCKED" if bench.setting("privacy.mode") == "block" else ""


def _misjudged(outcome: Outcome, expected: str) -> str:
    """What is wrong with how a request was judged, in words; empty if nothing."""
    if expected:
        if outcome.code == expected:
            return "was sent although it was refused" if outcome.sent else ""
        return f"must be refused with {expected}, and was {outcome.code or 'sent'}"
    if outcome.code not in ("", _UNSAYABLE):
        return f"was refused with {outcome.code}"
    return ""


def _came_back(outcome: Outcome, values: Iterable[Value], row: Row, place: str) -> bool:
    """Whether the client got the originals, in the answer's text and in its tool's input."""
    seen = dict(_parts(outcome))
    for name in ("text", "tool input"):
        got = seen.get(name)
        if got is None:
            row.fault(place, f"the answer came without its {name}")
        elif missing := sorted({value.type for value in values if not value.stands_in(got)}):
            row.fault(place, f"the answer's {name} lacks the original of {', '.join(missing)}")
        elif TOLERANT.search(got):
            row.fault(place, f"the answer's {name} still holds a placeholder")
        else:
            continue
        return False
    return True


def _parts(outcome: Outcome) -> Iterator[tuple[str, str]]:
    for block in (outcome.message or {}).get("content", ()):
        if block["type"] == "text":
            yield "text", block["text"]
        elif block["type"] == "tool_use":
            yield "tool input", block["input"].get("content", "")


class Echo:
    """Answers a request with every string of it that holds a placeholder. text: what was said back.

    types: the PHI types of the placeholders.
    """

    def __init__(self, bench: Bench, stream: bool) -> None:
        self._wire = bench.wire
        self._stream = stream
        self.text = ""
        self.types: frozenset[str] = frozenset()

    def __call__(self, request: UpstreamRequest) -> Iterable[bytes]:
        self.text = "\n".join(echoes(request.body))
        self.types = frozenset(type_of(match) for match in TOLERANT.finditer(self.text))
        said = Said("", self.text or "Nothing.", (("Write", {"content": self.text}),))
        whole: Callable[[Said], Fields] | None = None if self._stream else self._wire.whole
        return self._wire.stream(said, in_pieces(29)) if whole is None else (json.dumps(whole(said)),)


async def check_attachments(bench: Bench) -> Row:
    """What cannot be looked into goes only where the policy lets it."""
    row = Row(bench.target.label, "images and PDFs")
    policy = bench.setting("privacy.attachments")
    if policy == "allow" or (policy == "local" and bench.target.provider.local):
        row.note = f"allowed by privacy.attachments = {policy}"
        return row
    for place, (fields, data) in attachments(Patient(len(POSITIONS))).items():
        row.planted += 1
        outcome = await bench.ask(fields, Echo(bench, stream=False))
        row.refused += bool(outcome.code)
        if any(data in sent.body for sent in outcome.sent):
            row.leak(place, "what cannot be looked into reached the provider")
        if fault := _misjudged(outcome, "PHI_BLOCKED"):
            row.fault(place, fault)
    return row
