"""The conversation: Anthropic's turns as chat completions messages.

Owns the order, which is where the two wires differ most: each call of an assistant message must be answered
by one `tool` message right behind it, whatever else the client's next messages hold and in which order and
in how many messages the results came. Must not look at tools, limits or options of the request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, cast

from proxy_core.translate.content import Part, content_of, join_text, text_part
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.turns import (
    Message,
    Result,
    Sendable,
    Turn,
    system_text,
    turns_for,
    user_message,
)

NO_RESULT = "Error: no result of this call was recorded."


def convert(body: Mapping[str, Any], dialect: Dialect, model: str, notes: list[str]) -> list[Sendable]:
    """The messages of a request, the system prompt first. notes: gets a sentence for what was left out.

    Messages known from an earlier request come as their JSON. Raises `ProxyError` for what cannot be said.
    """
    conversation = Conversation(dialect)
    begun = _leading(body["messages"])
    texts = [system_text(body.get("system")), *(system_text(each["content"]) for each in begun)]
    if texts := [text for text in texts if text]:
        conversation.messages.append({"role": dialect.system_role, "content": join_text(texts)})
    turns = turns_for(dialect, model)
    last = len(body["messages"]) - 1
    for index, message in enumerate(body["messages"]):
        if index < len(begun):
            continue
        turn = turns.of(message, f"messages[{index}]", index == last)
        conversation.add(turn)
        if turn.notes:
            notes += [note for note in turn.notes if note not in notes]
    return conversation.end()


def _leading(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The system messages that the conversation begins with: there they are part of the system prompt."""
    return list(takewhile(lambda message: message["role"] == "system", messages))


class Conversation:
    """Builds the list of messages. The results of the newest calls are put in place when the turn is over."""

    def __init__(self, dialect: Dialect) -> None:
        self.messages: list[Sendable] = []
        self._dialect = dialect
        self._calls: tuple[str, ...] = ()  # of the newest assistant message, as the upstream knows them
        self._results: dict[str, Sendable] = {}
        self._place = 0  # where their results belong

    def add(self, turn: Turn) -> None:
        if turn.role == "assistant":
            self._settle()
        message = self._user(turn.items, turn.message) if turn.items else turn.message
        if message is None:
            return
        self.messages.append(message)
        if turn.role == "assistant":
            self._calls = turn.calls
            self._place = len(self.messages)

    def end(self) -> list[Sendable]:
        self._settle()
        if self._dialect.merge_user:
            return _merged(cast("list[Message]", self.messages))
        return self.messages

    def _user(self, items: Sequence[Result | Part], own: Sendable | None) -> Sendable | None:
        """Keeps results for their calls and lifts out what they cannot hold. Returns the user's own message,
        with the results that answer no open call."""
        lifted: list[Part] = []
        lost = False
        for item in items:
            if not isinstance(item, Result):
                continue
            if item.call in self._calls and item.call not in self._results:
                self._results[item.call] = item.message
                lifted += item.lifted
            else:
                lost = True
        if lifted:
            self.messages.append(user_message(lifted))
        return user_message(self._with_lost(items)) if lost else own

    def _with_lost(self, items: Sequence[Result | Part]) -> list[Part]:
        parts: list[Part] = []
        for item in items:
            if not isinstance(item, Result):
                parts.append(item)
            elif self._results.get(item.call) is not item.message:
                parts += item.lost
        return parts

    def _settle(self) -> None:
        """Put the results right behind their calls, in the calls' order, one for each."""
        if not self._calls:
            return
        answers: list[Sendable] = [
            self._results.get(call) or {"role": "tool", "tool_call_id": call, "content": NO_RESULT}
            for call in self._calls
        ]
        self.messages[self._place : self._place] = answers
        self._calls, self._results = (), {}


def _merged(messages: list[Message]) -> list[Sendable]:
    """The messages with user messages in a row made one, as Anthropic reads them."""
    merged: list[Message] = []
    for message in messages:
        if merged and message["role"] == "user" == merged[-1]["role"]:
            parts = [part for each in (merged[-1], message) for part in _parts_of(each["content"])]
            merged[-1] = {"role": "user", "content": content_of(parts)}
        else:
            merged.append(message)
    return list(merged)


def _parts_of(content: str | list[Part]) -> list[Part]:
    return [text_part(content)] if isinstance(content, str) else content
