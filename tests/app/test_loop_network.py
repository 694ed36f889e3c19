"""The event loop carries all that a server and a client need, TLS and child processes included."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import socket
import ssl
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientSession, TCPConnector, web

from app.loop import TrayLoop

#: A key and certificate of its own making for localhost, good for nothing else.
PEM = Path(__file__).with_name("localhost.pem")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    app = web.Application(client_max_size=64 << 20)
    app.router.add_route("*", "/", handler)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        await web.SockSite(runner, listener, ssl_context=tls).start()
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            await runner.cleanup()


def tls_pair() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(PEM)
    return server, ssl.create_default_context(cafile=str(PEM))


# ---------------------------------------------------------------- HTTP


async def test_a_server_answers_many_clients_at_once() -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async with serving(echo) as url, ClientSession(connector=TCPConnector(limit=50)) as client:

        async def ask(number: int) -> bytes:
            async with client.post(url, data=b"%d" % number) as answer:
                return await answer.read()

        assert await asyncio.gather(*map(ask, range(200))) == [b"%d" % number for number in range(200)]


async def test_a_large_body_passes_whole_in_both_directions() -> None:
    """Larger than any socket's buffer, so that readers pause and writers wait."""
    body = os.urandom(1 << 20) * 16

    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async with (
        serving(echo) as url,
        ClientSession() as client,
        client.post(url, data=io.BytesIO(body)) as answer,
    ):
        assert await answer.read() == body


async def test_tls_works_on_both_sides() -> None:
    server, client_side = tls_pair()

    async def secure(request: web.Request) -> web.Response:
        return web.Response(text=request.scheme)

    async with (
        serving(secure, server) as url,
        ClientSession(connector=TCPConnector(ssl=client_side)) as client,
        client.get(url) as answer,
    ):
        assert await answer.text() == "https"


async def test_a_relayed_stream_arrives_whole_and_in_order() -> None:
    async def upstream(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        for number in range(2000):
            await answer.write(b"event: delta\ndata: %d\n\n" % number)
        return answer

    async with serving(upstream) as source, ClientSession() as outward:

        async def relay(request: web.Request) -> web.StreamResponse:
            answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
            await answer.prepare(request)
            async with outward.get(source) as arriving:
                async for chunk in arriving.content.iter_any():
                    await answer.write(chunk)
            return answer

        async with serving(relay) as url, ClientSession() as client, client.get(url) as answer:
            frames = (await answer.read()).split(b"\n\n")
    assert frames[:-1] == [b"event: delta\ndata: %d" % number for number in range(2000)]


async def test_a_client_that_goes_away_cancels_the_relay_and_the_upstream() -> None:
    ended: dict[str, asyncio.Event] = {"relay": asyncio.Event(), "upstream": asyncio.Event()}

    async def upstream(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        try:
            while True:
                await answer.write(b"data: more\n\n")
                await asyncio.sleep(0.001)
        finally:
            ended["upstream"].set()

    async with serving(upstream) as source, ClientSession() as outward:

        async def relay(request: web.Request) -> web.StreamResponse:
            answer = web.StreamResponse()
            await answer.prepare(request)
            try:
                async with outward.get(source) as arriving:
                    async for chunk in arriving.content.iter_any():
                        await answer.write(chunk)
            except (asyncio.CancelledError, ClientConnectionError):
                ended["relay"].set()
                raise
            return answer

        async with serving(relay) as url, ClientSession() as client:
            async with client.get(url) as answer:
                assert await answer.content.readline() == b"data: more\n"
            await ended["relay"].wait()
            await ended["upstream"].wait()


# ---------------------------------------------------------------- streams and sockets


async def test_a_plain_connection_is_raised_to_tls() -> None:
    server_side, client_side = tls_pair()

    async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        await writer.drain()
        await writer.start_tls(server_side)
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(on_connection, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"in the clear\n")
        assert await reader.readline() == b"in the clear\n"
        await writer.start_tls(client_side, server_hostname="localhost")
        writer.write(b"in secret\n")
        assert await reader.readline() == b"in secret\n"
        assert writer.get_extra_info("cipher")
        writer.close()
        await writer.wait_closed()


async def test_names_are_resolved_without_holding_the_loop() -> None:
    found = await asyncio.get_running_loop().getaddrinfo("localhost", 80, type=socket.SOCK_STREAM)
    assert {entry[4][0] for entry in found} & {"127.0.0.1", "::1"}


async def test_a_refused_connection_says_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", taken.getsockname()[1])


async def test_socket_calls_wait_and_can_be_cancelled() -> None:
    loop = asyncio.get_running_loop()
    left, right = socket.socketpair()
    left.setblocking(False)
    right.setblocking(False)
    with left, right:
        waiting = asyncio.create_task(loop.sock_recv(left, 100))
        await asyncio.sleep(0.001)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await loop.sock_sendall(right, b"after")
        assert await loop.sock_recv(left, 100) == b"after"


async def test_datagrams_and_pipes_are_carried() -> None:
    loop = asyncio.get_running_loop()
    got: asyncio.Future[bytes] = loop.create_future()

    class Receiver(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            got.set_result(data)

    transport, _ = await loop.create_datagram_endpoint(Receiver, ("127.0.0.1", 0))
    sender, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, remote_addr=transport.get_extra_info("sockname")
    )
    sender.sendto(b"datagram")
    assert await got == b"datagram"
    transport.close()
    sender.close()

    reading, writing = os.pipe()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb"))
    os.write(writing, b"line\n")
    assert await reader.readline() == b"line\n"
    os.close(writing)
    assert await reader.read() == b""


# ---------------------------------------------------------------- readers and writers


async def test_readers_and_writers_come_and_go() -> None:
    loop = asyncio.get_running_loop()
    left, right = socket.socketpair()
    with left, right:
        seen: list[str] = []
        writable = asyncio.Event()
        loop.add_writer(left, writable.set)
        await writable.wait()
        assert loop.remove_writer(left) is True
        assert loop.remove_writer(left) is False

        loop.add_reader(left.fileno(), seen.append, "replaced")
        read = asyncio.Event()
        loop.add_reader(left, read.set)
        right.send(b"x")
        await read.wait()
        assert seen == []
        assert loop.remove_reader(left.fileno()) is True
        read.clear()
        right.send(b"y")
        await asyncio.sleep(0.001)
        assert not read.is_set()


async def test_a_reader_may_remove_itself_and_add_another() -> None:
    loop = asyncio.get_running_loop()
    left, right = socket.socketpair()
    with left, right:
        seen: list[bytes] = []
        done = asyncio.Event()

        def second() -> None:
            seen.append(left.recv(1))
            loop.remove_reader(left)
            done.set()

        def first() -> None:
            seen.append(left.recv(1))
            loop.remove_reader(left)
            loop.add_reader(left, second)

        loop.add_reader(left, first)
        right.send(b"ab")
        await done.wait()
        assert seen == [b"a", b"b"]


async def test_a_thousand_connections_leave_no_watch_behind() -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, TrayLoop)
    before = len(loop._readers), len(loop._writers)

    async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(1))
        writer.close()

    server = await asyncio.start_server(on_connection, "127.0.0.1", 0)
    async with server:
        address = server.sockets[0].getsockname()
        for _ in range(1000):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(b"x")
            assert await reader.read() == b"x"
            writer.close()
            await writer.wait_closed()
    await asyncio.sleep(0)
    assert (len(loop._readers), len(loop._writers)) == before


# ---------------------------------------------------------------- processes and signals


async def test_a_child_process_is_fed_read_and_awaited() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import sys; data = sys.stdin.read(); print(data.upper(), end=''); sys.exit(3)",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await child.communicate(b"hello")
    assert (out, child.returncode) == (b"HELLO", 3)


async def test_a_child_process_can_be_ended() -> None:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(600)")
    child.terminate()
    assert await child.wait() == -signal.SIGTERM


async def test_a_signal_wakes_the_loop_from_its_sleep() -> None:
    loop = asyncio.get_running_loop()
    heard = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, heard.set)
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    await heard.wait()
    assert loop.remove_signal_handler(signal.SIGUSR1) is True


async def test_a_python_signal_handler_runs_while_the_loop_sleeps() -> None:
    """Without a handler of the loop's own: asyncio.Runner's for Ctrl-C is of this kind."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR2, print)
    loop.remove_signal_handler(signal.SIGUSR2)  # takes the wake-up away with it, in asyncio
    heard = asyncio.Event()
    before = signal.signal(signal.SIGUSR1, lambda *_: loop.call_soon_threadsafe(heard.set))
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    await heard.wait()
    signal.signal(signal.SIGUSR1, before)
