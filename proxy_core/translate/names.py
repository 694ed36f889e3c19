"""Names and ids that one side accepts and the other does not, and the way back.

Everything here is a pure function of the name or id (and of the tools offered), so that history, tools,
tool_choice and answers agree without anything being stored between requests.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from proxy_core.wire.openai_chat import CALL_ID_LENGTH, NAME_LENGTH

_GOOD_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_BAD_NAME_CHARACTER = re.compile(r"[^a-zA-Z0-9_-]")
_KEPT_OF_NAME = 55
#: what a call is named that came without a name: the client tells the model that there is no such tool
UNNAMED = "unnamed_tool"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def upstream_name(name: str) -> str:
    """A tool's name as chat completions take it: up to 64 letters, digits, `_` and `-`.

    Another name keeps its first 55 characters and gets 8 of its SHA-256.
    """
    if _GOOD_NAME.fullmatch(name):
        return name
    return f"{_BAD_NAME_CHARACTER.sub('_', name)[:_KEPT_OF_NAME]}_{_digest(name, 8)}"


class ToolNames:
    """The names of the tools of one request, and the way back from an upstream's answer."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._client: dict[str, str] = {upstream_name(name): name for name in names}
        #: the names as the upstream knows them
        self.offered: frozenset[str] = frozenset(self._client)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> ToolNames:
        """The names of an Anthropic request's tools."""
        tools = body.get("tools") or ()
        return cls(tool["name"] for tool in tools if isinstance(tool.get("name"), str))

    def to_client(self, name: str) -> str:
        """The client's name for a tool that the upstream's model has called.

        Models decorate names now and then (`functions.Read`, `Read<|channel|>json`); what is left without the
        decoration counts if it is a tool's name.
        """
        found = self._client.get(name)
        if found is None:
            bare = name.partition("<|")[0].strip().removeprefix("functions.")
            found = self._client.get(bare, name)
        return found or UNNAMED


# ---------------------------------------------------------------- ids of tool calls

_GOOD_ID = re.compile(r"[a-zA-Z0-9_-]+")
_BAD_ID_CHARACTER = re.compile(r"[^a-zA-Z0-9_-]")
_ESCAPED = re.compile(r"_x(2[0-9a-f]|3[a-f]|40|5[b-e]|60|7[b-e])")
_NINE = re.compile(r"[a-zA-Z0-9]{9}")
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def client_id(upstream: str) -> str:
    """An upstream's id as Anthropic's pattern wants it; `upstream_id` knows the way back.

    Kimi's `functions.Read:0` becomes `functions_x2eRead_x3a0`.
    """
    if _GOOD_ID.fullmatch(upstream):
        return upstream
    return _BAD_ID_CHARACTER.sub(_escape, upstream)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"_x{code:02x}" if 0x20 <= code < 0x7F else "_"


def ids_of_calls(body: Mapping[str, Any]) -> frozenset[str]:
    """The ids of all calls in the history of an Anthropic request.

    Some models number their calls anew in each answer, but in a conversation no two may have one id.
    """
    return frozenset(
        block["id"]
        for message in body["messages"]
        if message["role"] == "assistant" and not isinstance(message["content"], str)
        for block in message["content"]
        if block["type"] == "tool_use"
    )


def upstream_id(client: str, style: str = "forty") -> str:
    """A client's id as the upstream takes it. style: `any`, `forty` at most, or exactly `nine` characters."""
    original = client
    if "_x" in client:  # most ids hold nothing that was escaped
        original = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), client)
    if style == "nine":
        return original if _NINE.fullmatch(original) else _nine(client)
    if style == "forty" and len(original) > CALL_ID_LENGTH:
        return f"{original[: CALL_ID_LENGTH - 9]}_{_digest(client, 8)}"
    return original


def _nine(text: str) -> str:
    number = int(_digest(text, 16), 16)
    digits = []
    for _ in range(9):
        number, digit = divmod(number, 62)
        digits.append(_BASE62[digit])
    return "".join(digits)


assert NAME_LENGTH == _KEPT_OF_NAME + 9
