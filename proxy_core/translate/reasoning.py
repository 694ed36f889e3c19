"""What of an upstream's delta is thought and what is said.

Owns the many fields in which providers send thoughts, the `<think>` tags of those that send them as text, and
the companions of a thought that must come back (see `thinking`). Must not make events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from proxy_core.translate import thinking
from proxy_core.wire import json

#: fields with a thought as text, by how exact they are: DeepSeek and most; OpenRouter, vLLM, Groq, Ollama
_FIELDS = ("reasoning_content", "reasoning", "reasoning_text", "thinking")
#: where the text stands if such a field is an object
_INNER = ("content", "text", "thinking")


class Said(NamedTuple):
    """The parts of one delta. signature: of the thought, where the upstream gives one."""

    thought: str = ""
    text: str = ""
    signature: str = ""


def parts_of(delta: Mapping[str, Any]) -> Said:
    """What a delta (or a whole message) thinks and says."""
    own, signature = _own(delta)
    thought = own
    for block in _dicts(delta.get("thinking_blocks")):
        signature = _text(block.get("signature")) or signature
        if not own:  # LiteLLM sends the same thought twice
            thought += _text(block.get("thinking"))
    thought = thought or _details_text(delta.get("reasoning_details"))
    content = delta.get("content")
    if isinstance(content, list):
        pieces = [_part(part) for part in _dicts(content)]
        thought += "".join(piece.thought for piece in pieces)
        return Said(thought, "".join(piece.text for piece in pieces), signature)
    return Said(thought, _text(content), signature)


def _own(delta: Mapping[str, Any]) -> tuple[str, str]:
    """The thought in the first of the fields that has one, as a text or as an object, and its signature."""
    for name in _FIELDS:
        value = delta.get(name)
        if text := _text(value):
            return text, ""
        if isinstance(value, dict):
            text = next((found for key in _INNER if (found := _text(value.get(key)))), "")
            if text or _text(value.get("signature")):
                return text, _text(value.get("signature"))
    return "", ""


def _part(part: Mapping[str, Any]) -> Said:
    """Mistral's content parts: https://docs.mistral.ai/capabilities/reasoning"""
    if part.get("type") in ("thinking", "reasoning"):
        inner = part.get("thinking") or part.get("text")
        if isinstance(inner, list):
            return Said(thought="".join(_text(item.get("text")) for item in _dicts(inner)))
        return Said(thought=_text(inner))
    return Said(text=_text(part.get("text")))


def _details_text(details: Any) -> str:
    return "".join(_text(item.get("text") or item.get("summary")) for item in _dicts(details))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


class Details:
    """Gathers OpenRouter's `reasoning_details`, which follow-ups must carry unchanged.

    Source: https://openrouter.ai/docs/use-cases/reasoning-tokens
    """

    def __init__(self) -> None:
        self._items: dict[tuple[Any, Any], dict[str, Any]] = {}

    def take(self, delta: Mapping[str, Any]) -> None:
        for item in _dicts(delta.get("reasoning_details")):
            known = self._items.setdefault((item.get("type"), item.get("index")), {})
            for key, value in item.items():
                if key == "text":
                    continue  # the thinking block has it
                known[key] = known.get(key, "") + value if key in ("summary", "data") and value else value

    def signature(self) -> str:
        """The companion for the thinking block; empty if nothing needs to come back."""
        items = [item for item in self._items.values() if item.get("data") or item.get("signature")]
        self._items = {}
        return thinking.pack(thinking.OPENROUTER, json.dumps(items).decode()) if items else ""


_TAGS = {"<think>": "</think>", "<thinking>": "</thinking>", "<thought>": "</thought>"}


class ThinkTags:
    """Parts text that begins with a thought in tags: `feed` and `flush` give thought and text in order."""

    def __init__(self, style: str) -> None:
        """style: `tags` if the answer may begin with a tag, `open` if it begins inside the thought."""
        self._end = "</think>" if style == "open" else ""
        self._held = ""
        self.over = False

    def feed(self, text: str) -> Said:
        if self.over:
            return Said(text=text)
        self._held += text
        if not self._end and not self._opened():
            return self._plain() if self.over else Said()
        return self._inside()

    def flush(self) -> Said:
        """What was held when no more comes."""
        held, self._held = self._held, ""
        self.over = True
        return Said(thought=held) if self._end else Said(text=held)

    def _plain(self) -> Said:
        held, self._held = self._held, ""
        return Said(text=held)

    def _opened(self) -> bool:
        """Whether the text begins with a tag; decides `over` if it cannot."""
        start = self._held.lstrip()
        for tag, end in _TAGS.items():
            if start.startswith(tag):
                self._end, self._held = end, start[len(tag) :].lstrip("\n")
                return True
        self.over = bool(start) and not any(tag.startswith(start) for tag in _TAGS)
        return False

    def _inside(self) -> Said:
        thought, found, rest = self._held.partition(self._end)
        if found:
            self.over, self._held = True, ""
            return Said(thought.rstrip("\n"), rest.lstrip("\n"))
        keep = next((n for n in range(len(self._end) - 1, 0, -1) if self._held.endswith(self._end[:n])), 0)
        cut = len(self._held) - keep
        thought, self._held = self._held[:cut], self._held[cut:]
        return Said(thought)
