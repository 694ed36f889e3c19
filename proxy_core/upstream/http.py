"""The only outbound HTTP.

One connection pool for all providers; the operating system's own trust store, so that a company's private
CA works; proxies from the environment, never for loopback addresses. A POST is repeated only where a kept
connection turned out to be closed before a single byte came back, as browsers and nginx do.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import urllib.request
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload
from yarl import URL

from proxy_core.config import is_loopback
from proxy_core.errors import ProxyError
from proxy_core.providers.base import UpstreamRequest
from proxy_core.upstream.base import UpstreamAnswer

_SLICE = 256 * 1024
#: After an answer's last event: how long the end of its body is waited for, to keep the connection.
DRAIN_SECONDS = 0.25
_OWN_HEADERS = ("User-Agent", "Content-Type", "Accept-Encoding", "Accept")


class _Body(Payload):
    """Bytes, written in slices, so that a large request does not hold the loop while it is copied."""

    def __init__(self, value: bytes) -> None:
        super().__init__(value, content_type="application/json")
        self._size = len(value)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return str(self._value, encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        view = memoryview(self._value)
        for start in range(0, len(view), _SLICE):
            await writer.write(view[start : start + _SLICE])

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        await self.write(writer)


#: whether the last request of this task went out on a connection that was kept from an earlier one
_reused: ContextVar[bool] = ContextVar("reused", default=False)


class _Connector(aiohttp.TCPConnector):
    """Tells a kept connection from a new one, which decides whether a lost request may be sent again."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._used: WeakSet[Any] = WeakSet()

    async def connect(self, req: Any, traces: Any, timeout: Any) -> Any:  # noqa: ASYNC109 - aiohttp's own name
        connection = await super().connect(req, traces, timeout)
        protocol = connection.protocol
        _reused.set(protocol in self._used)
        self._used.add(protocol)
        return connection


class HttpUpstream:
    """A pool of connections. `open` from any task; `close` once; `after_sleep` when the machine woke up."""

    def __init__(self, connect_timeout: float = 15.0) -> None:
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_timeout)
        self._session: aiohttp.ClientSession | None = None
        self._tls: ssl.SSLContext | None = None
        self._proxies: dict[str, str | None] = {}
        self._urls: dict[str, URL] = {}
        self._draining: set[asyncio.Task[None]] = set()

    async def open(self, request: UpstreamRequest) -> UpstreamAnswer:
        try:
            try:
                return HttpAnswer(await self._send(request), self._draining)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
                if isinstance(error, aiohttp.ClientConnectorError) or not _reused.get():
                    raise
                # The provider closed the idle connection while the request was on its way.
                return HttpAnswer(await self._send(request), self._draining)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise failure(error) from None

    async def _send(self, request: UpstreamRequest) -> aiohttp.ClientResponse:
        url = self._url(request.url)
        tls: Any = self._context() if url.scheme == "https" else True
        return await self._pool().request(
            request.method,
            url,
            data=_Body(request.body) if request.body else None,
            headers=request.headers,
            allow_redirects=False,
            proxy=self._proxy(url),
            ssl=tls,
            timeout=self._timeout,
        )

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=_Connector(limit=0, keepalive_timeout=30, ttl_dns_cache=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=_OWN_HEADERS,
                max_line_size=32 * 1024,
                max_field_size=32 * 1024,
            )
        return self._session

    def _url(self, text: str) -> URL:
        url = self._urls.get(text)
        if url is None:
            if len(self._urls) > 1000:
                self._urls.clear()
            url = self._urls[text] = URL(text)
        return url

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            # Imported here: a proxy to local models alone never pays for it.
            import truststore

            self._tls = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return self._tls

    def _proxy(self, url: URL) -> str | None:
        host = url.host or ""
        if host not in self._proxies:
            proxy = None
            if not is_loopback(host) and not urllib.request.proxy_bypass(host):
                proxy = urllib.request.getproxies().get(url.scheme)
            self._proxies[host] = proxy
        return self._proxies[host]

    def set_connect_timeout(self, seconds: float) -> None:
        """For requests from now on."""
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=seconds)

    async def after_sleep(self) -> None:
        """Drop every connection after the machine slept: they are dead, and each would cost a time-out.

        Answers that were under way end with an error at once instead of hanging.
        """
        self._proxies.clear()
        await self.close()

    async def close(self) -> None:
        for task in tuple(self._draining):
            task.cancel()
        if self._draining:
            await asyncio.wait(self._draining)
        session, self._session = self._session, None
        if session is not None:
            await session.close()


class HttpAnswer:
    """One answer; see `UpstreamAnswer`."""

    def __init__(self, response: aiohttp.ClientResponse, draining: set[asyncio.Task[None]]) -> None:
        """draining: where the task is kept that reads an answer's rest."""
        self._response = response
        self._draining = draining
        self.status = response.status
        self.headers: Mapping[str, str] = {name.lower(): value for name, value in response.headers.items()}

    async def next_chunk(self) -> bytes:
        try:
            return await self._response.content.readany()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise failure(error) from None

    async def read(self, limit: int) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while size < limit and (chunk := await self.next_chunk()):
            pieces.append(chunk)
            size += len(chunk)
        return b"".join(pieces)[:limit]

    async def close(self, *, keep: bool = False) -> None:
        if keep and not self._response.content.at_eof():
            task = asyncio.get_running_loop().create_task(self._drain())
            self._draining.add(task)
            task.add_done_callback(self._draining.discard)
        else:
            self._release()

    async def _drain(self) -> None:
        """Wait for the end of a body of which nothing more is wanted, in the background: the client's own
        connection must not wait for it."""
        try:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with asyncio.timeout(DRAIN_SECONDS):
                    while await self._response.content.readany():
                        continue
        finally:
            self._release()

    def _release(self) -> None:
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()


def failure(error: BaseException) -> ProxyError:
    """What went wrong on the way to a provider, in words; never an address, a header or a body."""
    return ProxyError("INFERENCE_UPSTREAM_FAILURE", _sentence(error), details={"reason": _reason(error)})


_REASONS: tuple[tuple[type[BaseException], str, str], ...] = (
    (
        aiohttp.ClientConnectorDNSError,
        "dns",
        "The provider's host name is unknown. Check the base URL under Providers and your network.",
    ),
    (
        aiohttp.ClientConnectorCertificateError,
        "certificate",
        "The provider's certificate is not trusted by this computer. "
        "If your company inspects traffic, install its CA in the system's trust store.",
    ),
    (
        aiohttp.ClientSSLError,
        "tls",
        "No secure connection to the provider could be made. Check the base URL under Providers.",
    ),
    (
        aiohttp.ClientProxyConnectionError,
        "proxy",
        "The network proxy of this computer did not answer. Check HTTPS_PROXY and NO_PROXY.",
    ),
    (
        aiohttp.ClientHttpProxyError,
        "proxy",
        "The network proxy of this computer refused the connection. Check HTTPS_PROXY and NO_PROXY.",
    ),
    (
        aiohttp.ServerTimeoutError,
        "timeout",
        "The provider did not answer in time.",
    ),
    (TimeoutError, "timeout", "The provider did not answer in time."),
    (
        aiohttp.ClientConnectorError,
        "connect",
        "The provider cannot be reached. Is it running, and is the base URL right?",
    ),
    (
        aiohttp.ServerDisconnectedError,
        "closed",
        "The provider closed the connection without an answer.",
    ),
    (
        aiohttp.ClientPayloadError,
        "broken",
        "The provider broke off in the middle of its answer.",
    ),
    (
        aiohttp.ClientResponseError,
        "not-http",
        "The provider's answer is not valid HTTP. Check the base URL under Providers.",
    ),
    (
        aiohttp.InvalidURL,
        "url",
        "The provider's base URL is not valid. Mend it under Providers.",
    ),
)


def _row(error: BaseException) -> tuple[str, str]:
    if "content-encoding" in str(error).lower():
        return "encoding", "The provider compressed its answer in a way that was not asked for."
    for kind, reason, sentence in _REASONS:
        if isinstance(error, kind):
            return reason, sentence
    return "reset", "The connection to the provider broke."


def _reason(error: BaseException) -> str:
    return _row(error)[0]


def _sentence(error: BaseException) -> str:
    return _row(error)[1]
