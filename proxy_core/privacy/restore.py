"""Puts the originals back into an answer, event by event.

Owns: which placeholder becomes what, where in an event text may stand, and how much must wait because a
placeholder may be cut by the next event. Must not do I/O, and must not touch thinking: a signed thought goes
to the client and comes back byte for byte, so it keeps its placeholders.

- Text: restored as it streams; only a suffix that may begin a placeholder waits, until more comes or the
  block ends.
- Tool input: the same inside its JSON, with JSON's escapes. Before its `content_block_stop` leaves, at which
  Claude Code runs the tool, the whole input is parsed and compared with a restoration of the whole.
- A tool that carries text to other machines (`WebFetch`, `WebSearch`, `mcp__*`) gets placeholders, unless it
  is allowed the originals. Tools that the provider runs itself never get them.
- Where nothing was redacted every event passes as the same object, not even decoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.privacy.placeholders import TOLERANT, canonical, held_back
from proxy_core.privacy.vault import Vault
from proxy_core.wire import json
from proxy_core.wire.events import Event

_OUTSIDE = re.compile(r"(?:WebFetch|WebSearch|web_fetch|web_search|mcp__.*)", re.DOTALL)


def stays_here(tool: str) -> bool:
    """Whether a tool works on this machine, as far as its name tells: it may get the originals."""
    return _OUTSIDE.fullmatch(tool) is None


@dataclass(slots=True)
class _Block:
    """An open content block. delta: the kind of delta that its text comes in; raw: a tool's input so far."""

    kind: str
    delta: str = ""
    key: str = ""
    held: str = ""
    raw: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    changed: bool = False


class Restorer:
    """For one answer. feed and finish return the events that may go to the client, in order."""

    def __init__(self, vault: Vault, originals_for: Callable[[str], bool] = stays_here) -> None:
        """originals_for: whether a tool, by its name, may get the originals."""
        self._vault = vault
        self._originals_for = originals_for
        self._blocks: dict[int, _Block] = {}
        self._idle = len(vault) == 0
        #: placeholders of this installation in the answer that no value here explains
        self.unresolved = 0

    def feed(self, event: Event) -> list[Event]:
        """Raises `ProxyError` if a tool's input does not come out as it must; nothing of it may then run."""
        if self._idle:
            return [event]
        if event.type == "content_block_delta":
            return self._delta(event)
        if event.type == "content_block_start":
            return self._start(event)
        if event.type == "content_block_stop":
            return self._stop(event)
        return [event]

    def finish(self) -> list[Event]:
        """What was held back for blocks that the answer never closed."""
        events: list[Event] = []
        for index, block in self._blocks.items():
            events += self._flush(index, block)
        self._blocks.clear()
        return events

    def text(self, text: str) -> str:
        """A whole text with its placeholders restored."""
        return self._restored(text, escape=False)

    def _start(self, event: Event) -> list[Event]:
        content = event.data.get("content_block")
        index = event.data.get("index", 0)
        if not isinstance(content, dict):
            return [event]
        kind = content.get("type")
        if kind == "text":
            self._blocks[index] = _Block("text", "text_delta", "text")
        elif kind == "tool_use":
            if not self._originals_for(str(content.get("name", ""))):
                return [event]
            self._blocks[index] = _Block("tool_use", "input_json_delta", "partial_json")
        else:
            return [event]
        parts = ("text", "input")
        new = {key: self._value(value) if key in parts else value for key, value in content.items()}
        return [event] if new == content else [Event.of({**event.data, "content_block": new})]

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._restored(value, escape=False)
        if isinstance(value, dict):
            return {self._value(key): self._value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item) for item in value]
        return value

    def _delta(self, event: Event) -> list[Event]:
        data = event.data
        block = self._blocks.get(data.get("index", 0))
        delta = data.get("delta")
        if block is None or not isinstance(delta, dict) or delta.get("type") != block.delta:
            return self._citation(event, delta)
        piece = delta.get(block.key)
        if not isinstance(piece, str):
            return [event]
        if block.kind == "tool_use":
            block.raw.append(piece)
        text = block.held + piece
        keep = held_back(text)
        block.held = text[len(text) - keep :]
        out = self._restored(text[: len(text) - keep], escape=block.kind == "tool_use")
        if block.kind == "tool_use":
            block.sent.append(out)
            block.changed = block.changed or out != text[: len(text) - keep]
        if out == piece:
            return [event]
        # An empty delta still goes out: it tells the client that the stream is alive.
        return [Event.of({**data, "delta": {**delta, block.key: out}})]

    def _citation(self, event: Event, delta: Any) -> list[Event]:
        """A citation quotes the user's own text to the user; its ciphertext stays."""
        if not isinstance(delta, dict) or delta.get("type") != "citations_delta":
            return [event]
        citation = delta.get("citation")
        if not isinstance(citation, dict):
            return [event]
        new = {
            key: self._value(value) if key in ("cited_text", "document_title", "title", "source") else value
            for key, value in citation.items()
        }
        return [event] if new == citation else [Event.of({**event.data, "delta": {**delta, "citation": new}})]

    def _stop(self, event: Event) -> list[Event]:
        index = event.data.get("index", 0)
        block = self._blocks.pop(index, None)
        if block is None:
            return [event]
        events = self._flush(index, block)
        if block.changed:
            self._verify(block)
        return [*events, event]

    def _flush(self, index: int, block: _Block) -> list[Event]:
        if not block.held:
            return []
        out = self._restored(block.held, escape=block.kind == "tool_use")
        block.sent.append(out)
        block.held = ""
        delta = {"type": block.delta, block.key: out}
        return [Event.of({"type": "content_block_delta", "index": index, "delta": delta})]

    def _verify(self, block: _Block) -> None:
        """The input as the client will read it must be the provider's input with every value restored."""
        try:
            wanted = json.loads("".join(block.raw))
        except json.InvalidJson:
            return  # the provider's own JSON is broken; the client tells the model so
        before = self.unresolved
        wanted = self._value(wanted)
        self.unresolved = before
        try:
            sent = json.loads("".join(block.sent))
        except json.InvalidJson:
            sent = None
        if sent != wanted:
            raise ProxyError(
                "PRIVACY_CHECK_FAILED",
                "A tool's input could not be restored for certain, so the tool was not run.",
            )

    def _restored(self, text: str, *, escape: bool) -> str:
        def original(match: re.Match[str]) -> str:
            token = canonical(match)
            value = self._vault.original(token)
            if value is None:
                if not self._vault.kept(token) and self._vault.fits(token):
                    self.unresolved += 1
                return match[0]
            return json.dumps(value).decode()[1:-1] if escape else value

        return TOLERANT.sub(original, text)
