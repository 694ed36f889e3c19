"""Connections: those that say nothing are closed, those that say nonsense get a clear answer."""

from __future__ import annotations

import asyncio
import json

import pytest

from proxy_core.server import protocol
from tests.fakes.proxy import Proxy, ask, one_provider, proxy
from tests.fakes.signals import Signal
from tests.fakes.upstream import Step, Upstream, sse


async def connection(near: Proxy) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = near.url.removeprefix("http://").split(":")
    return await asyncio.open_connection(host, int(port))


@pytest.mark.parametrize("head", [b"P", b"POST /v1/messages HTTP/1.1\r\nHost: local"])
async def test_a_head_that_stalls_is_answered_and_the_connection_closed(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 0.05)
    async with proxy() as near:
        reader, writer = await connection(near)
        writer.write(head)
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
    status, _, rest = answer.partition(b"\r\n")
    headers, _, body = rest.partition(b"\r\n\r\n")
    assert status == b"HTTP/1.1 408 Request Timeout"
    assert b"connection: close" in headers.lower()
    assert f"content-length: {len(body)}".encode() in headers.lower()
    said = json.loads(body)
    assert said["error"]["code"] == "REQUEST_TIMEOUT"
    assert "head" in said["error"]["message"]
    assert said["request_id"].encode() in headers


async def test_a_connection_that_says_nothing_is_closed_without_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 0.01)
    async with proxy() as near:
        reader, writer = await connection(near)
        assert await asyncio.wait_for(reader.read(), 30) == b""
        writer.close()


async def test_a_client_that_has_left_cancels_its_request_although_it_only_ended_its_side() -> None:
    never = Signal("an answer")
    with Upstream([Step(sse([never]))]) as far:
        async with proxy(one_provider(far.url)) as near:
            _, writer = await connection(near)
            body = json.dumps(ask(stream=True)).encode()
            head = f"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await far.arrival().arrived()
            writer.write_eof()
            await far.requests[0].left.arrived()
            writer.close()


async def test_one_that_has_sent_a_request_may_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 0.05)
    get = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    async with proxy() as near:
        reader, writer = await connection(near)
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
        reader, writer = await connection(near)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
        writer.write(b"NONSENSE\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        assert answer.count(b"MALFORMED_REQUEST") == 1
        assert (await near.post(ask()))[0] == 200
