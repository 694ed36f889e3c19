"""An event keeps the bytes that it came with, and what is made here is one good frame."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.errors import ProxyError
from proxy_core.wire import json
from proxy_core.wire.events import Event, Failed
from proxy_core.wire.sse import SseDecoder

PAYLOAD = b'{ "type" : "ping", "n" : 1.0 }'
FRAME = b"event: ping\ndata: " + PAYLOAD + b"\n\n"


def test_a_frame_that_came_goes_on_as_it_came() -> None:
    event = Event("ping", payload=PAYLOAD, frame=FRAME)
    assert event.frame() is FRAME
    assert event.data == {"type": "ping", "n": 1.0}
    assert event.frame() is FRAME


def test_a_payload_without_a_frame_keeps_its_bytes() -> None:
    assert Event("ping", payload=PAYLOAD).frame() == FRAME


def test_an_event_made_here_is_encoded_once() -> None:
    event = Event.of({"type": "ping"})
    assert event.type == "ping"
    assert event.frame() == b'event: ping\ndata: {"type":"ping"}\n\n'
    assert event.frame() is event.frame()


def test_it_is_decoded_once() -> None:
    event = Event("ping", payload=PAYLOAD)
    assert event.data is event.data


@pytest.mark.parametrize("payload", [b"", b"{", b"[1]", b"null", b'"x"', b"[DONE]", b"\xff"])
def test_a_payload_that_is_no_object_is_refused_when_it_is_read(payload: bytes) -> None:
    event = Event("ping", payload=payload)
    with pytest.raises(json.InvalidJson):
        _ = event.data


def test_an_event_of_nothing_is_refused_when_it_is_read() -> None:
    with pytest.raises(json.InvalidJson):
        _ = Event("ping").data


def test_a_repr_shows_no_content() -> None:
    event = Event.of({"type": "content_block_delta", "delta": {"text": "canary"}})
    assert repr(event) == "<Event content_block_delta>"
    assert "canary" not in f"{event} {[event]}"


@pytest.mark.parametrize(
    "stream",
    [
        b'event: ping\ndata: {"type": "ping",\ndata: "n": 1}\n\n',
        b'data: {\ndata: "type": "ping", "n": 1\ndata: }\nevent: ping\n\n',
        b'event: ping\r\ndata: {"type": "ping",\r\ndata:\r\ndata: "n": 1}\r\n\r\n',
    ],
)
def test_an_event_that_came_on_several_lines_leaves_as_one_good_frame(stream: bytes) -> None:
    (came,) = SseDecoder().feed(stream)
    event = Event("ping", payload=came.data, frame=came.frame or None)
    frame = event.frame()
    assert frame.count(b"\n") == 3
    (back,) = SseDecoder().feed(frame)
    assert (back.event, json.loads(back.data)) == ("ping", {"type": "ping", "n": 1})


@given(
    st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1),
    st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))),
)
def test_no_content_can_break_out_of_its_frame(kind: str, content: dict[str, Any]) -> None:
    frame = Event(kind, content).frame()
    events = SseDecoder().feed(frame)
    assert len(events) == 1
    assert json.loads(events[0].data) == content
    assert events[0].event == kind


def test_its_size_is_what_came_for_it() -> None:
    assert Event("ping", payload=PAYLOAD, frame=FRAME).size == len(PAYLOAD)
    assert Event.of({"type": "ping"}).size == 0


def test_an_error_event_made_of_an_error_keeps_it() -> None:
    error = ProxyError("RATE_LIMITED", "Slow down.", retry_after="7")
    event = Failed(error)
    assert event.error is error
    assert event.type == "error"
    assert event.data == error.body("")
