"""The two ends of the pipeline for `scrubroom verify`, in memory, and an ear on everything in between.

`Capture` takes the place of the network: it keeps what would have left and answers it. `Client` takes the
place of a client. `Ear` hears the log. Nothing here opens a connection or a file.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any

from proxy_core.config import Provider
from proxy_core.errors import ProxyError
from proxy_core.exchange import Parsed
from proxy_core.providers.base import UpstreamRequest
from proxy_core.secrets import Secret
from proxy_core.wire.collect import Collector
from proxy_core.wire.events import Event
from proxy_core.wire.sse import SseDecoder

#: a request -> the bytes of its answer, a chunk an item
Respond = Callable[[UpstreamRequest], Iterable[bytes]]


class Capture:
    """An `Upstream`. sent: what would have left. respond: answers it."""

    def __init__(self) -> None:
        self.sent: list[UpstreamRequest] = []
        self.respond: Respond = lambda request: ()

    async def open(self, request: UpstreamRequest) -> CapturedAnswer:
        self.sent.append(request)
        if request.url.endswith("/count_tokens"):
            return CapturedAnswer((b'{"input_tokens":1}',))
        return CapturedAnswer(self.respond(request))


class CapturedAnswer:
    """One answer; see `UpstreamAnswer`."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.status = 200
        self.headers: Mapping[str, str] = {}
        self._chunks = iter(chunks)

    async def next_chunk(self) -> bytes:
        return next(self._chunks, b"")

    async def read(self, limit: int) -> bytes:
        return b"".join(self._chunks)[:limit]

    async def close(self, *, keep: bool = False) -> None:
        self._chunks = iter(())


class NoCredentials:
    """A key that no provider gave, so that the keyring and the environment stay untouched."""

    async def get(self, provider: Provider) -> Secret | None:
        return None if provider.auth.kind in ("none", "client") else Secret("sk-verify-is-no-key")

    def invalidate(self, name: str) -> None:
        """It cannot be refused."""


class Client:
    """A `Reply` and its client's side. error: what the client was told instead of an answer."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.error: ProxyError | None = None
        self.blocked = False
        self._frames: list[bytes] = []

    @property
    def sent_bytes(self) -> int:
        return sum(map(len, self._frames))

    def answer_to(self, request: Parsed) -> Client:
        return self

    async def send(self, events: list[Event]) -> None:
        self._frames += [event.frame() for event in events]

    async def finish(self) -> None:
        """The frames say so themselves."""

    async def keep_alive(self) -> None:
        """Nobody waits."""

    async def fail(self, error: ProxyError) -> None:
        self.error = error

    def message(self) -> dict[str, Any]:
        """The answer as a client reads it. Raises `BrokenStream` and `InvalidJson`."""
        collector, decoder = Collector(), SseDecoder()
        for item in (*decoder.feed(b"".join(self._frames)), *decoder.finish()):
            collector.feed(Event(item.event, payload=item.data))
        return collector.message()


class Ear(logging.Handler):
    """Hears every record of the log, of every level, while its `with` lasts."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self._heard: list[str] = []
        self._level = logging.WARNING

    def emit(self, record: logging.LogRecord) -> None:
        said = [record.getMessage(), repr(record.args)]
        if record.exc_info and record.exc_info[1] is not None:
            said += traceback.format_exception(record.exc_info[1])
        self._heard.append("\n".join(said))

    def take(self) -> str:
        """What was heard since it was last asked."""
        heard, self._heard = self._heard, []
        return "\n".join(heard)

    def __enter__(self) -> Ear:
        root = logging.getLogger()
        self._level = root.level
        root.setLevel(logging.DEBUG)
        root.addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        root = logging.getLogger()
        root.removeHandler(self)
        root.setLevel(self._level)
