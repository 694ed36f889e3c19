"""One message of an Anthropic request in the words of chat completions, whatever stands around it.

Owns what a turn says by itself; the order, which is where the wires differ most, is the business of
`messages`. As nothing here looks at the neighbours, a message that is known from an earlier request
(`json.Encoded`) is turned once and its turn is kept with it, encoded: in a session all but the newest
messages are such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import msgspec

from proxy_core.errors import ProxyError
from proxy_core.translate import thinking
from proxy_core.translate.content import Block, Part, Parts, content_of, join_text, text_part
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.names import upstream_id, upstream_name
from proxy_core.wire import json

Message = dict[str, Any]
#: a message as `dumps` takes it: an object, or its JSON
Sendable = Message | msgspec.Raw

#: Claude Code's attribution: it changes from request to request and so would spoil every prefix cache
BILLING_HEADER = "x-anthropic-billing-header:"
#: what a provider ran for the model itself; another provider can do nothing with it
_SERVER_BLOCKS = ("server_tool_use", "mcp_tool_use", "mcp_tool_result")


@dataclass(frozen=True, slots=True)
class Result:
    """A tool's result.

    call: the id of its call, as the upstream knows it. message: the `tool` message. lifted: parts that such
    a message cannot hold, for a user message behind it. lost: all of it as the user's own parts, if no call
    waits for it.
    """

    call: str
    message: Sendable
    lifted: tuple[Part, ...]
    lost: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message says.

    messages: what goes out for it; none if nothing is left of it, or if all of it is results. calls: ids of
    an assistant's calls. items: a user message's results and other parts in their order. notes: what was
    left out, one sentence each.
    """

    role: str
    messages: tuple[Sendable, ...] = ()
    calls: tuple[str, ...] = ()
    items: tuple[Result | Part, ...] = ()
    notes: tuple[str, ...] = ()


class Turns:
    """Makes the turns for one model, in the words of chat completions; another wire words them anew."""

    def __init__(self, dialect: Dialect, model: str) -> None:
        self.dialect = dialect
        self._model = model

    def of(self, message: Mapping[str, Any], path: str, newest: bool) -> Turn:
        """The turn of a message. path: where it stands, for errors. newest: whether it is the last one.

        Raises `ProxyError` UNSUPPORTED_PARAMETER for what cannot be said.
        """
        if type(message) is not json.Encoded or newest:
            return self._made(message, path, newest)
        if message.derived is not None and message.derived[0] is self:
            known: Turn = message.derived[1]
            return known
        turn = self._made(message, path, newest)
        if not self.dialect.merge_user:  # what is merged must be at hand
            turn = _encoded(turn)
        message.derived = (self, turn)
        return turn

    def _made(self, message: Mapping[str, Any], path: str, newest: bool) -> Turn:
        role, content = message["role"], message["content"]
        if role == "assistant":
            return self._assistant(content, path)
        if role == "system":
            return self._system(system_text(content))
        if isinstance(content, str):
            return Turn("user", (self.text_message("user", content),))
        return self._user(content, f"{path}.content", newest)

    # ------------------------------------------------------------ user

    def _user(self, blocks: list[Block], path: str, newest: bool) -> Turn:
        notes: list[str] = []
        parts = Parts(self.dialect, self._model, notes)
        items: list[Result | Part] = []
        own: list[Part] = []
        for index, block in enumerate(blocks):
            where = f"{path}[{index}]"
            if block.get("type") == "tool_result":
                items.append(self._result(block, _result_parts(parts, block, f"{where}.content", newest)))
            elif (part := parts.part(block, where, newest)) is not None:
                items.append(part)
                own.append(part)
        said = (self.user_message(own),) if own else ()
        return Turn("user", said, (), tuple(items), tuple(notes))

    def _result(self, block: Block, parts: list[Part]) -> Result:
        call = upstream_id(block["tool_use_id"], self.dialect.call_ids)
        texts = [part["text"] for part in parts if part["type"] == "text"]
        others = [part for part in parts if part["type"] != "text"]
        text = join_text(texts, "\n") if texts else ""
        if block.get("is_error") and not text.startswith("Error"):
            text = f"Error: {text}" if text else "Error"
        lost = (text_part(f"The result of the tool call {call}:\n{text}"), *others)
        lifted: tuple[Part, ...] = ()
        if others and self.dialect.tool_images:
            content: str | list[Part] = [text_part(text), *others] if text else others
        elif others:
            content = text or "See the next message."
            lifted = (text_part(f"Attached to the result of the tool call {call}:"), *others)
        else:
            content = text
        return Result(call, self.result_message(call, content), lifted, lost)

    # ------------------------------------------------------------ system

    def _system(self, text: str) -> Turn:
        if not text:
            return Turn("system")
        if self.dialect.system_anywhere:
            return Turn("system", (self.text_message(self.dialect.system_role, text),))
        if not text.startswith("<system-reminder>"):
            text = f"<system-reminder>\n{text}\n</system-reminder>"
        return Turn("system", (self.text_message("user", text),))

    # ------------------------------------------------------------ assistant

    def _assistant(self, content: Any, path: str) -> Turn:
        if isinstance(content, str):
            return Turn("assistant", (self.text_message("assistant", content),))
        refuse_unknown(content, f"{path}.content")
        return self.assistant_turn(content)

    # ------------------------------------------------------------ the words of the wire

    def text_message(self, role: str, text: str) -> Message:
        """A message that is one text."""
        return {"role": role, "content": text}

    def user_message(self, parts: list[Part]) -> Message:
        """A user message of parts."""
        return {"role": "user", "content": content_of(parts)}

    def result_message(self, call: str, content: str | list[Part]) -> Message:
        """The answer to a call."""
        return {"role": "tool", "tool_call_id": call, "content": content}

    def assistant_turn(self, content: list[Block]) -> Turn:
        """The turn of an assistant's blocks, all of a known type."""
        thoughts = [block for block in content if block.get("type") == "thinking"]
        text = assistant_text(content)
        calls = [self._call(block) for block in content if block.get("type") == "tool_use"]
        message: Message = {"role": "assistant", "content": text or None}
        message |= thinking.history_fields(thoughts, self.dialect, calls)
        if calls:
            message["tool_calls"] = calls
            if not text and not self.dialect.null_content:
                message["content"] = ""
        elif not text and len(message) == 2:
            return Turn("assistant")  # nothing of it can be said on this wire
        elif not text:
            message["content"] = ""  # null is only for messages with calls
        return Turn("assistant", (message,), tuple(call["id"] for call in calls))

    def _call(self, block: Block) -> dict[str, Any]:
        return {
            "id": upstream_id(block["id"], self.dialect.call_ids),
            "type": "function",
            "function": {
                "name": upstream_name(block["name"]),
                "arguments": json.dumps(block["input"]).decode(),
            },
        }


@lru_cache(maxsize=64)
def turns_for(dialect: Dialect, model: str) -> Turns:
    """The same object for the same dialect and model: by it a message knows for whom it keeps a turn."""
    return Turns(dialect, model)


def _encoded(turn: Turn) -> Turn:
    """The turn with its messages as JSON. A system message stays as it is: others may add to it."""
    if turn.role == "system":
        return turn
    return replace(
        turn,
        messages=tuple(_raw(message) for message in turn.messages),
        items=tuple(
            replace(item, message=_raw(item.message)) if isinstance(item, Result) else item
            for item in turn.items
        ),
    )


def _raw(message: Sendable) -> msgspec.Raw:
    return message if isinstance(message, msgspec.Raw) else msgspec.Raw(json.dumps(message))


def system_text(system: Any) -> str:
    """The system prompt as one text, in the order of its blocks."""
    blocks = [system] if isinstance(system, str) else [block.get("text", "") for block in system or ()]
    texts = [text for text in blocks if text and not text.startswith(BILLING_HEADER)]
    return join_text(texts) if texts else ""


def _result_parts(parts: Parts, block: Block, path: str, newest: bool) -> list[Part]:
    content = block.get("content")
    if isinstance(content, str):
        return [text_part(content)] if content else []
    found = (parts.part(each, f"{path}[{index}]", newest) for index, each in enumerate(content or ()))
    return [part for part in found if part is not None]


def assistant_text(blocks: list[Block]) -> str:
    """The text of an assistant message. Cited text comes in pieces of sentences: these are not parted."""
    said = ""
    cited = False
    for block in blocks:
        text = block.get(_TEXT_FIELDS.get(str(block.get("type")), ""))
        if not text or not isinstance(text, str):
            continue
        now_cited = bool(block.get("citations"))
        gap = "" if cited or now_cited else "\n\n"
        said = f"{said}{gap}{text}" if said else text
        cited = now_cited
    return said


#: block type -> the field that holds its text; a compaction block is the summary of what went before
_TEXT_FIELDS: Mapping[str, str] = {"text": "text", "compaction": "content"}


def refuse_unknown(blocks: list[Block], path: str) -> None:
    """Raises `ProxyError` UNSUPPORTED_PARAMETER for a block of an assistant message that nobody knows."""
    for index, block in enumerate(blocks):
        kind = str(block.get("type"))
        if kind in _SAID or kind in _SERVER_BLOCKS or kind.endswith("_tool_result"):
            continue
        raise ProxyError(
            "UNSUPPORTED_PARAMETER",
            f"{path}[{index}]: content of type '{kind[:60]}' cannot be sent to this provider.",
            param=f"{path}[{index}].type",
        )


_SAID = ("text", "compaction", "tool_use", "thinking", "redacted_thinking")
