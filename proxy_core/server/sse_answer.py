"""What every streamed answer has in common: when it is opened, and how it fails."""

from __future__ import annotations

from abc import ABC, abstractmethod

from aiohttp import web

from proxy_core.errors import ProxyError
from proxy_core.exchange import Received
from proxy_core.server.errors import SERVER, error_response


class SseAnswer(ABC):
    """Server-sent events, opened by the first write: until then a failure is an HTTP status.

    blocked: whether the client has been keeping a write waiting. response: once there is one.
    """

    def __init__(self, request: web.BaseRequest, received: Received) -> None:
        #: what the answer carries besides its own headers, until it begins
        self.headers: dict[str, str] = {}
        self.sent_bytes = 0
        self.blocked = False
        self.response: web.StreamResponse | None = None
        self._request = request
        self._received = received

    async def finish(self) -> None:
        if self.response is not None:
            await self.response.write_eof()

    async def fail(self, error: ProxyError) -> None:
        if self.response is None:
            received = self._received
            self.response = error_response(error, received.request_id, received.headers, received.surface)
            self.response.headers.update(self.headers)
            return
        await self._write(self._error_frame(error))
        await self.response.write_eof()

    @abstractmethod
    def _error_frame(self, error: ProxyError) -> bytes:
        """How an answer that has begun says that it failed."""

    async def _write(self, data: bytes) -> None:
        if self.response is None:
            self.response = web.StreamResponse(
                headers={
                    **self.headers,
                    "Content-Type": "text/event-stream; charset=utf-8",
                    "Cache-Control": "no-cache",
                    "X-Accel-Buffering": "no",
                    "request-id": self._received.request_id,
                    "Server": SERVER,
                }
            )
            await self.response.prepare(self._request)
        self.sent_bytes += len(data)
        self.blocked = True  # and stays so where the write is broken off
        await self.response.write(data)
        self.blocked = False
