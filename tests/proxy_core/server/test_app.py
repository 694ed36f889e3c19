"""The server's routes, and what it does with everything that is not a good request."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import io
import json
from typing import Any

import aiohttp
import pytest

from proxy_core.config import parse_config
from proxy_core.server import app as module
from proxy_core.server.app import ProxyServer
from proxy_core.version import VERSION
from tests.fakes.answers import message, stream, text_block
from tests.fakes.proxy import Proxy, ask, one_provider, proxy
from tests.fakes.signals import Signal
from tests.fakes.upstream import Step, Upstream, reply, sse

KEY = "scrub_live_" + "k" * 32
OTHER = "scrub_live_" + "o" * 32


def local_key(value: str = KEY, **fields: Any) -> dict[str, Any]:
    digest = hashlib.sha256(value.encode()).hexdigest()
    return {"name": "laptop", "sha256": digest, "last_four": value[-4:], "scopes": ["ai:chat"], **fields}


async def raw(near: Proxy, data: bytes, *, until: bytes = b"") -> bytes:
    """What the server says to bytes, up to the connection's end."""
    host, port = near.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(data)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.readuntil(until) if until else reader.read(), 30)
    finally:
        writer.close()


def body_of(answer: bytes) -> Any:
    return json.loads(answer.partition(b"\r\n\r\n")[2])


# ---------------------------------------------------------------- routes


@pytest.mark.parametrize(
    "path", ["/v1/messages", "/v1/messages?beta=true", "/v1/messages/", "/api/anthropic/v1/messages"]
)
async def test_messages_are_served_under_every_name(path: str) -> None:
    async with proxy() as near:
        status, _, body = await near.post(ask("Hi"), path)
    assert status == 200
    assert body["content"][0]["text"].startswith("You said: Hi")


async def test_the_root_answers_head_and_get() -> None:
    async with proxy() as near:
        async with near.client.head(near.url + "/") as answer:
            assert (answer.status, await answer.read()) == (200, b"")
        async with near.client.get(near.url) as answer:
            assert (await answer.json())["product"] == "scrubroom"


async def test_health_tells_product_and_version() -> None:
    async with proxy() as near, near.client.get(near.url + "/healthz") as answer:
        body = await answer.json()
    health = {"status": "ok", "product": "scrubroom", "version": VERSION, "active": 0}
    assert body == {**health, "providers": 1, "providers_passed_over": 0}


async def test_models_come_in_the_shape_that_the_client_reads() -> None:
    async with proxy() as near:
        async with near.client.get(
            near.url + "/v1/models?limit=1000", headers={"anthropic-version": "1"}
        ) as answer:
            anthropic = await answer.json()
        async with near.client.get(near.url + "/v1/models") as answer:
            openai = await answer.json()
        async with near.client.get(near.url + "/v1/models/claude-opus-4-8") as answer:
            assert (await answer.json())["id"] == "claude-opus-4-8"
    assert {"type", "id", "display_name", "created_at"} <= set(anthropic["data"][0])
    assert anthropic["has_more"] is False
    assert openai["object"] == "list"
    assert all(entry["id"].startswith("claude") for entry in openai["data"])


async def test_tokens_are_counted_by_the_provider_if_it_can() -> None:
    with Upstream([]) as far:
        async with proxy(one_provider(far.url)) as near:
            request = {"model": "claude-test", "messages": [{"role": "user", "content": "Hi"}]}
            status, _, body = await near.post(request, "/v1/messages/count_tokens?beta=true")
    assert (status, body) == (200, {"input_tokens": 42})
    assert far.requests[0].path == "/v1/messages/count_tokens"


async def test_tokens_are_estimated_where_nobody_counts() -> None:
    async with proxy() as near:
        short = (await near.post(ask("Hi"), "/v1/messages/count_tokens"))[2]["input_tokens"]
        long = (await near.post(ask("word " * 700), "/v1/messages/count_tokens"))[2]["input_tokens"]
    assert 0 < short < 20
    assert 700 <= long <= 1400


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/messages", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/v1/models", 405, "METHOD_NOT_ALLOWED"),
        ("OPTIONS", "/v1/messages", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/v1/complete", 404, "RESOURCE_NOT_FOUND"),
        ("POST", "/v1/v1/messages", 404, "RESOURCE_NOT_FOUND"),
        ("GET", "/../etc/passwd", 404, "RESOURCE_NOT_FOUND"),
        ("GET", "/v1/models/no-such-model", 404, "MODEL_NOT_MAPPED"),
    ],
)
async def test_an_unknown_route_is_a_clear_error(method: str, path: str, status: int, code: str) -> None:
    config = {"models": [{"alias": "claude-*", "routes": [{"provider": "demo"}]}]}
    async with proxy(config) as near, near.client.request(method, near.url + path) as answer:
        body = await answer.json()
    assert (answer.status, body["error"]["code"]) == (status, code)
    assert body["request_id"] == answer.headers["request-id"]
    assert "access-control-allow-origin" not in answer.headers


# ---------------------------------------------------------------- who may ask


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"x-api-key": KEY}, 200),
        ({"Authorization": f"Bearer {KEY}"}, 200),
        ({"authorization": f"bearer {KEY}"}, 200),
        ({"x-scrubroom-api-key": KEY, "Authorization": "Bearer sk-ant-oat-client"}, 200),
        ({"x-api-key": OTHER}, 401),
        ({"x-api-key": OTHER, "Authorization": f"Bearer {KEY}"}, 401),
        ({"x-api-key": "", "Authorization": f"Bearer {KEY}"}, 200),
        ({"Authorization": f"Basic {KEY}"}, 401),
        ({"x-api-key": KEY + "x"}, 401),
    ],
)
async def test_a_local_key_opens_the_door(headers: dict[str, str], status: int) -> None:
    async with proxy({"keys": [local_key()]}) as near:
        got, _, body = await near.post(ask(), headers=headers)
    assert got == status
    if status == 401:
        assert body["error"]["code"] == "INVALID_API_KEY"


async def test_a_revoked_key_is_refused_even_if_it_was_the_last_one() -> None:
    async with proxy() as near:
        assert (await near.post(ask(), headers={"x-api-key": KEY}))[0] == 401
        assert (await near.post(ask(), headers={"x-api-key": "anything"}))[0] == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/messages"),
        ("POST", "/v1/messages/count_tokens"),
        ("POST", "/v1/chat/completions"),
        ("POST", "/api/v1/messages"),
        ("GET", "/v1/models"),
        ("GET", "/v1/models/claude-test"),
    ],
)
async def test_without_a_local_key_nobody_is_let_in_where_other_machines_can_ask(
    method: str, path: str
) -> None:
    config = {"keys": [local_key()], "server": {"host": "0.0.0.0"}}
    async with proxy(config, host="0.0.0.0") as near:
        url, body = near.url + path, ask() if method == "POST" else None
        async with near.client.request(method, url, json=body, headers={"x-api-key": KEY}) as answer:
            assert answer.status == 200
        near.core.configure(parse_config({"server": {"host": "0.0.0.0"}}))
        for key in (KEY, "anything", ""):
            async with near.client.request(method, url, json=body, headers={"x-api-key": key}) as answer:
                assert (answer.status, (await answer.json())["error"]["code"]) == (401, "INVALID_API_KEY")
    assert near.core.exposed == 0


async def test_claude_code_gets_a_400_instead_of_a_401() -> None:
    async with proxy({"keys": [local_key()]}) as near:
        agent = {"User-Agent": "claude-cli/2.1.197 (external, cli)", "x-api-key": OTHER}
        status, headers, body = await near.post(ask(), headers=agent)
    assert (status, headers["x-should-retry"]) == (400, "false")
    assert (body["error"]["type"], body["error"]["code"]) == ("authentication_error", "INVALID_API_KEY")


async def test_a_key_without_the_scope_is_told_which_one_it_lacks() -> None:
    async with proxy({"keys": [local_key(scopes=["control:read"])]}) as near:
        status, _, body = await near.post(ask(), headers={"x-api-key": KEY})
    assert (status, body["error"]["code"]) == (403, "MISSING_SCOPE")
    assert body["error"]["details"] == {"required_scope": "ai:chat"}


async def test_the_local_key_never_reaches_a_provider() -> None:
    for auth in ("none", "client"):
        with Upstream([Step(reply(message([text_block("Hi")])))]) as far:
            config = one_provider(far.url, keys=[local_key()])
            config["providers"][0]["auth"] = auth
            async with proxy(config) as near:
                headers = {"x-scrubroom-api-key": KEY, "Authorization": "Bearer sk-client", "Cookie": "a=b"}
                assert (await near.post(ask(), headers=headers))[0] == 200
        sent = far.requests[0].headers
        assert not any(KEY in value for value in sent.values())
        assert "cookie" not in sent
        assert sent.get("authorization") == ("Bearer sk-client" if auth == "client" else None)


async def test_a_client_key_that_is_the_local_one_is_not_passed_on() -> None:
    with Upstream([Step(reply(message([text_block("Hi")])))]) as far:
        config = one_provider(far.url, keys=[local_key()])
        config["providers"][0]["auth"] = "client"
        async with proxy(config) as near:
            assert (await near.post(ask(), headers={"Authorization": f"Bearer {KEY}"}))[0] == 200
    assert "authorization" not in far.requests[0].headers


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Host": "evil.example"}, "HOST_NOT_ALLOWED"),
        ({"Host": "127.0.0.1.evil.example:7440"}, "HOST_NOT_ALLOWED"),
        ({"Host": "localhost.evil.example"}, "HOST_NOT_ALLOWED"),
        ({"Host": ""}, "HOST_NOT_ALLOWED"),
        ({"Origin": "https://evil.example"}, "ORIGIN_NOT_ALLOWED"),
        ({"Origin": "null"}, "ORIGIN_NOT_ALLOWED"),
        ({"Sec-Fetch-Site": "cross-site"}, "ORIGIN_NOT_ALLOWED"),
    ],
)
async def test_web_pages_are_kept_out(headers: dict[str, str], code: str) -> None:
    async with proxy() as near:
        status, _, body = await near.post(ask(), headers=headers)
        assert near.entries == [], "nothing of it was processed"
    assert (status, body["error"]["code"]) == (403, code)


@pytest.mark.parametrize("host", ["localhost:7440", "127.0.0.1", "[::1]:7440", "LOCALHOST", "my-box:7440"])
async def test_this_machines_own_names_are_let_in(host: str) -> None:
    async with proxy({"server": {"allowed_hosts": ["my-box"]}}) as near:
        assert (await near.post(ask(), headers={"Host": host}))[0] == 200


async def test_a_listed_origin_is_let_in() -> None:
    async with proxy({"server": {"allowed_origins": ["http://localhost:3000"]}}) as near:
        assert (await near.post(ask(), headers={"Origin": "http://localhost:3000"}))[0] == 200


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b'{"model":"\\ud800"}', b"[" * 100_000, b'{"a":NaN}'],
)
async def test_broken_json_is_a_clear_error(body: bytes) -> None:
    async with proxy() as near:
        status, _, answer = await near.post(body)
        assert (status, answer["error"]["code"]) == (400, "VALIDATION_FAILED")
        assert (await near.post(ask()))[0] == 200


async def test_a_body_over_the_limit_is_refused_before_it_is_read() -> None:
    async with proxy({"server": {"body_limit_mb": 1}}) as near:
        head = b"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
        answer = await raw(near, head)
        assert answer.startswith(b"HTTP/1.1 413")
        assert body_of(answer)["error"]["code"] == "REQUEST_TOO_LARGE"
        status, _, body = await near.post(b" " * 1_500_000)
        assert (status, body["error"]["type"]) == (413, "request_too_large")
        assert (await near.post(ask()))[0] == 200


async def test_a_body_that_grows_when_unpacked_is_cut_off_at_the_limit() -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    async with proxy({"server": {"body_limit_mb": 1}}) as near:
        status, _, _ = await near.post(bomb, headers={"Content-Encoding": "gzip"})
        assert status == 413


async def test_a_packed_body_is_read() -> None:
    packed = gzip.compress(json.dumps(ask()).encode())
    async with proxy() as near:
        assert (await near.post(packed, headers={"Content-Encoding": "gzip"}))[0] == 200


@pytest.mark.parametrize("body", [b"not gzip", b"x" * 50_000], ids=["short", "long"])
async def test_a_body_that_is_not_packed_as_it_says_is_refused_and_no_fault_of_ours(
    body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with proxy() as near:
        head = f"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        answer = await raw(near, head.encode() + b"Content-Encoding: gzip\r\n\r\n" + body)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert body_of(answer)["error"]["code"] == "MALFORMED_REQUEST"
        assert (await near.post(ask()))[0] == 200
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_body_of_64_megabytes_is_taken() -> None:
    text = "x " * (32 * 1024 * 1024 - 200)
    with Upstream([Step(reply(message([text_block("Hi")])))]) as far:
        async with proxy(one_provider(far.url)) as near:
            assert (await near.post(ask(text)))[0] == 200
    assert len(far.requests[0].body) > 60 * 1024 * 1024


async def test_a_client_that_stalls_in_its_body_is_cut_off() -> None:
    head = b"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"
    async with proxy({"server": {"body_timeout_s": 1}}) as near:
        answer = await raw(near, head)
        assert answer.startswith(b"HTTP/1.1 408")
        assert body_of(answer)["error"]["code"] == "REQUEST_TIMEOUT"
        assert (await near.post(ask()))[0] == 200


@pytest.mark.parametrize(
    "data",
    [
        b"GARBAGE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-Flood: 1\r\n" * 5000 + b"\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
async def test_what_is_not_http_gets_the_one_error_body(data: bytes) -> None:
    async with proxy() as near:
        answer = await raw(near, data)
        assert answer[:10] in (b"HTTP/1.1 4", b"HTTP/1.0 4")
        assert body_of(answer)["error"]["code"] == "MALFORMED_REQUEST"
        assert b"Traceback" not in answer
        assert (await near.post(ask()))[0] == 200


async def test_a_client_that_waits_for_a_go_ahead_gets_it() -> None:
    body = json.dumps(ask()).encode()
    head = (
        b"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    async with proxy() as near:
        host, port = near.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(head)
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(body)
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
        writer.close()


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"max_tokens": None}, "max_tokens"),
        ({"max_tokens": "many"}, "max_tokens"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "messages[0].content[0].text"),
        ({"stream": "yes"}, "stream"),
        ({"store": False}, "store"),
    ],
)
async def test_a_wrong_field_is_named(change: dict[str, Any], param: str) -> None:
    request = {name: value for name, value in {**ask(), **change}.items() if value is not None}
    async with proxy() as near:
        status, _, body = await near.post(request)
    assert (status, body["error"]["param"]) == (400, param)
    assert param.split("[")[0] in body["error"]["message"]


# ---------------------------------------------------------------- stopping


async def test_a_running_stream_ends_in_peace_when_the_proxy_stops() -> None:
    gate = Signal("the provider's next word")
    frames = stream(message([text_block("Hello there")]))
    with Upstream([Step(sse([*frames[:3], gate, *frames[3:]]))]) as far:
        async with proxy(one_provider(far.url)) as near:
            server = ProxyServer(near.core)
            url = await server.start("127.0.0.1", 0)
            async with near.client.post(url + "/v1/messages", json=ask(stream=True)) as answer:
                await answer.content.readexactly(10)
                stopping = asyncio.ensure_future(server.stop())
                await asyncio.sleep(0)
                with pytest.raises(aiohttp.ClientConnectorError):
                    await near.client.post(url + "/v1/messages", data=io.BytesIO(b"{}"))
                gate.set()
                assert (await answer.read()).endswith(frames[-1])
            await stopping


async def test_a_taken_port_is_an_oserror() -> None:
    async with proxy() as near:
        port = int(near.url.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="in use"):
            await ProxyServer(near.core).start("127.0.0.1", port)


@pytest.mark.parametrize("streamed", [True, False])
async def test_what_still_runs_when_the_time_is_up_is_told(
    streamed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SHUTDOWN_S", 0.05)
    never = Signal("never")
    frames = stream(message([text_block("Hello there")]))
    with Upstream([Step(sse([*frames[:3], never]))]) as far:
        async with proxy(one_provider(far.url)) as near:
            server = ProxyServer(near.core)
            url = await server.start("127.0.0.1", 0)
            asked = asyncio.ensure_future(near.client.post(url + "/v1/messages", json=ask(stream=streamed)))
            await far.arrival().arrived()
            if streamed:
                answer = await asked
                await answer.content.readexactly(10)
            stopping = asyncio.ensure_future(server.stop())
            answer = await asked
            body = await answer.read()
            await stopping
            assert near.core.active == 0
    assert b"Scrubroom was stopped" in body
    assert answer.status == (200 if streamed else 503)


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, br"])
async def test_an_encoding_that_is_not_known_is_said(encoding: str) -> None:
    async with proxy() as near:
        status, headers, body = await near.post(b"x", headers={"Content-Encoding": encoding})
    assert status == 415
    assert "gzip" in body["error"]["message"]
    assert headers["server"] == "Scrubroom"
