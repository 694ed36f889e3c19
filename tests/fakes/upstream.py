"""A scripted provider: a real HTTP server on a free loopback port, which does what a test tells it.

It runs in a thread with an event loop of its own, so that the same fake serves coroutines, Qt tests and
subprocesses. A script is a list of steps, taken in order, one for each request that asks for an answer;
every request is recorded. Leaving the `with` block fails the test if a request was not scripted, a step
was not used or an expectation did not hold.

    with Upstream([Step(sse(stream(message([text_block("Hello")]))))]) as upstream:
        ... point a provider at upstream.url ...
    assert upstream.requests[0].headers["x-api-key"] == "sk-test"

What the wires say is in `tests.fakes.answers`; this module knows only HTTP.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.fakes.signals import Signal


class Break(Enum):
    """Ways to end an answer before its end."""

    EOF = "close the connection in good order, the body unfinished"
    RESET = "reset the connection"


@dataclass
class Recorded:
    """One request as it arrived. headers: lower-case names; a repeated header is joined with `, `."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    #: the answer was sent whole
    finished: Signal = field(default_factory=lambda: Signal("the end of the answer"))
    #: the client closed the connection before the answer was whole
    left: Signal = field(default_factory=lambda: Signal("the client's leaving"))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """parts: written one by one; a `Signal` waits until the test sets it, a `Break` ends the connection.

    hold: waits before anything, the status line included, is sent. chunked: False sends Content-Length.
    """

    parts: Sequence[bytes | Signal | Break] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: Signal | None = None
    chunked: bool = True


@dataclass(frozen=True)
class Step:
    """when: which requests the step is for (default: those that ask a model for an answer).

    expect: raises AssertionError if the request is not as it should be; shown at the end of the test.
    times: how often the step serves; 0 as often as asked, also never.
    """

    answer: Answer | Callable[[Recorded], Answer]
    expect: Callable[[Recorded], None] | None = None
    when: Callable[[Recorded], bool] | None = None
    times: int = 1


def sse(chunks: Iterable[bytes | Signal | Break], **changes: Any) -> Answer:
    """An event stream, in the chunks given."""
    headers = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"}
    return replace(Answer(tuple(chunks), headers=headers), **changes)


def reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer; the way to answer with an error, too."""
    data = json.dumps(body).encode()
    return Answer((data,), status, {"content-type": "application/json", **(headers or {})}, chunked=False)


def html(text: str, status: int = 200) -> Answer:
    """What a captive portal or a broken reverse proxy says."""
    page = f"<!DOCTYPE html><html><head><title>{text}</title></head><body>{text}</body></html>"
    return Answer((page.encode(),), status, {"content-type": "text/html"}, chunked=False)


def redirect(location: str, status: int = 302) -> Answer:
    return Answer((), status, {"location": location}, chunked=False)


def silent(until: Signal) -> Answer:
    """Takes the request and says nothing, not even a status, until told; then closes the connection."""
    return Answer((Break.EOF,), hold=until)


def gzipped(answer: Answer) -> Answer:
    """The same answer, compressed as a whole. Its parts must all be bytes."""
    data = b"".join(part for part in answer.parts if isinstance(part, bytes))
    return replace(
        answer, parts=(gzip.compress(data),), headers={**answer.headers, "content-encoding": "gzip"}
    )


def recut(chunks: Iterable[bytes], size: int) -> list[bytes]:
    """The same bytes in pieces of `size` bytes, so that events and characters are cut anywhere."""
    data = b"".join(chunks)
    return [data[start : start + size] for start in range(0, len(data), size)]


class Upstream:
    """The server. url: its address without a path. requests: everything that came, in order."""

    def __init__(self, script: Iterable[Step] = (), *, strict: bool = True) -> None:
        """strict: False lets steps stay unused and answers what is not scripted with a plain 500."""
        self.script = list(script)
        self.requests: list[Recorded] = []
        self.problems: list[str] = []
        self.url = ""
        self._strict = strict
        self._used = [0] * len(self.script)
        self._arrivals: list[tuple[int, Signal]] = []
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = Signal("the scripted provider's start")
        self._thread = threading.Thread(target=self._run, name="scripted-provider", daemon=True)

    def __enter__(self) -> Upstream:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if kind is None:
            self.check()

    def close(self) -> None:
        """Stops the server; answers that still run are cut off."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(30)

    def check(self) -> None:
        """Raises AssertionError for a broken expectation, an unscripted request or an unused step."""
        problems = list(self.problems)
        if self._strict:
            for index, step in enumerate(self.script):
                if self._used[index] < step.times:
                    problems.append(f"step {index} was used {self._used[index]} of {step.times} times")
        assert not problems, "; ".join(problems)

    def arrival(self, count: int = 1) -> Signal:
        """Set once `count` requests for an answer have arrived."""
        signal = Signal(f"request {count} to the scripted provider")
        with self._lock:
            if len(self.asked) >= count:
                signal.set()
            else:
                self._arrivals.append((count, signal))
        return signal

    @property
    def asked(self) -> list[Recorded]:
        """The requests that ask a model for an answer, in order."""
        return [request for request in self.requests if asks_for_answer(request)]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=128 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        await web.SockSite(runner, listener).start()
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        names = dict.fromkeys(name.lower() for name in request.headers)
        recorded = Recorded(
            method=request.method,
            path=request.path,
            query=request.query_string,
            headers={name: ", ".join(request.headers.getall(name)) for name in names},
            body=await request.read(),
        )
        step = self._take(recorded)
        answer = self._answer(step, recorded)
        try:
            response = await _send(request, answer)
        except (asyncio.CancelledError, ConnectionError):
            recorded.left.set()
            raise
        recorded.finished.set()
        return response

    def _take(self, recorded: Recorded) -> Step | None:
        """The first step that is for this request and not used up; counts its use."""
        with self._lock:
            self.requests.append(recorded)
            reached = [signal for count, signal in self._arrivals if len(self.asked) >= count]
            self._arrivals = [waiter for waiter in self._arrivals if waiter[1] not in reached]
            found = None
            for index, step in enumerate(self.script):
                left = step.times == 0 or self._used[index] < step.times
                if left and (step.when or asks_for_answer)(recorded):
                    self._used[index] += 1
                    found = step
                    break
        for signal in reached:
            signal.set()
        return found

    def _answer(self, step: Step | None, recorded: Recorded) -> Answer:
        if step is None:
            usual = _usual(recorded)
            if usual is not None:
                return usual
            if self._strict:
                self.problems.append(f"{recorded.method} {recorded.path} was not in the script")
            return reply({"error": {"type": "api_error", "message": "not in the script"}}, 500)
        if step.expect is not None:
            try:
                step.expect(recorded)
            except AssertionError as problem:
                self.problems.append(f"{recorded.method} {recorded.path}: {problem}")
        return step.answer if isinstance(step.answer, Answer) else step.answer(recorded)


def asks_for_answer(request: Recorded) -> bool:
    """Whether a request asks a model for an answer: messages, chat completions or responses."""
    return request.method == "POST" and request.path.endswith(
        ("/messages", "/chat/completions", "/responses")
    )


def _usual(request: Recorded) -> Answer | None:
    """What any provider answers beside the script."""
    if request.path.endswith("/count_tokens"):
        return reply({"input_tokens": 42})
    if request.method == "GET" and request.path.endswith("/models"):
        return reply({"object": "list", "data": [{"id": "scripted-1", "object": "model", "type": "model"}]})
    if request.method in ("HEAD", "GET") and request.path in ("", "/"):
        return reply({"ok": True})
    return None


async def _send(request: web.Request, answer: Answer) -> web.StreamResponse:
    if answer.hold is not None:
        await answer.hold.arrived(300)
    if answer.parts and isinstance(answer.parts[0], Break):
        # Before the status line: the client sees a connection without an answer.
        await _break(request, answer.parts[0])
        return web.Response()
    response = web.StreamResponse(status=answer.status, headers=dict(answer.headers))
    if answer.chunked:
        response.enable_chunked_encoding()
    else:
        response.content_length = sum(len(part) for part in answer.parts if isinstance(part, bytes))
    await response.prepare(request)
    for part in answer.parts:
        if isinstance(part, Signal):
            await part.arrived(300)
        elif isinstance(part, Break):
            await _break(request, part)
            return response
        else:
            await response.write(part)
    await response.write_eof()
    return response


async def _break(request: web.Request, how: Break) -> None:
    transport = request.transport
    if transport is None:
        return
    if how is Break.RESET:
        # SO_LINGER with a time of 0 makes the kernel send RST instead of FIN.
        peer = transport.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()
    # One turn of the loop, so that the closing is carried out before aiohttp tries to finish the body.
    await asyncio.sleep(0)
