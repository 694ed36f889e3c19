"""The raw stand-in provider: a bare asyncio protocol that reads a request and writes prepared bytes.

It must never be what limits a measurement, so it parses nothing but the length of the body. Both wires:
a path that ends in /chat/completions is answered as OpenAI does, any other as Anthropic does.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from tests.bench.bodies import PACED
from tests.fakes import answers

DELTAS = 500
PACE_SECONDS = 0.001
PIECE = "a word or four more "
END = "the end of the answer."

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)


def _response(data: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (
        len(data),
        data,
    )


def _chunks(frames: list[bytes]) -> list[bytes]:
    return [b"%x\r\n%b\r\n" % (len(frame), frame) for frame in frames]


class Answers:
    """Everything that is ever said, encoded once."""

    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"

    def __init__(self) -> None:
        text = PIECE * (DELTAS - 1)
        # The last delta is the end mark alone: streams are cut into pieces of the length of PIECE.
        whole = text + END[: len(PIECE)]
        short = answers.message([answers.text_block(PIECE * 20 + END)])
        self.json = {
            False: _response(json.dumps(short).encode()),
            True: _response(json.dumps(answers.completion(PIECE * 20 + END)).encode()),
        }
        self.stream = {
            False: _chunks(answers.stream(answers.message([answers.text_block(whole)]), piece=len(PIECE))),
            True: _chunks(answers.completion_stream(whole, piece=len(PIECE))),
        }


class Provider(asyncio.Protocol):
    """One connection."""

    def __init__(self, says: Answers) -> None:
        self._says = says
        self._data = bytearray()
        self._wanted: int | None = None
        self._transport: Any = None
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self._wanted is None:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return
            length = _LENGTH.search(self._data, 0, end)
            self._wanted = end + 4 + (int(length[1]) if length else 0)
        if len(self._data) >= self._wanted:
            request, self._data, self._wanted = self._data, bytearray(), None
            self._answer(request)

    def _answer(self, request: bytearray) -> None:
        openai = b"/chat/completions" in request[:200]
        if b'"stream":true' not in request:
            self._transport.write(self._says.json[openai])
            return
        self._transport.write(self._says.head)
        frames = self._says.stream[openai]
        if b":%d" % PACED in request:
            self._pace(frames, 0)
            return
        for frame in frames:
            self._transport.write(frame)
        self._transport.write(b"0\r\n\r\n")

    def _pace(self, frames: list[bytes], index: int) -> None:
        if self._transport.is_closing():
            return
        if index == len(frames):
            self._transport.write(b"0\r\n\r\n")
            return
        self._transport.write(frames[index])
        self._loop.call_later(PACE_SECONDS, self._pace, frames, index + 1)


async def main() -> None:
    says = Answers()
    server = await asyncio.get_running_loop().create_server(lambda: Provider(says), "127.0.0.1", 0)
    print(f"listening on http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
