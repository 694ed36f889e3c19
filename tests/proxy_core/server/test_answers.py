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
from proxy_core.server.answers import COUNTED_EVERY_S, HttpReply
from proxy_core.wire import collect
from proxy_core.wire.collect import events_of
from proxy_core.wire.events import Event
from tests.fakes.answers import message, text_block, tool_block
from tests.fakes.clock import FakeClock

HELLO = message([text_block("Hello"), tool_block("Read", {"path": "/tmp/a"})])
QUIET_S = 15.0
Script = Callable[[Client, HttpReply, FakeClock], Awaitable[None]]


def parsed(received: Received, stream: bool) -> Parsed:
    return Parsed(Authorized(received, ANYBODY), {}, "claude-test", stream, "")


@contextlib.asynccontextmanager
async def answered(
    script: Script, *, stream: bool, quiet_s: float = QUIET_S
) -> AsyncIterator[aiohttp.ClientResponse]:
    """The response to a request whose answer goes as the script says."""
    clock = FakeClock()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        received = Received("req_1", Surface.MESSAGES, {}, b"", clock.now(), clock.monotonic())
        reply = HttpReply(request, received, clock, quiet_s)
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


@pytest.mark.parametrize("made", [False, True])
async def test_a_message_without_end_is_not_collected_for_ever(
    made: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect, "MAX_MESSAGE_BYTES", 2 * 1024 * 1024)
    text = {"type": "text_delta", "text": "x" * 9999}
    delta: dict[str, Any] = {"type": "content_block_delta", "index": 0, "delta": text}
    sent = []

    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.send(events_of(HELLO)[:2])
        with pytest.raises(ProxyError, match="larger than 2 MB") as error:
            for _ in range(1000):
                event = Event.of(delta) if made else Event(delta["type"], payload=json.dumps(delta).encode())
                await client.send([event])
                sent.append(event)
        await reply.fail(error.value)

    async with answered(script, stream=False) as response:
        assert (response.status, response.headers["x-should-retry"]) == (502, "false")
    assert 200 < len(sent) < 220


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


async def kept_alive(sent: list[Event], seconds: float, pings: bool = False) -> list[dict[str, Any]]:
    """What a client gets while nothing, or nothing but pings, follows on these events for so long."""

    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.send(sent)
        for _ in range(round(seconds / QUIET_S)):
            clock.advance(QUIET_S)
            await (client.send([Event.of({"type": "ping"})]) if pings else client.keep_alive())
        await client.finish()

    async with answered(script, stream=True) as response:
        return events(await response.read())[len(sent) :]


@pytest.mark.parametrize("pings", [False, True])
async def test_between_blocks_a_sign_that_claude_code_counts_comes_now_and_then(pings: bool) -> None:
    found = await kept_alive(events_of(HELLO)[:1], 2.5 * COUNTED_EVERY_S, pings)
    kinds = [event["type"] for event in found if event["type"] != "ping"]
    assert kinds == ["message_delta"] * 2
    assert found[-1]["type"] == "ping"


@pytest.mark.parametrize("quiet_s", [37.5, 100.0, 240.0])
async def test_signs_that_count_come_in_time_whatever_the_cadence(quiet_s: float) -> None:
    times = []

    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.send(events_of(HELLO)[:1])
        before = clock.monotonic()
        for _ in range(12):
            clock.advance(quiet_s)
            at = reply.sent_bytes
            await client.keep_alive()
            if reply.sent_bytes - at > len(Event.of({"type": "ping"}).frame()):
                times.append(clock.monotonic() - before)
                before = clock.monotonic()
        await client.finish()

    async with answered(script, stream=True, quiet_s=quiet_s):
        pass
    assert times
    assert max(times) <= max(COUNTED_EVERY_S, quiet_s) < 300


async def test_a_sign_of_life_after_the_end_says_the_end_again() -> None:
    ended = events_of(HELLO)[:-1]
    found = await kept_alive(ended, 2 * COUNTED_EVERY_S)
    again = [event for event in found if event["type"] != "ping"]
    assert again == [ended[-1].data] * 2


async def test_the_stream_is_opened_ahead_of_a_silent_provider() -> None:
    seen = []

    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.keep_alive()
        seen.append(reply.sent_bytes)
        await client.send(events_of(HELLO))
        await client.finish()

    async with answered(script, stream=True) as response:
        found = events(await response.read())
    assert seen[0] > 0
    assert [event["type"] for event in found].count("message_start") == 1
    end = next(event for event in found if event["type"] == "message_delta")
    assert end["usage"] == HELLO["usage"]


async def test_an_end_that_is_said_again_keeps_the_usage_of_a_stream_opened_ahead() -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.keep_alive()
        await client.send(events_of(HELLO)[:-1])
        clock.advance(COUNTED_EVERY_S)
        await client.keep_alive()
        await client.finish()

    async with answered(script, stream=True) as response:
        found = events(await response.read())
    assert [event["usage"] for event in found if event["type"] == "message_delta"] == [HELLO["usage"]] * 2


async def test_a_json_answer_has_no_signs_of_life() -> None:
    async def script(client: Client, reply: HttpReply, clock: FakeClock) -> None:
        await client.keep_alive()
        await client.send(events_of(HELLO))
        await client.finish()

    async with answered(script, stream=False) as response:
        assert await response.json() == HELLO
