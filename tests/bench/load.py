"""The load generator: a process of its own that takes orders on stdin and reports on stdout, in JSON lines.

An order: the fields of a `Scenario` with `url` and `model`.
A report: {"total": [ms...], "first": [ms...], "seconds": elapsed}. Requests are written and answers read by a
bare protocol, so that the generator takes as little as it can from the two cores it shares with the proxy.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from tests.bench.bodies import BURST, NONCE, PACED, TURN, body
from tests.bench.provider import END


class Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.transport: Any = None
        self._answer = bytearray()
        self._done: asyncio.Future[bytes] | None = None
        self._head = -1
        self._length: int | None = None
        self.first = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def ask(self, request: bytes) -> asyncio.Future[bytes]:
        """The whole answer, head included."""
        self._answer, self._head, self._length, self.first = bytearray(), -1, None, 0.0
        self._done = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._done

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if self._head < 0:
            self._head = self._answer.find(b"\r\n\r\n")
            if self._head < 0:
                return
            self._length = _length(bytes(self._answer[: self._head]).lower())
        if not self.first and len(self._answer) > self._head + 4:
            self.first = time.perf_counter()
        if self._length is None:
            whole = self._answer.endswith(b"0\r\n\r\n")
        else:
            whole = len(self._answer) >= self._head + 4 + self._length
        if whole and self._done is not None and not self._done.done():
            self._done.set_result(bytes(self._answer))

    def connection_lost(self, error: Exception | None) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(
                error or ConnectionError("the connection was closed before the answer's end")
            )


def _length(head: bytes) -> int | None:
    """Content-Length, or None for an answer in chunks."""
    for line in head.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return None


@lru_cache(maxsize=16)
def template(model: str, size: int, stream: bool, phi: bool, paced: bool) -> bytes:
    return body(model, size, stream=stream, phi=phi, max_tokens=PACED if paced else BURST)


def letters(number: int) -> bytes:
    """Eight letters for a number: no digits, so that no recognizer takes interest."""
    return bytes(97 + (number // 26**place) % 26 for place in range(7, -1, -1))


class Load:
    """Carries out orders. Every request is unlike all before it, at its end or in every line."""

    def __init__(self) -> None:
        self._number = time.time_ns() % 10**9

    async def run(self, order: dict[str, Any]) -> dict[str, Any]:
        parts = urlsplit(order["url"])
        total: list[float] = []
        first: list[float] = []
        begin = time.perf_counter()
        deadline = begin + order["seconds"]

        async def client(least: int, most: int) -> None:
            _, connection = await asyncio.get_running_loop().create_connection(
                Connection, parts.hostname, parts.port
            )
            for index in range(most):
                if index >= least and time.perf_counter() > deadline:
                    break
                request = self._request(order, parts.netloc)
                start = time.perf_counter()
                answer = await connection.ask(request)
                total.append((time.perf_counter() - start) * 1000)
                first.append((connection.first - start) * 1000)
                _check(answer)
            connection.transport.close()

        await asyncio.gather(*(client(order["least"], order["most"]) for _ in range(order["connections"])))
        return {"total": total, "first": first, "seconds": time.perf_counter() - begin}

    def _request(self, order: dict[str, Any], host: str) -> bytes:
        self._number += 1
        data = template(order["model"], order["size"], order["stream"], order["phi"], order["paced"])
        data = data.replace(TURN, letters(self._number))
        if order["fresh"]:
            data = data.replace(NONCE, letters(self._number))
        head = (
            f"POST /v1/messages HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
            f"anthropic-version: 2023-06-01\r\nx-api-key: bench\r\ncontent-length: {len(data)}\r\n\r\n"
        )
        return head.encode() + data


def _check(answer: bytes) -> None:
    """A fast error is no good result."""
    if not answer.startswith(b"HTTP/1.1 200") or END[:10].encode() not in answer:
        raise RuntimeError(f"not the expected answer: {answer[:600]!r}")


def main() -> None:
    load = Load()
    for line in sys.stdin:
        try:
            report = asyncio.run(load.run(json.loads(line)))
        except Exception as problem:
            report = {"problem": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
