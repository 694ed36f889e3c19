"""The one walk over every string of a request."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from proxy_core.privacy.text_fields import EXEMPTIONS, Path, path_text, walk


class Recorder:
    """Keeps what it is shown, and may change it."""

    def __init__(self, change: bool = False) -> None:
        self.seen: list[tuple[str, str]] = []
        self.parts: list[tuple[str, int]] = []
        self.known: dict[tuple[str, int], tuple[int, int]] = {}
        self.change = change

    def text(self, text: str, path: Path, key: str, siblings: Mapping[str, Any] | None) -> str:
        self.seen.append((path_text(path), text))
        return text.replace("canary", "bird") if self.change else text

    def number(self, value: int, path: Path, key: str, siblings: Mapping[str, Any]) -> int | str:
        self.seen.append((path_text(path), str(value)))
        return value

    def clean(self, name: str, index: int, parts: Sequence[Any]) -> tuple[int, int, int]:
        places = ((name, place) for place in range(index, index + len(parts)))
        known = [self.known[place] for place in itertools.takewhile(lambda each: each in self.known, places)]
        return len(known), sum(scanned for scanned, _ in known), sum(exempt for _, exempt in known)

    def enter(self) -> None:
        self.parts.append(("enter", 0))

    def leave(self, name: str, index: int, value: Any, scanned: int, exempt: int) -> None:
        self.parts.append((name, scanned + exempt))


C = "a canary sings"
POSITIONS: dict[str, dict[str, Any]] = {
    "system": {"system": C},
    "system block": {"system": [{"type": "text", "text": C}]},
    "string content": {"messages": [{"role": "user", "content": C}]},
    "role system": {"messages": [{"role": "system", "content": [{"type": "text", "text": C}]}]},
    "tool input": {"messages": [{"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "Write", "input": {"a": {"b": [C]}}}]}]},
    "tool input key": {"messages": [{"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "W", "input": {C: 1}}]}]},
    "tool result": {"messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": C}]}]},
    "tool result block": {"messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": C}]}]}]},
    "document": {"messages": [{"role": "user", "content": [{"type": "document", "title": "x", "source": {"type": "text", "media_type": "text/plain", "data": C}}]}]},
    "document title": {"messages": [{"role": "user", "content": [{"type": "document", "title": C, "source": {"type": "text", "data": "x"}}]}]},
    "image url": {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": C}}]}]},
    "not base64": {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "base64", "data": C}}]}]},
    "search result": {"messages": [{"role": "user", "content": [{"type": "search_result", "source": C, "title": C, "content": [{"type": "text", "text": C}]}]}]},
    "unsigned thinking": {"messages": [{"role": "assistant", "content": [{"type": "thinking", "thinking": C, "signature": ""}]}]},
    "unknown block": {"messages": [{"role": "user", "content": [{"type": "novelty", "payload": {"deep": [C]}}]}]},
    "unknown key": {"messages": [{"role": "user", "content": [{"type": "text", "text": "x", C: "y"}]}]},
    "unknown message field": {"messages": [{"role": "user", "content": "x", "extra": C}]},
    "not a block": {"messages": [{"role": "user", "content": [C]}]},
    "id with spaces": {"messages": [{"role": "assistant", "content": [{"type": "tool_use", "id": C, "name": "W", "input": {}}]}]},
    "tool name": {"tools": [{"name": C, "input_schema": {}}]},
    "tool description": {"tools": [{"name": "w", "description": C}]},
    "tool schema": {"tools": [{"name": "w", "input_schema": {"properties": {"a": {"enum": [C]}}}}]},
    "metadata": {"metadata": {"user_id": C}},
    "stop sequence": {"stop_sequences": [C]},
    "unknown top field": {"novelty": {"x": C}},
    "unknown top key": {C: 1},
    "model": {"model": C},
    "cache control": {"system": [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral", "note": C}}]},
}  # fmt: skip


@pytest.mark.parametrize("position", POSITIONS)
def test_a_canary_is_seen_and_can_be_replaced(position: str) -> None:
    body = POSITIONS[position]
    before = repr(body)
    visitor = Recorder(change=True)
    result = walk(body, visitor)
    assert "canary" not in repr(result.body)
    assert repr(body) == before
    assert all("canary" not in path for path, _ in visitor.seen)


EXEMPT: dict[str, dict[str, Any]] = {
    "signed thinking": {"messages": [{"role": "assistant", "content": [{"type": "thinking", "thinking": C, "signature": "abc"}]}]},
    "redacted thinking": {"messages": [{"role": "assistant", "content": [{"type": "redacted_thinking", "data": C}]}]},
    "base64": {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "canary=="}}]}]},
    "ids": {"messages": [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "canary", "content": ""}]}]},
}  # fmt: skip


@pytest.mark.parametrize("position", EXEMPT)
def test_what_is_exempt_stays_byte_for_byte(position: str) -> None:
    result = walk(EXEMPT[position], Recorder(change=True))
    assert result.body == EXEMPT[position]
    assert result.exempt >= 2


def test_what_does_not_change_is_shared() -> None:
    body = {"system": "x", "messages": [{"role": "user", "content": "x"}, {"role": "user", "content": C}]}
    result = walk(body, Recorder(change=True)).body
    assert result["messages"][0] is body["messages"][0]
    assert result["messages"][1] is not body["messages"][1]
    assert walk(body, Recorder()).body["messages"] is body["messages"]


def test_strings_are_shown_in_the_order_of_the_providers_cache() -> None:
    visitor = Recorder()
    walk(
        {
            "metadata": {"user_id": "4"},
            "messages": [{"role": "user", "content": "3"}],
            "system": "2",
            "tools": [{"name": "1"}],
        },
        visitor,
    )
    assert [text for _, text in visitor.seen] == ["1", "2", "3", "4"]


def test_parts_are_entered_and_left_with_their_counts() -> None:
    visitor = Recorder()
    walk(
        {"system": "s", "messages": [{"role": "user", "content": "x"}, {"role": "user", "content": "y"}]},
        visitor,
    )
    entered = ("enter", 0)
    assert visitor.parts == [entered, ("system", 1), entered, ("messages", 2), entered, ("messages", 2)]


def test_parts_that_are_known_to_be_clean_are_passed_by_and_counted() -> None:
    visitor = Recorder(change=True)
    visitor.known = {("messages", 1): (7, 3), ("messages", 2): (1, 0), ("system", -1): (2, 0)}
    words = [{"role": "user", "content": f"{index} canary"} for index in range(4)]
    result = walk({"system": "canary", "messages": words}, visitor)
    assert [text for _, text in visitor.seen] == ["0 canary", "3 canary"]
    assert result.body["messages"][1:3] == words[1:3]
    assert [message["content"] for message in result.body["messages"]][::3] == ["0 bird", "3 bird"]
    assert (result.scanned, result.exempt) == (2 + 7 + 1 + 2, 2 + 3)


def test_counts_and_reasons() -> None:
    result = walk({"model": "m", "messages": [{"role": "user", "content": "hello"}]}, Recorder())
    assert (result.scanned, result.exempt) == (1, 2)
    assert all(row.reason for row in EXEMPTIONS)
