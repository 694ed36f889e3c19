"""Server-sent events, by bytes: `SseDecoder.feed` and `finish`.

Owns the framing only; what an event means is the business of its wire. LF, CRLF and CR line ends, comments,
`data:` without a space, several events in one read and cuts anywhere, also inside a UTF-8 character.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

from typing import NamedTuple

#: An event larger than this is an attack or a fault: nobody's message is.
MAX_EVENT_BYTES = 64 * 1024 * 1024


class SseEvent(NamedTuple):
    """event: the `event:` field, empty if there was none. data: the `data:` lines joined by newlines.

    frame: the whole frame as `event: NAME\\ndata: DATA\\n\\n`, if it came in just that form; else empty.
    """

    event: str
    data: bytes
    frame: bytes


class SseTooLong(ValueError):
    """One event is longer than `MAX_EVENT_BYTES`."""


class SseDecoder:
    """Bytes in, events out; holds nothing but the event that is not complete yet."""

    def __init__(self) -> None:
        self._rest: list[bytes] = []  # pieces of the open event: joined once, so that long events stay linear
        self._size = 0
        self._last = b""  # last byte of the pieces: an empty line may be cut in two
        self._carriage = False  # the previous piece ended in CR: a LF that follows belongs to it

    def feed(self, data: bytes) -> list[SseEvent]:
        """The events that these bytes complete, in order. Raises `SseTooLong`."""
        if data and (self._carriage or b"\r" in data):
            data = self._unify(data)
        if not data:
            return []
        if b"\n\n" not in data and not (self._last == b"\n" and data[:1] == b"\n"):
            self._hold(data)
            return []
        if self._rest:
            data = b"".join(self._rest) + data
            self._rest.clear()
            self._size = 0
        frames = data.split(b"\n\n")
        rest = frames.pop()
        self._last = b""
        if rest:
            self._hold(rest)
        return [event for frame in frames if (event := _event(frame)) is not None]

    def finish(self) -> list[SseEvent]:
        """The event that the end of the stream completes: a last empty line may be missing."""
        frame = b"".join(self._rest).rstrip(b"\n")
        self._rest.clear()
        self._size = 0
        event = _event(frame) if frame else None
        return [event] if event is not None else []

    def _unify(self, data: bytes) -> bytes:
        if self._carriage and data[:1] == b"\n":
            data = data[1:]
        self._carriage = data[-1:] == b"\r" if data else False
        return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _hold(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > MAX_EVENT_BYTES:
            raise SseTooLong("an event of the stream is too long")
        self._rest.append(data)
        self._last = data[-1:]


def _event(frame: bytes) -> SseEvent | None:
    # The usual form first: two lines, in this order, with the space that everybody sends.
    if frame[:7] == b"event: ":
        name, separator, data = frame[7:].partition(b"\ndata: ")
        if separator and b"\n" not in data and b"\n" not in name:
            return SseEvent(name.decode("utf-8", "replace"), data, frame + b"\n\n")
    return _event_by_lines(frame)


def _event_by_lines(frame: bytes) -> SseEvent | None:
    name = b""
    data: list[bytes] = []
    for line in frame.removeprefix(b"\xef\xbb\xbf").split(b"\n"):  # a byte order mark may begin the stream
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            data.append(value)
        elif field == b"event":
            name = value
    if not data:
        return None
    return SseEvent(name.decode("utf-8", "replace"), b"\n".join(data), b"")
