"""The conversation: Anthropic's turns as chat completions messages, or as the items of another wire.

Owns the order, which is where the wires differ most: each call of an assistant message must be answered
by one result right behind it, whatever else the client's next messages hold and in which order and
in how many messages the results came. Must not look at tools, limits or options of the request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any, cast

from proxy_core.translate.content import Part, join_text, text_part
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.turns import (
    Message,
    Result,
    Sendable,
    Turn,
    Turns,
    system_text,
    turns_for,
)

NO_RESULT = "Error: no result of this call was recorded."


def convert(body: Mapping[str, Any], dialect: Dialect, model: str, notes: list[str]) -> list[Sendable]:
    """The messages of a request, the system prompt first. notes: gets a sentence for what was left out.

    Messages known from an earlier request come as their JSON. Raises `ProxyError` for what cannot be said.
    """
    said = conversation(body, turns_for(dialect, model), notes)
    prompt = system_prompt(body)
    return [{"role": dialect.system_role, "content": prompt}, *said] if prompt else said


def system_prompt(body: Mapping[str, Any]) -> str:
    """The system prompt, with the system messages that the conversation begins with; empty without either."""
    begun = _leading(body["messages"])
    texts = [system_text(body.get("system")), *(system_text(each["content"]) for each in begun)]
    texts = [text for text in texts if text]
    return join_text(texts) if texts else ""


def conversation(body: Mapping[str, Any], turns: Turns, notes: list[str]) -> list[Sendable]:
    """All that follows the system prompt, in the words of `turns`."""
    said = Conversation(turns)
    begun = len(_leading(body["messages"]))
    last = len(body["messages"]) - 1
    for index, message in enumerate(body["messages"]):
        if index < begun:
            continue
        turn = turns.of(message, f"messages[{index}]", index == last)
        said.add(turn)
        if turn.notes:
            notes += [note for note in turn.notes if note not in notes]
    return said.end()


def _leading(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The system messages that the conversation begins with: there they are part of the system prompt."""
    return list(takewhile(lambda message: message["role"] == "system", messages))


class Conversation:
    """Builds the list of messages. The results of the newest calls are put in place when the turn is over."""

    def __init__(self, turns: Turns) -> None:
        self.messages: list[Sendable] = []
        self._turns = turns
        self._calls: tuple[str, ...] = ()  # of the newest assistant message, as the upstream knows them
        self._results: dict[str, Sendable] = {}
        self._place = 0  # where their results belong

    def add(self, turn: Turn) -> None:
        if turn.role == "assistant":
            self._settle()
        messages = self._user(turn.items, turn.messages) if turn.items else turn.messages
        if not messages:
            return
        self.messages += messages
        if turn.role == "assistant":
            self._calls = turn.calls
            self._place = len(self.messages)

    def end(self) -> list[Sendable]:
        self._settle()
        if self._turns.dialect.merge_user:
            return self._merged()
        return self.messages

    def _user(self, items: Sequence[Result | Part], own: tuple[Sendable, ...]) -> tuple[Sendable, ...]:
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
            self.messages.append(self._turns.user_message(lifted))
        return (self._turns.user_message(self._with_lost(items)),) if lost else own

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
            self._results.get(call) or self._turns.result_message(call, NO_RESULT) for call in self._calls
        ]
        self.messages[self._place : self._place] = answers
        self._calls, self._results = (), {}

    def _merged(self) -> list[Sendable]:
        """The messages with user messages in a row made one, as Anthropic reads them."""
        merged: list[Message] = []
        for message in cast("list[Message]", self.messages):
            if merged and message.get("role") == "user" == merged[-1].get("role"):
                parts = [part for each in (merged[-1], message) for part in _parts_of(each["content"])]
                merged[-1] = self._turns.user_message(parts)
            else:
                merged.append(message)
        return list(merged)


def _parts_of(content: str | list[Part]) -> list[Part]:
    return [text_part(content)] if isinstance(content, str) else content
