"""What has no shape that can be read is told from what is merely unknown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy_core.wire.events import Event
from proxy_core.wire.shape import well_formed

TEXT = {"type": "text_delta", "text": "Hi"}
BLOCK = {"type": "text", "text": ""}
LIKE_AN_INDEX = 'He said "index": "x", {"type": "text_delta"}'


def fits(data: Any, kind: str = "", **form: Any) -> bool:
    payload = json.dumps(data, **form).encode()
    return well_formed(Event(kind or data["type"], payload=payload), payload)


def delta(index: Any = 0, delta: Any = TEXT, **fields: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": delta, **fields}


GOOD = [
    {"type": "message_start", "message": {"content": [], "usage": None}},
    {"type": "content_block_start", "index": 3, "content_block": BLOCK},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "new_block", "deep": [1]}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": None}, "usage": None},
    {"type": "message_delta"},
    {"type": "message_stop"},
    {"type": "ping"},
    {"type": "of_tomorrow", "index": "x", "delta": 7},
    delta(),
    delta(12, extra=None),
    delta(0, {"type": "text_delta", "text": LIKE_AN_INDEX}),
    delta(0, {"type": "input_json_delta", "partial_json": '{"a'}),
    delta(0, {"type": "thinking_delta", "thinking": "", "new": 1}),
    delta(0, {"type": "signature_delta", "signature": "c2ln"}),
    delta(0, {"type": "citations_delta", "citation": {"type": "char_location"}}),
    delta(0, {"type": "delta_of_tomorrow"}),
    {"delta": TEXT, "index": 0, "type": "content_block_delta"},
]
NO_INDEX: list[Any] = ["x", None, -1, 1.5, True, [], {}]
NO_BLOCK: list[Any] = [None, 7, "x", [], {}]
NO_DELTA: list[Any] = [*NO_BLOCK, {"type": None}, {"text": "x"}]
NO_TEXT: list[Any] = [None, 7, [], {}]
BAD = [
    {"type": "message_start", "message": []},
    {"type": "message_start"},
    {"type": "content_block_start", "content_block": BLOCK},
    {"type": "content_block_start", "index": 0},
    *({"type": "content_block_start", "index": 0, "content_block": bad} for bad in NO_BLOCK),
    {"type": "content_block_stop"},
    {"type": "message_delta", "delta": []},
    {"type": "message_delta", "delta": {}, "usage": [1]},
    *({"type": "content_block_start", "index": index, "content_block": BLOCK} for index in NO_INDEX),
    *({"type": "content_block_stop", "index": index} for index in NO_INDEX),
    *(delta(index) for index in NO_INDEX),
    *(delta(0, bad) for bad in NO_DELTA),
    *(delta(0, {"type": "text_delta", "text": bad}) for bad in NO_TEXT),
    delta(0, {"type": "input_json_delta"}),
]


@pytest.mark.parametrize("form", [{}, {"separators": (",", ":")}, {"indent": 1}])
@pytest.mark.parametrize("data", GOOD)
def test_what_is_right_or_not_known_passes(data: Any, form: dict[str, Any]) -> None:
    assert fits(data, **form)


@pytest.mark.parametrize("form", [{}, {"separators": (",", ":")}, {"indent": 1}])
@pytest.mark.parametrize("data", BAD)
def test_what_nobody_can_read_does_not(data: Any, form: dict[str, Any]) -> None:
    assert not fits(data, **form)


@pytest.mark.parametrize("payload", [b"", b"{", b"[]", b"7", b'{"type": "content_block_stop", "index": 0'])
def test_broken_json_is_not_an_event(payload: bytes) -> None:
    assert not well_formed(Event("content_block_stop", payload=payload), payload)
    assert not well_formed(Event("content_block_delta", payload=payload), payload)


def test_a_delta_that_is_cut_off_is_none() -> None:
    for cut in (1, 2, 3, 9):
        payload = json.dumps(delta()).encode()[:-cut]
        assert not well_formed(Event("content_block_delta", payload=payload), payload)


@pytest.mark.parametrize("compact", [False, True])
def test_the_usual_delta_is_not_decoded(compact: bool) -> None:
    payload = json.dumps(delta(), separators=(",", ":") if compact else None).encode()
    event = Event("content_block_delta", payload=payload)
    assert well_formed(event, payload)
    assert event._data is None
