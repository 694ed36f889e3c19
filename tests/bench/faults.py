"""A stand-in provider that fails in every way in which providers fail, at the requests that it is told to.

It knows each request by the word `jobXXXXXXXX` in its text, says in its answer which request and which
attempt at it the answer is for, and writes down every attempt. Both wires, as in `tests.bench.provider`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
import socket
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

from tests.fakes import answers

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_JOB = re.compile(rb"job[a-z]{8}")
#: what an answer's text ends with
END = "the end of the answer."
_MARK = "jobMARKMARK attempt 0"
_SLOW_S = 0.002
_SLOW_BYTES = 64
STATUSES = (500, 502, 503, 529, 429)


class Fault(Enum):
    """What goes wrong with an attempt."""

    REFUSED_500 = "status 500"
    REFUSED_502 = "status 502"
    REFUSED_503 = "status 503"
    REFUSED_529 = "status 529"
    REFUSED_429 = "status 429"
    RESET = "reset before the answer"
    RESET_MIDDLE = "reset in the middle"
    CLOSED = "closed before the answer"
    EOF_MIDDLE = "closed in the middle"
    EMPTY = "an empty answer"
    HANG = "silence before the answer"
    HANG_MIDDLE = "silence in the middle"
    SLOW = "a few bytes at a time"
    NOT_HTTP = "not HTTP"
    NO_ANSWER = "a web page"
    GARBAGE = "random bytes as an answer"
    GARBAGE_MIDDLE = "random bytes in the middle"
    ERROR_MIDDLE = "an error in the middle"


#: Where the connection breaks, what came with the break may be thrown away unread on the other side.
_ARRIVING = (Fault.HANG_MIDDLE, Fault.ERROR_MIDDLE)
_REFUSED = {Fault(f"status {status}"): status for status in STATUSES}


@dataclass
class Attempt:
    """One request as it arrived. at: its place among all that was written down. begun: so much of an answer
    was sent, and certainly arrived, that the client has a part of it."""

    at: int
    provider: str
    fault: Fault | None
    begun: bool = False


@dataclass
class Plan:
    """Which requests meet which faults. lasting: these meet theirs at every attempt, not the first alone."""

    faults: Mapping[str, Fault]
    lasting: frozenset[str]
    order: Iterator[int] = field(default_factory=itertools.count)
    attempts: dict[str, list[Attempt]] = field(default_factory=dict)

    def attempt(self, job: str, provider: str) -> tuple[Attempt, int]:
        """Write an attempt down. Returns it with its number."""
        before = self.attempts.setdefault(job, [])
        fault = self.faults.get(job) if not before or job in self.lasting else None
        before.append(Attempt(next(self.order), provider, fault))
        return before[-1], len(before)


class Faulty(asyncio.Protocol):
    """One connection."""

    def __init__(self, plan: Plan, connections: set[Faulty]) -> None:
        self._plan = plan
        self._connections = connections
        self._data = bytearray()
        self._wanted: int | None = None
        self._transport: Any = None
        #: whether an answer is under way, of which the proxy may still want something
        self.busy = False
        self._timers: list[asyncio.TimerHandle] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        for timer in self._timers:
            timer.cancel()

    def close(self) -> None:
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self._wanted is None:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return
            length = _LENGTH.search(self._data, 0, end)
            self._wanted = end + 4 + (int(length[1]) if length else 0)
        if len(self._data) >= self._wanted:
            request, self._data, self._wanted = bytes(self._data), bytearray(), None
            self._answer(request)

    def _answer(self, request: bytes) -> None:
        openai = b"/chat/completions" in request[:200]
        found = _JOB.findall(request)
        job = found[-1].decode() if found else ""
        self.busy = True
        attempt, number = self._plan.attempt(job, "openai" if openai else "anthropic")
        streamed = b'"stream":true' in request
        mark = f"{job} attempt {number % 10}".encode()
        pieces = [piece.replace(_MARK.encode(), mark) for piece in _answer(openai, streamed)]
        self._play(attempt, pieces, streamed)

    def _play(self, attempt: Attempt, pieces: list[bytes], streamed: bool) -> None:
        match attempt.fault:
            case None:
                self._transport.write(b"".join(pieces))
                attempt.begun, self.busy = True, False
            case Fault.SLOW:
                attempt.begun = True
                self._trickle(b"".join(pieces), 0)
            case Fault.RESET:
                self._reset()
            case Fault.CLOSED:
                self._transport.close()
            case Fault.HANG:
                pass  # until the other side gives up
            case Fault.NOT_HTTP:
                self._transport.write(_noise(200))
                self._transport.close()
            case Fault.NO_ANSWER:
                self._say(_plain(200, b"<!DOCTYPE html><title>Sign in</title>", "text/html"))
            case Fault.GARBAGE:
                self._say(_plain(200, _noise(500), "text/event-stream"))
            case Fault.EMPTY:
                self._say(_plain(200, b"", "text/event-stream"))
            case fault if fault in _REFUSED:
                body = json.dumps(answers.anthropic_error("api_error", "Not now.")).encode()
                self._say(_plain(_REFUSED[fault], body, "application/json"))
            case _:
                middle = 1 + next(i for i, piece in enumerate(pieces) if b" attempt " in piece)
                self._transport.write(b"".join(pieces[:middle]))
                attempt.begun = streamed and attempt.fault in _ARRIVING
                self._break(attempt.fault, streamed)

    def _break(self, fault: Fault, streamed: bool) -> None:
        """Whatever comes after the first half of an answer."""
        match fault:
            case Fault.RESET_MIDDLE:
                self._reset()
            case Fault.EOF_MIDDLE:
                self._transport.close()
            case Fault.GARBAGE_MIDDLE:
                self._transport.write(_noise(300))
                self._transport.close()
            case Fault.ERROR_MIDDLE if streamed:
                error = answers.event(answers.anthropic_error("overloaded_error", "Busy."))
                self._say(_chunk(error) + _LAST)
            case Fault.ERROR_MIDDLE:
                self._transport.close()
            case _:
                pass  # silence

    def _say(self, data: bytes) -> None:
        """The end of an answer."""
        self._transport.write(data)
        self.busy = False

    def _trickle(self, whole: bytes, start: int) -> None:
        if self._transport.is_closing() or start >= len(whole):
            self.busy = False
            return
        self._transport.write(whole[start : start + _SLOW_BYTES])
        loop = asyncio.get_running_loop()
        self._timers = [loop.call_later(_SLOW_S, self._trickle, whole, start + _SLOW_BYTES)]

    def _reset(self) -> None:
        # SO_LINGER with a time of 0 makes the kernel send RST instead of FIN.
        peer = self._transport.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


def _plain(status: int, body: bytes, kind: str) -> bytes:
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


_chance = random.Random(7)


def _noise(size: int) -> bytes:
    return _chance.randbytes(size)


_LAST = b"0\r\n\r\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


@cache
def _answer(openai: bool, streamed: bool) -> tuple[bytes, ...]:
    """A whole HTTP answer in pieces, with `_MARK` in one of them near the middle."""
    # Streams are cut into pieces of the mark's length, so that it stands in one delta.
    pad = "a word or four more, ".ljust(len(_MARK), ".")[: len(_MARK)]
    text = pad * 4 + _MARK + pad * 4 + END
    if not streamed:
        said = answers.completion(text) if openai else answers.message([answers.text_block(text)])
        whole = _plain(200, json.dumps(said).encode(), "application/json")
        middle = whole.index(_MARK.encode()) + len(_MARK)
        return whole[:middle], whole[middle:]
    frames = (
        answers.completion_stream(text, piece=len(_MARK))
        if openai
        else answers.stream(answers.message([answers.text_block(text)]), piece=len(_MARK))
    )
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    return head, *(_chunk(frame) for frame in frames), _LAST
