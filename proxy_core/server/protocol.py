"""aiohttp's server with our manners: errors in the one error body, no connection that only stalls."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import BadStatusLine, ContentEncodingError, LineTooLong
from aiohttp.web_protocol import RequestHandler

from proxy_core.clock import SystemClock
from proxy_core.errors import ProxyError
from proxy_core.ids import request_id
from proxy_core.server.body import unknown_encoding
from proxy_core.server.errors import error_response

log = logging.getLogger("scrubroom.server")

#: How long a new connection may take to send the head of its first request, in seconds.
HEAD_TIMEOUT_S = 30.0


class Protocol(RequestHandler):
    """One client connection.

    A client that ends its side of the connection is taken to have left, and its request is cancelled, because
    a client that closes the connection looks the same: nothing more is seen of either until the next write to
    it. An answer to one that still reads (`nc -N`) is lost by that; to wait for the write would leave every
    request that a person breaks off running at the provider until then, for minutes and at their cost.
    """

    _head_timer: asyncio.TimerHandle | None = None
    #: whether anything has come of the head that is waited for
    _begun = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._head_timer = asyncio.get_running_loop().call_later(HEAD_TIMEOUT_S, self._no_head)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
        super().connection_lost(exc)

    def head_arrived(self) -> None:
        """A request has come: the connection is not one that only stalls."""
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def data_received(self, data: bytes) -> None:
        self._begun = True
        super().data_received(data)

    def _no_head(self) -> None:
        log.info("closed a connection that sent no request")
        if self._begun and self.transport is not None:
            error = ProxyError("REQUEST_TIMEOUT", "The request's head did not arrive in time.")
            self.transport.write(_whole(error_response(error, request_id(SystemClock().now()), {})))
        self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What aiohttp itself refuses: bytes that are not HTTP, a head that is too large."""
        self.head_arrived()
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun already")
        # The parser's own message quotes the request; the type says enough.
        log.info("refused a malformed request: %s", type(exc).__name__)
        response = error_response(_refusal(status, exc), request_id(SystemClock().now()), {})
        response.force_close()
        return response


def _whole(response: web.Response) -> bytes:
    """The bytes of an answer to a request that there is not."""
    body = response.body
    assert isinstance(body, bytes)
    headers = {**response.headers, "Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _refusal(status: int, error: BaseException | None) -> ProxyError:
    if isinstance(error, LineTooLong) or "headers" in str(error).lower():
        return ProxyError(
            "MALFORMED_REQUEST", "The request's head is too large: send fewer or shorter headers.", status=431
        )
    if isinstance(error, ContentEncodingError):
        return unknown_encoding()
    if isinstance(error, BadStatusLine) or 400 <= status < 500:
        return ProxyError("MALFORMED_REQUEST")
    return ProxyError("INTERNAL_ERROR")


class Server(web.Server):
    """Makes a `Protocol` for each connection. limits: see aiohttp's `RequestHandler`."""

    def __call__(self) -> RequestHandler:
        return Protocol(self, loop=self._loop, **self._kwargs)


#: Claude Code's longest headers (its betas, an OAuth token) stay far below; a flood is cut off here.
LIMITS: dict[str, Any] = {
    "max_line_size": 16 * 1024,
    "max_field_size": 32 * 1024,
    "max_headers": 100,
    "read_bufsize": 1024 * 1024,
    "keepalive_timeout": 75.0,
    "lingering_time": 2.0,
    "access_log": None,
}
