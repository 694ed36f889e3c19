"""Connections: those that say nothing are closed, those that say nonsense get a clear answer."""

from __future__ import annotations

import asyncio

import pytest

from proxy_core.server import protocol
from tests.fakes.proxy import ask, proxy


async def test_a_connection_that_sends_no_request_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 0.01)
    async with proxy() as near:
        host, port = near.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /v1/messages HTTP/1.1\r\nHost: local")
        assert await asyncio.wait_for(reader.read(), 30) == b""
        writer.close()


async def test_one_that_has_sent_a_request_may_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 0.05)
    get = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    async with proxy() as near:
        host, port = near.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        for _ in range(2):
            writer.write(get)
            assert b"200 OK" in await reader.readuntil(b"}")
            # A later timer of the same loop: the connection's own would have fired before it.
            later = asyncio.Event()
            asyncio.get_running_loop().call_later(0.1, later.set)
            await later.wait()
        writer.close()


async def test_nonsense_on_a_connection_that_was_good_ends_it_with_a_clear_answer() -> None:
    async with proxy() as near:
        host, port = near.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
        writer.write(b"NONSENSE\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        assert answer.count(b"MALFORMED_REQUEST") == 1
        assert (await near.post(ask()))[0] == 200
