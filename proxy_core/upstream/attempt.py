"""Tries the routes in order until one begins to answer.

A route may be followed by the next one only as long as nothing of its answer has been handed on, and only
for a failure that another provider may not have: no connection, 408, 429, 5xx. The last route is asked again
for what passes by itself (`proxy_core.upstream.retry`). What the provider calls the client's mistake is the
client's answer. Whether the agreement with a provider is in force is looked at again before each request
that goes out.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace

from proxy_core.auth import PREFIX
from proxy_core.core import Core
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate, Routed
from proxy_core.journal.record import Recorder
from proxy_core.policy.meter import Meter
from proxy_core.providers.amend import lasting
from proxy_core.providers.base import AnswerReader, Call, UpstreamRequest
from proxy_core.providers.failures import client_key_refused, upstream_failure
from proxy_core.routing.health import Pace
from proxy_core.routing.routes import check_again
from proxy_core.upstream.base import UpstreamAnswer
from proxy_core.upstream.metering import cover
from proxy_core.wire import json
from proxy_core.wire.events import Event, Failed

#: How much of an error's body is read: the message is in it, a whole page need not be.
ERROR_BODY_BYTES = 256 * 1024
#: What the policy says of one route alone: its agreement has ended meanwhile, it is too dear, or nobody knows
#: what it costs.
_ROUTES_OWN = frozenset({"BAA_REQUIRED", "AI_CREDITS_EXHAUSTED", "MODEL_NOT_ENABLED"})
#: How often a request may be said anew to one provider that refuses how it was said.
MOST_AMENDMENTS = 3


class Answered:
    """A route that answers. first: the events that are there already, at least one.

    notes: what of the request had to be lowered or left out for this provider. first_s: how long the first
    event took; since: when it came, on the monotonic clock.
    """

    def __init__(
        self, candidate: Candidate, answer: UpstreamAnswer, reader: AnswerReader, notes: tuple[str, ...]
    ) -> None:
        self.candidate = candidate
        self.notes = notes
        self.reader = reader
        self.first: list[Event] = []
        self.first_s = self.since = 0.0
        self.complete = False  # set by whoever has seen its last event
        self._answer = answer

    async def begin(self, head: bytes) -> None:
        """Read up to the first event that says something. Raises `ProxyError` if that is an error."""
        chunk = head
        while True:
            self.first += self.reader.feed(chunk) if chunk else self.reader.finish()
            if not chunk or any(event.type != "ping" for event in self.first):
                break
            chunk = await self._next_chunk()
        name = self.candidate.provider.name
        for event in self.first:
            if event.type == "error":
                raise stream_error(event, name)
            if event.type != "ping":
                return
        raise ProxyError("INFERENCE_UPSTREAM_FAILURE", f"The provider '{name}' sent an empty answer.")

    async def next_events(self) -> list[Event]:
        """The events of the next bytes; at the body's end the last ones, `message_stop` or `error`."""
        chunk = await self._next_chunk()
        return self.reader.feed(chunk) if chunk else self.reader.finish()

    async def _next_chunk(self) -> bytes:
        try:
            return await self._answer.next_chunk()
        except ProxyError as error:
            raise _named(error, self.candidate) from None

    async def aclose(self) -> None:
        """Let go of the connection: kept for the next request if the answer was complete."""
        await self._answer.close(keep=self.complete)


async def first_answer(routed: Routed, core: Core, record: Recorder, limit_s: float) -> Answered:
    """The first route that begins to answer, each within so many seconds.

    Raises the last route's `ProxyError` if none does.
    """
    left = in_order(routed, core)
    meter = record.meter = Meter(routed, core.config)
    failures: list[str] = []
    retries = 0
    while True:
        candidate, started = left.pop(0), core.clock.monotonic()
        try:
            await cover(meter, candidate, routed, core)
            answered = await _tried(candidate, routed, core, limit_s)
        except ProxyError as error:
            ms = (core.clock.monotonic() - started) * 1000
            record.attempt(candidate, f"{error.status} {error.code}", ms)
            failures.append(candidate.provider.name)
            if left and may_fall_back(error):
                continue
            pause = None if left else core.backoff.pause(error, retries, core.clock.now())
            if pause is None or retries >= core.config["policy.retries"]:
                error.details |= {"failed_providers": failures, "attempt_count": len(failures)}
                raise
            await core.backoff.sleep(pause)
            retries += 1
            left = [candidate]
            continue
        answered.since = core.clock.monotonic()
        answered.first_s = answered.since - started
        record.attempt(candidate, "ok", answered.first_s * 1000)
        record.notes(answered.notes)
        return answered


def in_order(routed: Routed, core: Core) -> list[Candidate]:
    """The routes as they are to be tried: by the health of their providers and, unless the client has said
    in which order, the one first whose prompt cache is warm."""
    parsed = routed.redacted.parsed
    return core.health.order(routed.candidates, "" if routed.ordered else parsed.session, parsed.model)


async def _tried(candidate: Candidate, routed: Routed, core: Core, limit_s: float) -> Answered:
    """One route's answer, with what it says of the provider's health."""
    name = candidate.provider.name
    core.health.tried(name)
    try:
        return await _in_time(_attempt(candidate, routed, core), candidate, limit_s)
    except ProxyError as error:
        core.health.failed(name, error)
        raise
    except BaseException:
        core.health.left(name)
        raise


@contextlib.asynccontextmanager
async def judged(
    answered: Answered, routed: Routed, core: Core, record: Recorder, silent: Callable[[], bool]
) -> AsyncIterator[None]:
    """While an answer is relayed: close it in the end, and note how its provider did.

    silent: whether it is the provider's silence that ends the relay, and not the client.
    """
    candidate, parsed = answered.candidate, routed.redacted.parsed
    name = candidate.provider.name
    try:
        yield
    except ProxyError as error:
        core.health.failed(name, error)
        raise
    except BaseException:
        if answered.complete:
            core.health.answered(name, parsed.session, parsed.model)
        elif silent():
            core.health.failed(name)
        else:
            core.health.left(name)
        raise
    else:
        pace = Pace(answered.first_s, record.output_tokens, core.clock.monotonic() - answered.since)
        core.health.answered(name, parsed.session, parsed.model, pace, candidate.model)
    finally:
        await answered.aclose()


async def _in_time(attempt: Awaitable[Answered], candidate: Candidate, limit_s: float) -> Answered:
    try:
        async with asyncio.timeout(limit_s):
            return await attempt
    except TimeoutError:
        raise ProxyError(
            "INFERENCE_UPSTREAM_FAILURE",
            f"The provider '{candidate.provider.name}' was silent for {limit_s:g} seconds.",
            status=504,
        ) from None


def may_fall_back(error: ProxyError) -> bool:
    """Whether another provider may do better."""
    if error.code in _ROUTES_OWN:
        return True
    return error.retryable and (error.status in (408, 429) or error.status >= 500)


async def _attempt(candidate: Candidate, routed: Routed, core: Core) -> Answered:
    """One route's answer. A refusal that says how the provider wants it said is heeded, within limits."""
    call = await call_of(candidate, routed, core)
    key = (candidate.provider.name, candidate.model)
    call = replace(call, options={**call.options, **core.learned.get(key, {})})
    for left in range(MOST_AMENDMENTS, -1, -1):
        try:
            check_again(candidate, routed.redacted, core.config, core.today())
            answered = await _send(call, candidate, core)
        except ProxyError as error:
            amended = candidate.kind.amend(call, error) if left else None
            if amended is None:
                raise
            call = amended
        else:
            if left < MOST_AMENDMENTS:
                core.learned[key] = lasting(call.options)
            return answered
    raise AssertionError("the last attempt either answers or raises")


async def _send(call: Call, candidate: Candidate, core: Core) -> Answered:
    request = candidate.kind.request(call)
    answer = await _open(request, candidate, core)
    try:
        if not 200 <= answer.status < 300:
            body = await answer.read(ERROR_BODY_BYTES)
            if answer.status == 401:
                core.credentials.invalidate(candidate.provider.name)
                if candidate.provider.auth.kind == "client":
                    raise client_key_refused(candidate.provider.name)
            raise candidate.kind.failure(call, answer.status, answer.headers, body)
        head = await _head(answer)
        reader = candidate.kind.reader(call, _kind_of_body(head, candidate))
        answered = Answered(candidate, answer, reader, request.notes)
        await answered.begin(head)
    except BaseException:
        await answer.close()
        raise
    return answered


async def call_of(candidate: Candidate, routed: Routed, core: Core) -> Call:
    """What the provider kind is asked. Raises `ProxyError` where the key cannot be had."""
    parsed = routed.redacted.parsed
    return Call(
        provider=candidate.provider,
        model=candidate.model,
        body=routed.redacted.redaction.body,
        stream=parsed.stream,
        client_headers=without_local_key(parsed.authorized.received.headers),
        secret=await core.credentials.get(candidate.provider),
        options=candidate.route.options,
    )


def without_local_key(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The client's headers less any that holds a key of this proxy."""
    return {
        name: value
        for name, value in headers.items()
        if PREFIX not in value and name != "x-scrubroom-api-key"
    }


async def _open(request: UpstreamRequest, candidate: Candidate, core: Core) -> UpstreamAnswer:
    try:
        return await core.upstream.open(request)
    except ProxyError as error:
        raise _named(error, candidate) from None


def _named(error: ProxyError, candidate: Candidate) -> ProxyError:
    """What went wrong on the way, with the provider's name: the way itself knows none."""
    if error.code == "INFERENCE_UPSTREAM_FAILURE":
        named, nameless = f"provider '{candidate.provider.name}'", "The provider "
        if error.message.startswith(nameless):
            error.message = f"The {named} {error.message.removeprefix(nameless)}"
        else:
            error.message = f"{error.message} ({named})"
    return error


async def _head(answer: UpstreamAnswer) -> bytes:
    head = b""
    while not head.strip() and (chunk := await answer.next_chunk()):
        head += chunk
    return head


def _kind_of_body(head: bytes, candidate: Candidate) -> str:
    """What the body is, by its first byte: content types are wrong too often."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"<":
        raise ProxyError(
            "INFERENCE_UPSTREAM_FAILURE",
            f"The provider '{candidate.provider.name}' answered with a web page instead of an answer. "
            "Check its base URL under Providers.",
            retryable=False,
        )
    return "application/json" if first == b"{" else "text/event-stream"


#: Anthropic's error types, by the status that they stand for: https://docs.anthropic.com/en/api/errors
_STATUS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "timeout_error": 504,
    "api_error": 500,
    "overloaded_error": 529,
}


def stream_error(event: Event, provider: str) -> ProxyError:
    """The error that an `error` event reports, as if it had come as a status."""
    if isinstance(event, Failed):
        return event.error
    try:
        data = event.data
    except json.InvalidJson:
        data = {}
    error = data.get("error")
    if not isinstance(error, Mapping):
        error = {}
    if error.get("code") == "INFERENCE_UPSTREAM_FAILURE":
        return ProxyError("INFERENCE_UPSTREAM_FAILURE", str(error.get("message")))
    return upstream_failure(provider, _STATUS.get(str(error.get("type")), 502), {}, json.dumps(data))
