"""The one walk over every string of an Anthropic request.

Owns the list of what is exempt from the PHI check, and why; everything else is shown to the visitor: known
and unknown blocks, tool definitions, tool inputs, metadata, and the keys of objects that are not part of
the wire format. The walk is copy-on-write: the request is never changed, and subtrees without a change are
shared with it. Must not know what PHI is.

Order: tools, system, messages, the rest. Providers cache prompts in that order, so what is learnt
from one text may change only texts that come after it.

Source of the shapes: https://docs.anthropic.com/en/api/messages
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import is_
from typing import Any, Protocol

#: a place in the request: (parent, step); `None` is the body itself.
Path = tuple[Any, str | int] | None


@dataclass(frozen=True, slots=True)
class Exemption:
    """A string that is not checked. where: the kind of object (`*`: any); kept: what it must look like."""

    where: str
    key: str
    kept: str
    reason: str


_ID = "identifier"
_BASE64 = "base64"
_ANY = "anything"

#: every exemption. A value that does not look like what the row says is checked all the same.
EXEMPTIONS: tuple[Exemption, ...] = (
    Exemption("body", "model", _ID, "names the model; routing replaces it"),
    Exemption("body", "service_tier", _ID, "a word of the API"),
    Exemption("body", "container", _ID, "an id that the provider gave"),
    Exemption("config", "type", _ID, "a word of the API"),
    Exemption("config", "effort", _ID, "a word of the API"),
    Exemption("config", "display", _ID, "a word of the API"),
    Exemption("config", "ttl", _ID, "a word of the API"),
    Exemption("config", "scope", _ID, "a word of the API"),
    Exemption("config", "name", _ID, "names a tool; a changed name could not be called"),
    Exemption("message", "role", _ID, "a word of the API"),
    Exemption("*", "type", _ID, "a word of the API; changing it breaks the session"),
    Exemption("*", "id", _ID, "an id that the provider gave; results refer to it"),
    Exemption("*", "tool_use_id", _ID, "refers to a call by its id"),
    Exemption("*", "file_id", _ID, "an id that the provider gave"),
    Exemption("*", "tool_name", _ID, "names a tool; a changed name could not be called"),
    Exemption("*", "server_name", _ID, "names a server that the request configures"),
    Exemption("*", "error_code", _ID, "a word of the API"),
    Exemption("tool_use", "name", _ID, "names a tool; a changed name could not be called"),
    Exemption("thinking", "thinking", _ANY, "signed by the provider, which wrote it from checked text"),
    Exemption("thinking", "signature", _ANY, "a signature; one changed byte voids it"),
    Exemption("redacted_thinking", "data", _ANY, "encrypted by the provider"),
    Exemption("*", "encrypted_content", _BASE64, "encrypted by the provider"),
    Exemption("*", "encrypted_index", _BASE64, "encrypted by the provider"),
    Exemption("*", "encrypted_stdout", _BASE64, "encrypted by the provider"),
    Exemption("source", "media_type", _ID, "a word of the API"),
    Exemption("source", "data", _BASE64, "an image or PDF: the attachments policy decides"),
)

_EXEMPT: dict[tuple[str, str], str] = {(row.where, row.key): row.kept for row in EXEMPTIONS}
_ID_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/[]+*"
_BASE64_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-\r\n"
_TOOL_CALLS = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})
#: objects of the API in which only words stand, not people's text
_CONFIGS = frozenset(
    {"cache_control", "thinking", "output_config", "tool_choice", "caller", "context_management"}
)
#: keys of the wire format, whose spelling nobody wrote
# fmt: off
_KNOWN_KEYS = frozenset({
    "type", "role", "content", "text", "id", "name", "input", "tool_use_id", "is_error", "source",
    "data", "media_type", "title", "context", "citations", "cache_control", "thinking", "signature",
    "description", "input_schema", "model", "messages", "system", "tools", "metadata", "user_id",
    "max_tokens", "stream", "temperature", "top_p", "top_k", "tool_choice", "stop_sequences",
    "service_tier", "output_config", "context_management", "container", "mcp_servers", "url",
    "file_id", "cited_text", "document_title", "document_index", "start_char_index",
    "end_char_index", "defer_loading", "eager_input_streaming", "strict", "caller", "effort",
    "format", "schema", "edits", "keep", "budget_tokens", "display", "ttl", "scope", "enabled",
    "encrypted_content", "encrypted_index", "page_age", "error_code", "stdout", "stderr",
    "return_code", "tool_name", "server_name", "disable_parallel_tool_use", "max_uses",
})
# fmt: on


class Visitor(Protocol):
    """What is done with a string. Both return what takes its place; the same object means no change."""

    def text(self, text: str, path: Path, key: str, siblings: Mapping[str, Any] | None) -> str:
        """key, siblings: the entry's name and its object where the object is free-form, else "" and None."""
        ...

    def number(self, value: int, path: Path, key: str, siblings: Mapping[str, Any]) -> int | str:
        """A whole number in a free-form object."""
        ...


class PartVisitor(Visitor, Protocol):
    """A visitor that may know whole parts: each message, `system` and `tools` (index -1)."""

    def clean(self, name: str, index: int, parts: Sequence[Any]) -> tuple[int, int, int]:
        """How many of these parts, from the first on, need not be walked; their strings seen and exempt.

        index: where the first of them stands.
        """
        ...

    def enter(self) -> None:
        """A part is about to be walked."""
        ...

    def leave(self, name: str, index: int, value: Any, scanned: int, exempt: int) -> None:
        """A part was walked; the counts are its own. value: the part as it came."""
        ...


@dataclass(slots=True)
class Walk:
    """The result: the body that may leave, and how many strings were seen and left out."""

    body: dict[str, Any]
    scanned: int
    exempt: int


def walk(body: Mapping[str, Any], visitor: PartVisitor) -> Walk:
    """Visits every string of a request once. Whatever the visitor raises goes through."""
    walker = _Walker(visitor)
    changed: dict[str, Any] = {}
    first = [key for key in ("tools", "system", "messages") if key in body]
    for key in first + [key for key in body if key not in ("tools", "system", "messages")]:
        new = walker.top(key, body[key])
        if new is not body[key]:
            changed[key] = new
    keys = {key: walker.key(key, None) for key in body}
    result = {keys[key]: changed.get(key, value) for key, value in body.items()}
    return Walk(result, walker.scanned, walker.exempt)


def path_text(path: Path) -> str:
    """`messages[0].content[1].input`: where a string stands. Never holds what a person wrote."""
    steps: list[str] = []
    while path is not None:
        path, step = path
        steps.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return "".join(reversed(steps)).removeprefix(".")


def top_of(path: Path) -> str | int:
    """The field of the request in which a string stands: `messages`; empty for the request itself."""
    step: str | int = ""
    while path is not None:
        path, step = path
    return step


def looks_like(kept: str, text: str) -> bool:
    """Whether a string has the look that its exemption asks for."""
    if kept == _ANY:
        return True
    if not text.isascii():
        return False
    if kept == _ID:
        return len(text) <= 256 and not text.encode().translate(None, _ID_BYTES)
    return not text.encode().translate(None, _BASE64_BYTES)


class _Walker:
    def __init__(self, visitor: PartVisitor) -> None:
        self.visitor = visitor
        self.scanned = 0
        self.exempt = 0

    def top(self, key: str, value: Any) -> Any:
        if key == "messages" and isinstance(value, list):
            return self._messages(value, (None, key))
        if key == "system":
            return self._part(key, -1, lambda: self._content(value, (None, key)), value)
        if key == "tools":
            return self._part(key, -1, lambda: self._list(value, (None, key), self._tool), value)
        if key in _CONFIGS:
            return self._object(value, (None, key), "config")
        if isinstance(value, str):
            return self._leaf(value, (None, key), "body", key)
        return self._free(value, (None, key) if key in _KNOWN_KEYS else (None, "*"), key, None)

    def _part(self, name: str, index: int, walk_it: Callable[[], Any], value: Any) -> Any:
        return value if self._clean(name, index, [value]) else self._walked(name, index, walk_it, value)

    def _messages(self, value: list[Any], path: Path) -> list[Any]:
        new = list(value)
        index = 0
        while (index := index + self._clean("messages", index, value[index:])) < len(value):
            walk_it = partial(self._object, value[index], (path, index), "message")
            new[index] = self._walked("messages", index, walk_it, value[index])
            index += 1
        return value if all(map(is_, new, value)) else new

    def _clean(self, name: str, index: int, parts: Sequence[Any]) -> int:
        """How many of the parts need not be walked, from the first on; their strings are counted."""
        count, scanned, exempt = self.visitor.clean(name, index, parts)
        self.scanned += scanned
        self.exempt += exempt
        return count

    def _walked(self, name: str, index: int, walk_it: Callable[[], Any], value: Any) -> Any:
        scanned, exempt = self.scanned, self.exempt
        self.visitor.enter()
        new = walk_it()
        self.visitor.leave(name, index, value, self.scanned - scanned, self.exempt - exempt)
        return new

    def key(self, key: str, path: Path) -> str:
        """A key nobody of the wire format chose may itself be a person's text."""
        if key in _KNOWN_KEYS or not isinstance(key, str):
            return key
        self.scanned += 1
        return self.visitor.text(key, path, "", None)

    def _leaf(self, value: str, path: Path, where: str, key: str) -> str:
        kept = _EXEMPT.get((where, key)) or (_EXEMPT.get(("*", key)) if where != "body" else None)
        if kept is not None and looks_like(kept, value):
            self.exempt += 1
            return value
        self.scanned += 1
        return self.visitor.text(value, path, "", None)

    def _list(self, value: Any, path: Path, item: Callable[[Any, Path], Any]) -> Any:
        if not isinstance(value, list):
            return item(value, path)
        changed: list[Any] | None = None
        for index, old in enumerate(value):
            new = item(old, (path, index))
            if new is not old:
                if changed is None:
                    changed = list(value)
                changed[index] = new
        return value if changed is None else changed

    def _tool(self, value: Any, path: Path) -> Any:
        return self._object(value, path, "tool")

    def _content(self, value: Any, path: Path) -> Any:
        if isinstance(value, str):
            self.scanned += 1
            return self.visitor.text(value, path, "", None)
        return self._list(value, path, self._block)

    def _block(self, value: Any, path: Path) -> Any:
        if not isinstance(value, dict):
            return self._free(value, path, "", None)
        kind = value.get("type")
        where = kind if isinstance(kind, str) else ""
        if where in _TOOL_CALLS:
            where = "tool_use"
        elif where == "thinking" and not value.get("signature"):
            where = "unsigned thinking"
        return self._object(value, path, where)

    def _object(self, value: Any, path: Path, where: str) -> Any:
        """An object of the wire format: known fields by their meaning, unknown ones as free-form."""
        if not isinstance(value, dict):
            return self._free(value, path, "", None)
        changes: dict[str, Any] = {}
        renamed: dict[str, str] = {}
        for key, old in value.items():
            known = key in _KNOWN_KEYS
            step = (path, key) if known else (path, "*")
            if not known and (name := self.key(key, step)) is not key:
                renamed[key] = name
            new = self._field(value, old, step, where, key)
            if new is not old:
                changes[key] = new
        if not changes and not renamed:
            return value
        return {renamed.get(key, key): changes.get(key, old) for key, old in value.items()}

    def _field(self, owner: dict[str, Any], value: Any, path: Path, where: str, key: str) -> Any:
        if isinstance(value, str):
            if where == "source" and key == "data" and owner.get("type") != "base64":
                where = "text source"
            if key in _KNOWN_KEYS:
                return self._leaf(value, path, where, key)
            return self._free(value, path, key, owner)
        if key in _CONFIGS:
            return self._object(value, path, "config")
        if key == "content":
            return self._content(value, path)
        if key == "source":
            return self._source(value, path)
        if key == "citations":
            return self._list(value, path, self._block)
        return self._free(value, path, key, owner)

    def _source(self, value: Any, path: Path) -> Any:
        return self._object(value, path, "source")

    def _free(self, value: Any, path: Path, key: str, siblings: Mapping[str, Any] | None) -> Any:
        """Anything below a tool input, a schema or an unknown field. The path goes no deeper: keys here
        are people's text."""
        if isinstance(value, str):
            self.scanned += 1
            return self.visitor.text(value, path, key, siblings)
        if isinstance(value, dict):
            return self._free_object(value, path)
        if isinstance(value, list):
            return self._list(value, path, lambda item, _: self._free(item, path, key, siblings))
        if isinstance(value, int) and not isinstance(value, bool) and siblings is not None:
            return self.visitor.number(value, path, key, siblings)
        return value

    def _free_object(self, value: dict[str, Any], path: Path) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        renamed: dict[str, str] = {}
        for key, old in value.items():
            if (name := self.key(key, path)) is not key:
                renamed[key] = name
            new = self._free(old, path, key, value)
            if new is not old:
                changes[key] = new
        if not changes and not renamed:
            return value
        return {renamed.get(key, key): changes.get(key, old) for key, old in value.items()}
