"""The client's side of an answer: what is sent when, in which form."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from proxy_core.auth import ANYBODY
from proxy_core.errors import ProxyError
from proxy_core.exchange import Authorized, Client, Parsed, Received, Surface
from proxy_core.server.answers import NO_OP_EVERY, HttpReply
from proxy_core.wire.collect import events_of
from proxy_core.wire.events import Event
from tests.fakes.answers import message, text_block, tool_block
from tests.fakes.clock import FakeClock

HELLO = message([text_block("Hello"), tool_block("Read", {"path": "/tmp/a"})])
HOLD_S = 100.0
Script = Callable[[Client, HttpReply, FakeClock], Awaitable[None]]


def parsed(received: Received, stream: bool) -> Parsed:
    return Parsed(Authorized(received, ANYBODY), {}, "claude-test", stream, "")


@contextlib.asynccontextmanager
async def answered(script: Script, *, stream: bool) -> AsyncIterator[aiohttp.ClientResponse]:
    """The response to a request whose answer goes as the script says."""
    clock = FakeClock()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        received = Received("req_1", Surface.MESSAGES, {}, b"", clock.now(), clock.monotonic())
        reply = HttpReply(request, received, clock, HOLD_S)
        await script(reply.answer_to(parsed(received, stream)), reply, clock)
        return reply.response

    runner = web.ServerRunner(web.Server(handle))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with aiohttp.ClientSession() as client:
            port = runner.addresses[0][1]
            async with client.get(f"http://127.0.0.1:{port}/") as response:
                yield response
    finally:
        await runner.cleanup()


def events(body: bytes) -> list[dict[str, Any]]:
    lines = [line for line in body.decode().split("\n") if line.startswith("data: ")]
    return [json.loads(line[6:]) for line in lines]


async def test_a_stream_is_what_was_sent() -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.send(events_of(HELLO))
        await client.finish()

    async with answered(script, stream=True) as response:
        body = await response.read()
    assert response.content_type == "text/event-stream"
    assert response.headers["request-id"] == "req_1"
    assert body == b"".join(event.frame() for event in events_of(HELLO))


async def test_a_message_is_collected_from_the_same_events() -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        for event in events_of(HELLO):
            await client.send([event])
        await client.finish()

    async with answered(script, stream=False) as response:
        assert await response.json() == HELLO


@pytest.mark.parametrize("stream", [False, True])
async def test_before_the_first_event_a_failure_is_a_status(stream: bool) -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await reply.fail(ProxyError("RATE_LIMITED", retry_after="9"))

    async with answered(script, stream=stream) as response:
        body = await response.json()
    assert (response.status, response.headers["retry-after"]) == (429, "9")
    assert body["error"]["code"] == "RATE_LIMITED"


async def test_after_the_first_event_a_failure_is_the_last_event() -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.send(events_of(HELLO)[:2])
        await reply.fail(ProxyError("INFERENCE_UPSTREAM_FAILURE", "broke"))

    async with answered(script, stream=True) as response:
        last = events(await response.read())[-1]
    assert last["type"] == "error"
    assert last["error"]["message"] == "broke"


async def test_a_message_that_never_ended_is_a_failure() -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.send(events_of(HELLO)[:3])
        with pytest.raises(ProxyError) as error:
            await client.finish()
        await reply.fail(error.value)

    async with answered(script, stream=False) as response:
        assert response.status == 502


async def test_broken_tool_input_is_a_failure_and_not_half_a_call() -> None:
    broken = events_of(HELLO)
    delta = {"type": "input_json_delta", "partial_json": '{"path": '}
    broken[5] = Event.of({"type": "content_block_delta", "index": 1, "delta": delta})

    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        with pytest.raises(ProxyError) as error:
            await client.send(broken)
        await reply.fail(error.value)

    async with answered(script, stream=False) as response:
        assert response.status == 502


async def test_signs_of_life_fit_the_open_block() -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        whole = events_of(HELLO)
        await client.send(whole[:2])
        await client.keep_alive()
        await client.send(whole[2:5])
        await client.keep_alive()
        await client.send(whole[5:])
        await client.finish()

    async with answered(script, stream=True) as response:
        found = events(await response.read())
    deltas = [event["delta"] for event in found if event["type"] == "content_block_delta"]
    assert deltas[0] == {"type": "text_delta", "text": ""}
    assert {"type": "input_json_delta", "partial_json": ""} in deltas


async def test_between_blocks_a_sign_that_claude_code_counts_comes_now_and_then() -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.send(events_of(HELLO)[:1])
        for _ in range(NO_OP_EVERY):
            await client.keep_alive()
        await client.finish()

    async with answered(script, stream=True) as response:
        kinds = [event["type"] for event in events(await response.read())]
    assert kinds == ["message_start", *["ping"] * (NO_OP_EVERY - 1), "message_delta"]


async def test_the_stream_is_opened_ahead_of_the_provider_only_after_the_hold() -> None:
    seen = []

    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        clock.advance(HOLD_S - 1)
        await client.keep_alive()
        seen.append(reply.sent_bytes)
        clock.advance(2)
        await client.keep_alive()
        seen.append(reply.sent_bytes)
        await client.send(events_of(HELLO))
        await client.finish()

    async with answered(script, stream=True) as response:
        found = events(await response.read())
    assert seen[0] == 0
    assert seen[1] > 0
    assert [event["type"] for event in found].count("message_start") == 1
    end = next(event for event in found if event["type"] == "message_delta")
    assert end["usage"] == HELLO["usage"]


async def test_a_json_answer_has_no_signs_of_life() -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        clock.advance(HOLD_S * 2)
        await client.keep_alive()
        await client.send(events_of(HELLO))
        await client.finish()

    async with answered(script, stream=False) as response:
        assert await response.json() == HELLO
