"""What the capture upstream says, read by the product's own readers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.verify_wires import WIRES, Said, echoes, in_pieces, in_two, tagged
from proxy_core.config import Provider
from proxy_core.providers import KIND_BY_NAME, KINDS
from proxy_core.providers.base import Call
from proxy_core.wire.collect import Collector

SAID = Said("I think.", "I say: é", (("Write", {"path": "a", "rows": [["é", 1]]}), ("Read", {})))


def read(kind: str, data: bytes, **options: Any) -> list[Any]:
    provider = Provider("far", kind, "http://127.0.0.1:9", options=options)
    call = Call(provider, "m", {"model": "m", "messages": []}, stream=True)
    reader = KIND_BY_NAME[kind].reader(call, "application/json" if data[:1] == b"{" else "text/event-stream")
    collector = Collector()
    for event in (*reader.feed(data), *reader.finish()):
        collector.feed(event)
    content: list[Any] = collector.message()["content"]
    return content


def said(content: list[Any]) -> Said:
    parts = {block["type"]: block.get("text") or block.get("thinking") for block in content}
    calls = tuple((block["name"], block["input"]) for block in content if block["type"] == "tool_use")
    return Said(parts["thinking"], parts["text"], calls)


def test_every_kind_of_provider_has_a_wire() -> None:
    assert set(WIRES) == {kind.kind for kind in KINDS}


@pytest.mark.parametrize("split", [in_pieces(1), in_pieces(100), in_two(3)])
@pytest.mark.parametrize("kind", WIRES)
def test_a_stream_says_it(kind: str, split: Any) -> None:
    assert said(read(kind, b"".join(WIRES[kind].stream(SAID, split)))) == SAID


@pytest.mark.parametrize("kind", [kind for kind, wire in WIRES.items() if wire.whole])
def test_a_whole_answer_says_it(kind: str) -> None:
    whole = WIRES[kind].whole
    assert whole is not None
    assert said(read(kind, json.dumps(whole(SAID)).encode())) == SAID


@pytest.mark.parametrize("kind", ["openai", "openai_responses"])
def test_a_model_that_begins_inside_a_thought_says_it_too(kind: str) -> None:
    wire = tagged(WIRES[kind])
    assert wire.whole is not None
    streamed = b"".join(wire.stream(SAID, in_pieces(5)))
    for data in (streamed, json.dumps(wire.whole(SAID)).encode()):
        assert said(read(kind, data, think_tags="open")) == SAID


def test_deltas_are_where_they_are_asked_for() -> None:
    assert in_pieces(2)("abcde") == ["ab", "cd", "e"]
    assert in_two(2)("abcde") == ["ab", "cde"]
    assert in_two(9)("abcde") == ["abcde"]


def test_what_holds_a_placeholder_is_echoed_keys_too() -> None:
    body = {"a": ["x PHI_SSN_0123456Z", 1, {"PHI_MRN_ABCDEFGH": None}], "b": "none"}
    assert echoes(json.dumps(body).encode()) == ["x PHI_SSN_0123456Z", "PHI_MRN_ABCDEFGH"]
