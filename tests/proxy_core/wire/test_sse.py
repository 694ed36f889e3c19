"""The SSE decoder reads what the standard allows, cut anywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.wire import sse
from proxy_core.wire.sse import SseDecoder, SseEvent, SseTooLong


def decode(*pieces: bytes) -> list[tuple[str, bytes]]:
    decoder = SseDecoder()
    events: list[SseEvent] = []
    for piece in pieces:
        events += decoder.feed(piece)
    events += decoder.finish()
    return [(event.event, event.data) for event in events]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"event: ping\ndata: {}\n\n", [("ping", b"{}")]),
        (b"data: {}\n\n", [("", b"{}")]),
        (b"data:{}\n\n", [("", b"{}")]),
        (b"event:ping\r\ndata:{}\r\n\r\n", [("ping", b"{}")]),
        (b"event: ping\rdata: {}\r\r", [("ping", b"{}")]),
        (b": comment\n\ndata: 1\n\n", [("", b"1")]),
        (b": comment\ndata: 1\n\n", [("", b"1")]),
        (b"data: 1\ndata: 2\n\n", [("", b"1\n2")]),
        (b"data: 1\nevent: late\n\n", [("late", b"1")]),
        (b"id: 7\nretry: 10\ndata: 1\n\n", [("", b"1")]),
        (b"event: empty\n\n", []),
        (b"\n\n\ndata: 1\n\n\n\ndata: 2\n\n", [("", b"1"), ("", b"2")]),
        (b"data: 1\n\ndata: [DONE]", [("", b"1"), ("", b"[DONE]")]),
        (b"data: 1\n\ndata: 2\n", [("", b"1"), ("", b"2")]),
        (b"\xef\xbb\xbfdata: 1\n\n", [("", b"1")]),
        (b"data\n\n", [("", b"")]),
        ("data: Zoë\n\n".encode(), [("", "Zoë".encode())]),
        (b"", []),
    ],
)
def test_reads_the_forms_of_the_standard(stream: bytes, expected: list[tuple[str, bytes]]) -> None:
    assert decode(stream) == expected
    assert decode(*(stream[i : i + 1] for i in range(len(stream)))) == expected
    for cut in range(len(stream)):
        assert decode(stream[:cut], stream[cut:]) == expected


def test_an_empty_read_between_a_carriage_return_and_its_line_feed_changes_nothing() -> None:
    stream = b"data: 1\r", b"", b"\ndata: 2\r\n\r", b"", b"\n"
    assert decode(*stream) == [("", b"1\n2")]


def test_a_frame_in_the_usual_form_is_kept_as_it_came() -> None:
    frame = b'event: ping\ndata: {"type": "ping"}\n\n'
    assert SseDecoder().feed(frame)[0].frame == frame


@pytest.mark.parametrize(
    "frame", [b"data: 1\n\n", b"event: a\ndata: 1\ndata: 2\n\n", b"event: a\nid: 1\ndata: 1\n\n"]
)
def test_a_frame_in_another_form_is_not(frame: bytes) -> None:
    assert SseDecoder().feed(frame)[0].frame == b""


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "ping", "message_start"]), st.text(st.characters(codec="utf-8")))
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.data(),
)
def test_any_cutting_gives_the_same_events(
    events: list[tuple[str, str]], end: str, data: st.DataObject
) -> None:
    expected = []
    stream = b""
    for name, text in events:
        lines = text.replace("\r", "\n").split("\n")
        stream += (f"event: {name}{end}" if name else "").encode()
        stream += "".join(f"data: {line}{end}" for line in lines).encode() + end.encode()
        expected.append((name, "\n".join(lines).encode()))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert decode(*pieces) == expected


def test_an_endless_event_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_BYTES", 1000)
    decoder = SseDecoder()
    with pytest.raises(SseTooLong):
        for _ in range(20):
            decoder.feed(b"x" * 100)
