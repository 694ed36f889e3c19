"""The conversation: Anthropic's turns as chat completions messages.

Owns the order, which is where the two wires differ most: each call of an assistant message must be answered
by one `tool` message right behind it, whatever else the client's next messages hold and in which order and
in how many messages the results came. Must not look at tools, limits or options of the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.translate import thinking
from proxy_core.translate.content import Block, Part, Parts, content_of, join_text, text_part
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.names import upstream_id, upstream_name
from proxy_core.wire import json

Message = dict[str, Any]

#: Claude Code's attribution: it changes from request to request and so would spoil every prefix cache
BILLING_HEADER = "x-anthropic-billing-header:"
NO_RESULT = "Error: no result of this call was recorded."
#: what a provider ran for the model itself; another provider can do nothing with it
_SERVER_BLOCKS = ("server_tool_use", "mcp_tool_use", "mcp_tool_result")


def system_text(system: Any) -> str:
    """The system prompt as one text, in the order of its blocks."""
    blocks = [system] if isinstance(system, str) else [block.get("text", "") for block in system or ()]
    texts = [text for text in blocks if text and not text.startswith(BILLING_HEADER)]
    return join_text(texts) if texts else ""


def convert(body: Mapping[str, Any], dialect: Dialect, model: str, notes: list[str]) -> list[Message]:
    """The messages of a request, the system prompt first. Raises `ProxyError` for what cannot be said."""
    conversation = Conversation(dialect, Parts(dialect, model, notes))
    if text := system_text(body.get("system")):
        conversation.messages.append({"role": dialect.system_role, "content": text})
    last = len(body["messages"]) - 1
    for index, message in enumerate(body["messages"]):
        conversation.add(message, f"messages[{index}]", index == last)
    return conversation.end()


class Conversation:
    """Builds the list of messages. The results of the newest calls are put in place when the turn is over."""

    def __init__(self, dialect: Dialect, parts: Parts) -> None:
        self.messages: list[Message] = []
        self._dialect = dialect
        self._parts = parts
        self._calls: list[str] = []  # ids of the newest assistant message's calls, as the upstream knows them
        self._results: dict[str, Message] = {}
        self._place = 0  # where their results belong

    def add(self, message: Mapping[str, Any], path: str, newest: bool) -> None:
        role, content = message["role"], message["content"]
        if role == "assistant":
            self._settle()
            self._assistant(content, path)
        elif role == "system":
            self._system(system_text(content))
        elif isinstance(content, str):
            self.messages.append({"role": "user", "content": content})
        else:
            self._user(content, f"{path}.content", newest)

    def end(self) -> list[Message]:
        self._settle()
        return _merged(self.messages) if self._dialect.merge_user else self.messages

    # ------------------------------------------------------------ user

    def _user(self, blocks: list[Block], path: str, newest: bool) -> None:
        lifted: list[Part] = []
        own: list[Part] = []
        for index, block in enumerate(blocks):
            where = f"{path}[{index}]"
            if block.get("type") == "tool_result":
                text, images = self._result(block, where, newest)
                if text is not None:
                    own.append(text_part(text))
                lifted += images
            elif (part := self._parts.part(block, where, newest)) is not None:
                own.append(part)
        for parts in (lifted, own):
            if parts:
                self.messages.append({"role": "user", "content": content_of(parts)})

    def _result(self, block: Block, path: str, newest: bool) -> tuple[str | None, list[Part]]:
        """Keeps a tool's result for its call. Returns a text for the user's own turn if it answers no open
        call, and the parts that a tool message cannot hold."""
        call = upstream_id(block["tool_use_id"], self._dialect.call_ids)
        parts = self._result_parts(block.get("content"), f"{path}.content", newest)
        texts = [part["text"] for part in parts if part["type"] == "text"]
        others = [part for part in parts if part["type"] != "text"]
        text = join_text(texts, "\n") if texts else ""
        if block.get("is_error") and not text.startswith("Error"):
            text = f"Error: {text}" if text else "Error"
        if call not in self._calls or call in self._results:
            return f"The result of the tool call {call}:\n{text}", others
        if others and self._dialect.tool_images:
            content: str | list[Part] = [text_part(text), *others] if text else others
            others = []
        else:
            content = text or ("See the next message." if others else "")
        self._results[call] = {"role": "tool", "tool_call_id": call, "content": content}
        if others:
            others.insert(0, text_part(f"Attached to the result of the tool call {call}:"))
        return None, others

    def _result_parts(self, content: Any, path: str, newest: bool) -> list[Part]:
        if isinstance(content, str):
            return [text_part(content)] if content else []
        parts = []
        for index, block in enumerate(content or ()):
            if (part := self._parts.part(block, f"{path}[{index}]", newest)) is not None:
                parts.append(part)
        return parts

    def _settle(self) -> None:
        """Put the results right behind their calls, in the calls' order, one for each."""
        if not self._calls:
            return
        answers = [
            self._results.get(call) or {"role": "tool", "tool_call_id": call, "content": NO_RESULT}
            for call in self._calls
        ]
        self.messages[self._place : self._place] = answers
        self._calls, self._results = [], {}

    # ------------------------------------------------------------ system

    def _system(self, text: str) -> None:
        if not text:
            return
        if self._dialect.system_anywhere:
            self.messages.append({"role": self._dialect.system_role, "content": text})
            return
        if not text.startswith("<system-reminder>"):
            text = f"<system-reminder>\n{text}\n</system-reminder>"
        self.messages.append({"role": "user", "content": text})

    # ------------------------------------------------------------ assistant

    def _assistant(self, content: Any, path: str) -> None:
        if isinstance(content, str):
            self.messages.append({"role": "assistant", "content": content})
            return
        thoughts = [block for block in content if block.get("type") == "thinking"]
        text = _assistant_text(content)
        calls = [self._call(block) for block in content if block.get("type") == "tool_use"]
        _refuse_unknown(content, f"{path}.content")
        message: Message = {"role": "assistant", "content": text or None}
        message |= thinking.history_fields(thoughts, self._dialect, calls)
        if calls:
            message["tool_calls"] = calls
        elif not text and len(message) == 2:
            return  # nothing of it can be said on this wire
        elif not text:
            message["content"] = ""  # null is only for messages with calls
        self.messages.append(message)
        self._calls = [call["id"] for call in calls]
        self._place = len(self.messages)

    def _call(self, block: Block) -> dict[str, Any]:
        return {
            "id": upstream_id(block["id"], self._dialect.call_ids),
            "type": "function",
            "function": {
                "name": upstream_name(block["name"]),
                "arguments": json.dumps(block["input"]).decode(),
            },
        }


def _merged(messages: list[Message]) -> list[Message]:
    """The messages with user messages in a row made one, as Anthropic reads them."""
    merged: list[Message] = []
    for message in messages:
        if merged and message["role"] == "user" == merged[-1]["role"]:
            parts = [part for each in (merged[-1], message) for part in _parts_of(each["content"])]
            merged[-1] = {"role": "user", "content": content_of(parts)}
        else:
            merged.append(message)
    return merged


def _parts_of(content: str | list[Part]) -> list[Part]:
    return [text_part(content)] if isinstance(content, str) else content


def _assistant_text(blocks: list[Block]) -> str:
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


def _refuse_unknown(blocks: list[Block], path: str) -> None:
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
