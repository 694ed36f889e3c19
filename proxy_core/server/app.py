"""The proxy's HTTP server: routes and thin handlers.

A handler turns HTTP into a `Received` and an answer back into HTTP; what happens between is the pipeline's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import web

from proxy_core.auth import authenticate
from proxy_core.config import Config, is_loopback
from proxy_core.core import Core
from proxy_core.errors import ProxyError
from proxy_core.exchange import Received, Surface
from proxy_core.faults import describe
from proxy_core.ids import request_id
from proxy_core.pipeline import count, exchange
from proxy_core.server.answers import HttpReply
from proxy_core.server.body import read_body
from proxy_core.server.control import ADDRESSES, control
from proxy_core.server.errors import SERVER, error_response
from proxy_core.server.guards import check_host, check_origin
from proxy_core.server.protocol import LIMITS, Protocol, Server
from proxy_core.version import VERSION
from proxy_core.wire import json
from proxy_core.wire.models import listing, model_entry

log = logging.getLogger("scrubroom.server")

PRODUCT = "scrubroom"
ENVELOPE_PATH = "/api/v1/messages"
#: How long running answers may go on after the proxy was told to stop, in seconds.
SHUTDOWN_S = 4.5
#: How long what is left may take to be told, and each connection to close.
CLEANUP_S = 0.1
_MEGABYTE = 1024 * 1024

Handler = Callable[[web.BaseRequest, "Context"], Awaitable[web.StreamResponse]]


class Context:
    """What every handler gets: the id and the headers (lower-case names) of its request."""

    def __init__(self, identifier: str, headers: Mapping[str, str], path: str) -> None:
        self.request_id = identifier
        self.headers = headers
        self.path = path


class ProxyServer:
    """Listens, and answers each request through the core. Start it once, stop it once."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._runner: web.ServerRunner | None = None
        self._site: web.TCPSite | None = None
        self._stopping = False
        self._exposed = False
        #: the task of each answer that is under way, and what is set when it is over
        self._running: dict[asyncio.Task[Any], asyncio.Future[None]] = {}
        self._routes: Mapping[str, Mapping[str, Handler]] = {
            "/v1/messages": {"POST": self._messages},
            "/v1/messages/count_tokens": {"POST": self._count},
            "/v1/chat/completions": {"POST": partial(self._messages, surface=Surface.CHAT_COMPLETIONS)},
            ENVELOPE_PATH: {"POST": partial(self._messages, surface=Surface.ENVELOPE)},
            "/v1/models": {"GET": self._models},
            "/": {"GET": self._root, "HEAD": self._root},
            "/healthz": {"GET": self._health, "HEAD": self._health},
            **{path: {"GET": self._control} for path in ADDRESSES},
        }

    async def start(self, host: str, port: int) -> str:
        """Listen. Returns the base URL; raises OSError if the address cannot be had."""
        self._exposed = not is_loopback(host)
        self._core.exposed += self._exposed
        server = Server(self._handle, request_factory=None, handler_cancellation=True, **LIMITS)
        self._runner = web.ServerRunner(server, handle_signals=False, shutdown_timeout=CLEANUP_S)
        await self._runner.setup()
        try:
            # Never share a port: with SO_REUSEPORT another program could take a part of the requests.
            self._site = web.TCPSite(self._runner, host, port, reuse_port=False)
            await self._site.start()
        except BaseException:
            await self.stop()
            raise
        address = self._runner.addresses[0]
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        return f"http://{shown}:{address[1]}"

    async def stop(self) -> None:
        """Accept nothing more, let running answers end for `SHUTDOWN_S`, then tell the rest."""
        runner, self._runner = self._runner, None
        if runner is None:
            return
        if self._site is not None and self._site in runner.sites:
            await self._site.stop()
        if self._running:
            await asyncio.wait(self._running.values(), timeout=SHUTDOWN_S)
        self._stopping = True
        for task, over in tuple(self._running.items()):
            task.cancel()
            await asyncio.wait((over,), timeout=CLEANUP_S)
        await runner.cleanup()
        self._core.exposed -= self._exposed
        self._exposed = False

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if isinstance(request.protocol, Protocol):
            request.protocol.head_arrived()
        headers = {name.lower(): value for name, value in request.headers.items()}
        context = Context(request_id(self._core.clock.now()), headers, normal_path(request.path))
        try:
            check_host(headers, self._core.config)
            check_origin(headers, self._core.config)
            return await self._handler(request.method, context.path)(request, context)
        except ProxyError as error:
            return self._refuse(error, request, context)
        except ConnectionError:
            # Gone, or it has stopped reading: what still waits to be written to it would wait for ever.
            if request.transport is not None:
                request.transport.abort()
            raise
        except Exception as error:
            log.error("a request failed: %s", describe(error))
            return self._refuse(ProxyError("INTERNAL_ERROR"), request, context)

    def _refuse(self, error: ProxyError, request: web.BaseRequest, context: Context) -> web.Response:
        surface = Surface.ENVELOPE if context.path == ENVELOPE_PATH else Surface.MESSAGES
        response = error_response(error, context.request_id, context.headers, surface)
        if error.code == "METHOD_NOT_ALLOWED":
            response.headers["Allow"] = ", ".join(self._methods(context.path))
        if not request.content.is_eof():
            # The rest of a refused body is not worth reading.
            response.force_close()
        if request.content.exception() is not None:
            response.force_close()
            # It cannot be read at all, which the library would find out, and log, after the answer.
            request.content.feed_eof()
        return response

    def _methods(self, path: str) -> Mapping[str, Handler]:
        if path.startswith("/v1/models/") and len(path) > len("/v1/models/"):
            return {"GET": self._model}
        return self._routes.get(path, {})

    def _handler(self, method: str, path: str) -> Handler:
        methods = self._methods(path)
        if not methods:
            raise ProxyError("RESOURCE_NOT_FOUND")
        if method not in methods:
            raise ProxyError(
                "METHOD_NOT_ALLOWED", f"This address takes {' and '.join(methods)}, not {method[:20]}."
            )
        return methods[method]

    async def _received(self, request: web.BaseRequest, context: Context, surface: Surface) -> Received:
        config, clock = self._core.config, self._core.clock
        started, at = clock.monotonic(), clock.now()
        body = await read_body(
            request, config["server.body_limit_mb"] * _MEGABYTE, config["server.body_timeout_s"]
        )
        return Received(context.request_id, surface, context.headers, body, at, started)

    async def _messages(
        self, request: web.BaseRequest, context: Context, *, surface: Surface = Surface.MESSAGES
    ) -> web.StreamResponse:
        received = await self._received(request, context, surface)
        reply = HttpReply(request, received, self._core.clock, self._core.config["server.keepalive_s"])
        task = asyncio.current_task()
        assert task is not None
        over = self._running[task] = asyncio.get_running_loop().create_future()
        try:
            await exchange(received, self._core, reply)
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            task.uncancel()
            await reply.fail(ProxyError("INFERENCE_UNAVAILABLE", "Scrubroom was stopped; start it again."))
        finally:
            del self._running[task]
            over.set_result(None)
        return reply.response

    async def _count(self, request: web.BaseRequest, context: Context) -> web.StreamResponse:
        received = await self._received(request, context, Surface.COUNT_TOKENS)
        tokens = await count(received, self._core)
        return _json({"input_tokens": tokens}, context)

    def _config(self, context: Context) -> Config:
        """The configuration as it is for who asks. Raises `ProxyError` INVALID_API_KEY."""
        config = self._core.config
        return config.seen_by(authenticate(context.headers, config.keys, exposed=self._core.exposed > 0).key)

    async def _models(self, request: web.BaseRequest, context: Context) -> web.StreamResponse:
        return _json(listing(self._config(context).models, context.headers), context)

    async def _model(self, request: web.BaseRequest, context: Context) -> web.StreamResponse:
        name = context.path.removeprefix("/v1/models/")
        return _json(model_entry(self._config(context).models, name, context.headers), context)

    async def _control(self, request: web.BaseRequest, context: Context) -> web.StreamResponse:
        data = await control(context.path, context.headers, request.query, self._core)
        return _json({"success": True, "data": data, "meta": {"request_id": context.request_id}}, context)

    async def _root(self, request: web.BaseRequest, context: Context) -> web.StreamResponse:
        return _json({"product": PRODUCT, "version": VERSION, "docs": "POST /v1/messages"}, context)

    async def _health(self, request: web.BaseRequest, context: Context) -> web.StreamResponse:
        names = [provider.name for provider in self._core.config.providers]
        health = {
            "status": "ok",
            "product": PRODUCT,
            "version": VERSION,
            "active": self._core.active,
            # Anybody on this machine may ask: counts, no names.
            "providers": len(names),
            "providers_passed_over": self._core.health.passed_over(names),
        }
        return _json(health, context)


def normal_path(path: str) -> str:
    """The path without the alias prefix and without a trailing slash."""
    if path.startswith("/api/anthropic/"):
        path = path.removeprefix("/api/anthropic")
    return path.rstrip("/") or "/"


def _json(value: object, context: Context) -> web.Response:
    return web.Response(
        body=json.dumps(value),
        content_type="application/json",
        headers={"request-id": context.request_id, "Server": SERVER},
    )
