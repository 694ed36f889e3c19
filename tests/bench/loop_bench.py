"""What the window's event loop costs beside plain asyncio: `python -m tests.bench.loop_bench`.

Each measurement is a process of its own; rounds take the loops in turns, so that noise of the machine hits
all alike, and the median counts. Costs are CPU time in microseconds for a request or a chunk. Server and
client share the loop, which is thus worked twice for each request. `--loops asyncio,tray,qasync` also
measures qasync as it is. Takes about two minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web

ROOT = Path(__file__).parent.parent.parent
CONNECTIONS = 32
REQUESTS = 60  # of each connection
CHUNKS = 1000
STREAMS = 40
CHECKPOINTS = (20_000, 60_000, 100_000)
TICK_MS = 10

Result = dict[str, float]


def new_loop(kind: str) -> tuple[asyncio.AbstractEventLoop, list[float]]:
    """The loop, and the seconds between the window's ticks while it runs (none for plain asyncio)."""
    if kind == "asyncio":
        return asyncio.new_event_loop(), []
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(["bench"])
    gaps: list[float] = []
    last = [0.0]

    def tick() -> None:
        now = time.monotonic()
        if last[0]:
            gaps.append(now - last[0])
        last[0] = now

    timer = QTimer(app, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start()
    if kind == "qasync":
        import qasync

        return qasync.QEventLoop(app), gaps
    from app.loop import TrayLoop

    return TrayLoop(app), gaps


@asynccontextmanager
async def serving(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[tuple[str, ClientSession]]:
    app = web.Application()
    app.router.add_get("/", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)
    await web.SockSite(runner, listener).start()
    timeout = ClientTimeout(total=None, sock_read=300)
    async with ClientSession(connector=TCPConnector(limit=0), timeout=timeout) as session:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", session
    await runner.cleanup()


async def hello() -> Result:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    async with serving(answer) as (url, session):

        async def ask(times: int) -> None:
            for _ in range(times):
                async with session.get(url) as response:
                    await response.read()

        await asyncio.gather(*(ask(10) for _ in range(CONNECTIONS)))
        start = time.process_time()
        await asyncio.gather(*(ask(REQUESTS) for _ in range(CONNECTIONS)))
        return {"us": (time.process_time() - start) / (CONNECTIONS * REQUESTS) * 1e6}


async def sse() -> Result:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        for number in range(CHUNKS):
            await response.write(b'event: delta\ndata: {"index": %d}\n\n' % number)
        return response

    async with serving(answer) as (url, session):

        async def read() -> None:
            async with session.get(url) as response:
                async for _ in response.content.iter_any():
                    continue

        await read()
        start = time.process_time()
        await asyncio.gather(*(read() for _ in range(8)))
        return {"us": (time.process_time() - start) / (8 * CHUNKS) * 1e6}


async def relay() -> Result:
    """Paced streams through client and server, each chunk read alone: what the last of many chunks costs."""
    relayed = 0
    over = asyncio.Event()

    async def upstream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while not over.is_set():
            await response.write(b'event: delta\ndata: {"text": "a word or four more"}\n\n')
            await asyncio.sleep(0.002)
        return response

    async with serving(upstream) as (url, session):

        async def forward(request: web.Request) -> web.StreamResponse:
            nonlocal relayed
            response = web.StreamResponse()
            await response.prepare(request)
            async with session.get(url) as arriving:
                async for chunk in arriving.content.iter_any():
                    relayed += 1
                    await response.write(chunk)
            return response

        async with serving(forward) as (relay_url, client):

            async def read() -> None:
                async with client.get(relay_url) as response:
                    async for _ in response.content.iter_any():
                        continue

            readers = [asyncio.create_task(read()) for _ in range(STREAMS)]
            costs: Result = {}
            for checkpoint in CHECKPOINTS:
                while relayed < checkpoint - 10_000:
                    await asyncio.sleep(0.02)
                start, before = time.process_time(), relayed
                while relayed < checkpoint:
                    await asyncio.sleep(0.02)
                costs[f"us@{checkpoint}"] = (time.process_time() - start) / (relayed - before) * 1e6
            over.set()
            await asyncio.gather(*readers)
    return costs


CASES: dict[str, Callable[[], Awaitable[Result]]] = {"hello": hello, "sse": sse, "relay": relay}


def measure(kind: str, case: str) -> Result:
    """In this process."""
    loop, gaps = new_loop(kind)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        result = runner.run(_awaited(CASES[case]))
    if gaps:
        gaps.sort()
        result |= {"worst tick ms": gaps[-1] * 1e3, "p99 tick ms": gaps[int(len(gaps) * 0.99)] * 1e3}
    return result


async def _awaited(case: Callable[[], Awaitable[Result]]) -> Result:
    return await case()


def in_process(kind: str, case: str) -> Result:
    command = [sys.executable, "-m", "tests.bench.loop_bench", "--measure", kind, case]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_API": "pyside6"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    result: Any = json.loads(done.stdout.splitlines()[-1])
    return dict(result)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--loops", default="asyncio,tray")
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--measure", nargs=2, metavar=("LOOP", "CASE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measure(*chosen.measure)))
        return
    kinds = chosen.loops.split(",")
    for case in chosen.cases.split(","):
        rounds = [{kind: in_process(kind, case) for kind in kinds} for _ in range(chosen.rounds)]
        print(f"\n{case}")
        for kind in kinds:
            numbers = []
            for name in rounds[0][kind]:
                value = median(one[kind][name] for one in rounds)
                base = median(one[kinds[0]].get(name, 0.0) for one in rounds)
                numbers.append(f"{name} {value:.1f}" + (f" ({value / base:.2f}x)" if base else ""))
            print(f"  {kind:8} " + ", ".join(numbers), flush=True)


if __name__ == "__main__":
    main()
