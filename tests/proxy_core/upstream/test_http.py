"""Outbound HTTP: connections, their loss, and what a person is told of it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from proxy_core.errors import ProxyError
from proxy_core.providers.base import UpstreamRequest
from proxy_core.upstream import http as module
from proxy_core.upstream.base import UpstreamAnswer
from proxy_core.upstream.http import HttpUpstream, failure
from tests.fakes.signals import Signal
from tests.fakes.upstream import Step, Upstream, reply, silent, sse

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
TLS = Path(__file__).parents[2] / "fakes" / "tls"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def post(url: str, body: bytes = b"{}") -> UpstreamRequest:
    return UpstreamRequest("POST", url + "/v1/messages", {"content-type": "application/json"}, body)


@contextlib.asynccontextmanager
async def http() -> AsyncIterator[HttpUpstream]:
    upstream = HttpUpstream(connect_timeout=5)
    try:
        yield upstream
    finally:
        await upstream.close()


@contextlib.asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[str]:
    """A server that says what `talk` says, one call for each connection."""
    listener = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"


async def head(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(2)


async def whole(answer: UpstreamAnswer) -> bytes:
    pieces = []
    while chunk := await answer.next_chunk():
        pieces.append(chunk)
    await answer.close()
    return b"".join(pieces)


async def test_a_request_goes_out_as_it_was_made() -> None:
    body = b"x" * 3_000_000
    with Upstream([Step(reply({"ok": True}))]) as far:
        async with http() as upstream:
            answer = await upstream.open(post(far.url, body))
            assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
            assert await whole(answer) == b'{"ok": true}'
    sent = far.requests[0]
    assert sent.body == body
    assert set(sent.headers) == {"host", "content-type", "content-length"}


async def test_the_connection_is_kept_for_the_next_request() -> None:
    seen = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append("connection")
        for _ in range(3):
            await head(reader)
            writer.write(OK)
        writer.close()

    async with server(talk) as url, http() as upstream:
        for _ in range(3):
            assert await whole(await upstream.open(post(url))) == b"ok"
    assert seen == ["connection"]


async def test_an_idle_connection_that_the_provider_closed_is_replaced() -> None:
    requests = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Answers one request; the second on the same connection meets a closed door.
        requests.append(await head(reader))
        writer.write(OK)
        await writer.drain()
        with contextlib.suppress(asyncio.IncompleteReadError):
            await reader.readexactly(1)
        writer.transport.abort()

    async with server(talk) as url, http() as upstream:
        assert await whole(await upstream.open(post(url))) == b"ok"
        assert await whole(await upstream.open(post(url))) == b"ok"
    assert len(requests) == 2


async def test_a_request_on_a_fresh_connection_is_never_sent_twice() -> None:
    requests = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await head(reader))
        writer.transport.abort()

    async with server(talk) as url, http() as upstream:
        with pytest.raises(ProxyError) as error:
            await upstream.open(post(url))
    assert error.value.code == "INFERENCE_UPSTREAM_FAILURE"
    assert len(requests) == 1


async def test_the_end_of_the_body_is_told_from_its_loss() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npartial")
        await writer.drain()
        writer.close()

    async with server(talk) as url, http() as upstream:
        answer = await upstream.open(post(url))
        with pytest.raises(ProxyError, match="broke off"):
            await whole(answer)
        await answer.close()


async def test_chunks_come_as_they_are_sent() -> None:
    gate = Signal("the second chunk")
    with Upstream([Step(sse([b"one", gate, b"two"]))]) as far:
        async with http() as upstream:
            answer = await upstream.open(post(far.url))
            assert await answer.next_chunk() == b"one"
            gate.set()
            assert await answer.next_chunk() == b"two"
            assert await answer.next_chunk() == b""
            await answer.close()


async def test_an_error_body_is_read_up_to_a_limit() -> None:
    with Upstream([Step(sse([b"x" * 100_000] * 10, status=500))]) as far:
        async with http() as upstream:
            answer = await upstream.open(post(far.url))
            assert len(await answer.read(1000)) == 1000
            await answer.close()


async def test_waiting_for_a_silent_provider_can_be_cancelled() -> None:
    never = Signal("never")
    with Upstream([Step(silent(never))]) as far:
        async with http() as upstream:
            task = asyncio.ensure_future(upstream.open(post(far.url)))
            await far.arrival().arrived()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        await far.requests[0].left.arrived()


async def test_after_a_sleep_connections_are_made_anew() -> None:
    connections = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                await head(reader)
                writer.write(OK)
        writer.close()

    async with server(talk) as url, http() as upstream:
        await whole(await upstream.open(post(url)))
        await upstream.after_sleep()
        assert await whole(await upstream.open(post(url))) == b"ok"
    assert len(connections) == 2


async def test_what_is_not_http_is_told() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head(reader)
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        await writer.drain()
        writer.close()

    async with server(talk) as url, http() as upstream:
        with pytest.raises(ProxyError, match="not valid HTTP"):
            await upstream.open(post(url))


async def test_an_untrusted_certificate_is_told() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "cert.pem", TLS / "key.pem")
    listener = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    async with listener, http() as upstream:
        port = listener.sockets[0].getsockname()[1]
        with pytest.raises(ProxyError, match="certificate is not trusted"):
            await upstream.open(post(f"https://localhost:{port}"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://no-such-host.invalid", "http://[::1]:1"])
async def test_a_provider_that_cannot_be_reached_is_told(url: str) -> None:
    async with http() as upstream:
        with pytest.raises(ProxyError) as error:
            await upstream.open(post(url))
    assert error.value.code == "INFERENCE_UPSTREAM_FAILURE"
    assert error.value.details["reason"] in ("connect", "dns")
    assert "provider" in error.value.message


async def test_a_network_proxy_is_used_for_the_world_and_never_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await head(reader)).split(b"\r\n")[0])
        writer.write(OK)
        await writer.drain()
        writer.close()

    async with server(talk) as network_proxy, server(talk) as local, http() as upstream:
        monkeypatch.setenv("http_proxy", network_proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        await whole(await upstream.open(post("http://provider.invalid")))
        await whole(await upstream.open(post(local)))
    assert asked == [b"POST http://provider.invalid/v1/messages HTTP/1.1", b"POST /v1/messages HTTP/1.1"]


def test_a_failure_never_names_address_or_content() -> None:
    secret = "sk-secret"
    for error in (
        aiohttp.InvalidURL(f"http://{secret}"),
        aiohttp.ClientPayloadError(secret),
        aiohttp.ServerDisconnectedError(secret),
        ssl.SSLError(secret),
        ConnectionResetError(secret),
        TimeoutError(secret),
        OSError(secret),
    ):
        told = failure(error)
        assert secret not in str(told)
        assert secret not in str(told.details)


async def test_a_complete_answer_whose_body_ends_a_little_later_leaves_the_connection_for_the_next() -> None:
    gate = asyncio.Event()
    connections = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        for _ in range(2):
            await head(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")
            await gate.wait()
            writer.write(b"0\r\n\r\n")
        writer.close()

    async with server(talk) as url, http() as upstream:
        answer = await upstream.open(post(url))
        assert await answer.next_chunk() == b"ok"
        await answer.close(keep=True)
        gate.set()
        for task in tuple(upstream._draining):
            await task
        second = await upstream.open(post(url))
        assert await whole(second) == b"ok"
    assert len(connections) == 1


async def test_one_that_never_ends_is_closed_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DRAIN_SECONDS", 0.01)
    never = Signal("never")
    with Upstream([Step(sse([b"one", never]))]) as far:
        async with http() as upstream:
            answer = await upstream.open(post(far.url))
            await answer.next_chunk()
            await answer.close(keep=True)
            await far.requests[0].left.arrived()
