"""The way of a request, top to bottom.

`exchange` is the product on one screen. Every stage is a function of its own, in the module that owns the
subject; each returns the next stage's record or raises `ProxyError`. Nothing is sent that has not passed
all stages before it, and whatever happens the journal gets exactly one last entry.
"""

from __future__ import annotations

import asyncio
import logging

from proxy_core.auth import authenticate, require_scope
from proxy_core.clock import Clock
from proxy_core.config import Config
from proxy_core.core import Core
from proxy_core.errors import ProxyError
from proxy_core.exchange import Authorized, Candidate, Client, Parsed, Received, Redacted, Reply, Surface
from proxy_core.faults import describe
from proxy_core.journal.record import METERED, Recorder
from proxy_core.policy.checks import check
from proxy_core.policy.limits import rates_of
from proxy_core.policy.strictness import judge_fields, warning_headers
from proxy_core.privacy.parts import Parts
from proxy_core.privacy.policy import check_mode, check_tools
from proxy_core.privacy.restore import Restorer
from proxy_core.routing.routes import route
from proxy_core.surfaces.chat_request import from_openai_chat
from proxy_core.surfaces.debug import debugging
from proxy_core.upstream.attempt import Answered, first_answer, judged, stream_error
from proxy_core.upstream.counting import count_upstream
from proxy_core.upstream.watch import Watch
from proxy_core.wire import json
from proxy_core.wire.anthropic import session_of, valid_request
from proxy_core.wire.events import Event
from proxy_core.wire.tokens import estimate

log = logging.getLogger("scrubroom.pipeline")

#: Less text than this is scanned on the event loop: handing it to a thread would take longer.
INLINE_SCAN_BYTES = 32 * 1024


async def exchange(received: Received, core: Core, reply: Reply) -> None:
    """Answer one request for a message. Raises only `CancelledError`, when the client leaves."""
    record = Recorder(core.ring, core.clock, received, core.keep)
    core.active += 1
    try:
        request = parse(admit(authorize(received, core), core, reply, record), core)
        config = core.config.seen_by(request.authorized.principal.key)
        record.parsed(request)
        client = reply.answer_to(request)
        check(request, config)
        request = judge_fields(request, config)
        client = debugging(client, request, record)
        record.notes(request.warnings)
        reply.headers |= warning_headers(request.warnings)
        redacted = await redact(request, core)
        record.redacted(redacted)
        check_privacy(redacted, config)
        routed = route(redacted, config, core.today(), core.health)
        record.routed(routed)
        limit = config["server.silence_timeout_s"]
        async with watched(received, client, config, core.clock) as watch:
            answered = await first_answer(routed, core, record, limit)
            watch.limit(limit)
            async with judged(answered, routed, core, record, lambda: watch.expired and not reply.blocked):
                await relay(answered, core.guard.restorer(redacted.redaction), client, record, watch)
        calibrate(answered.candidate, redacted, core, record)
    except (asyncio.CancelledError, ConnectionError):
        record.cancelled("The client left.")
        raise
    except Exception as error:
        if isinstance(error, TimeoutError) and reply.blocked:
            record.cancelled("The client stopped reading its answer.")
            raise ConnectionResetError from None
        refusal = _as_proxy_error(error, record.provider)
        record.failed(refusal)
        await reply.fail(refusal)
    finally:
        core.active -= 1
        record.close(reply.sent_bytes)


async def count(received: Received, core: Core) -> int:
    """Count the tokens of a request, by the provider if it can, else by an estimate. Raises `ProxyError`."""
    request = parse(authorize(received, core), core)
    config = core.config.seen_by(request.authorized.principal.key)
    check(request, config)
    request = judge_fields(request, config)
    redacted = await redact(request, core)
    check_privacy(redacted, config)
    routed = route(redacted, config, core.today(), core.health)
    counted = await count_upstream(routed, core, config["server.connect_timeout_s"])
    if counted is not None:
        return counted
    first = routed.candidates[0]
    estimated = await asyncio.to_thread(estimate, redacted.redaction.body)
    return core.calibration.apply(first.provider.name, first.model, estimated)


def authorize(received: Received, core: Core) -> Authorized:
    """The request and who asks. Raises `ProxyError` INVALID_API_KEY."""
    return Authorized(received, authenticate(received.headers, core.config.keys, exposed=core.exposed > 0))


def admit(authorized: Authorized, core: Core, reply: Reply, record: Recorder) -> Authorized:
    """Whoever asks may do so, and not too often; counted before any work is done for it."""
    principal = authorized.principal
    require_scope(principal, "ai:chat")
    rates = rates_of(core.config, principal)
    try:
        core.limits.admit(rates)
        record.admitted(principal)
    finally:
        if (left := core.limits.left(rates)) is not None:
            reply.headers |= left.headers()
    return authorized


def parse(authorized: Authorized, core: Core) -> Parsed:
    """The body in Anthropic's words, checked; what was clean in an earlier turn is taken as it was then."""
    received = authorized.received
    parts: Parts | None = None
    include_usage = False

    def decode(data: bytes) -> object:
        nonlocal parts, include_usage
        if received.surface is Surface.CHAT_COMPLETIONS:
            chat = from_openai_chat(json.loads(data))
            include_usage = chat.include_usage
            return chat.body
        value, parts = core.guard.decode(data)
        return value

    body = valid_request(received.body, decode, counting=received.surface is Surface.COUNT_TOKENS)
    return Parsed(
        authorized=authorized,
        body=body,
        model=body["model"],
        stream=body.get("stream") is True,
        session=session_of(body, received.headers),
        parts=parts,
        include_usage=include_usage,
    )


async def redact(request: Parsed, core: Core) -> Redacted:
    """The request with its PHI replaced; in a thread if that may take a while."""
    budget = core.config["privacy.time_budget_ms"]
    guard, body = core.guard, request.body
    usual = guard
    try:
        if core.repositories is not None:
            guard = await core.repositories.guard(request, usual)
        parts = request.parts or guard.parts(body)
        if not guard.slow and guard.unchecked_bytes(parts) <= INLINE_SCAN_BYTES:
            redaction = guard.redact(body, budget_ms=budget, parts=parts)
        else:
            redaction = await asyncio.to_thread(guard.redact, body, budget_ms=budget, parts=parts)
        return Redacted(request, redaction, repository=guard is not usual)
    except ProxyError:
        raise
    except Exception as error:
        log.error("the PHI Guard failed: %s", describe(error))
        raise ProxyError("PRIVACY_CHECK_FAILED") from None


def check_privacy(request: Redacted, config: Config) -> None:
    """What is refused although it could be redacted."""
    check_tools(request.redaction)
    check_mode(request.redaction, config["privacy.mode"])


def watched(received: Received, client: Client, config: Config, clock: Clock) -> Watch:
    """Signs of life for a client whose provider is silent. Until the hold is over there are none: the answer
    would begin with the first."""
    left = config["server.first_byte_hold_s"] - (clock.monotonic() - received.started)
    return Watch(config["server.keepalive_s"], client.keep_alive, first_s=max(0.0, left))


async def relay(
    answered: Answered, restorer: Restorer, client: Client, record: Recorder, watch: Watch
) -> None:
    """Hand the answer on as it comes, with the originals put back, up to its last event."""
    record.first_byte()
    events, complete = answered.first, False
    while not complete:
        complete = await forward(events, restorer, client, record)
        if not complete:
            events = await answered.next_events()
            watch.alive()
    record.unresolved(restorer.unresolved)
    answered.complete = True
    await client.finish()
    record.done()


async def forward(events: list[Event], restorer: Restorer, client: Client, record: Recorder) -> bool:
    """Restore and send a batch of events. True once the answer is complete. Raises what an `error` says."""
    ready: list[Event] = []
    for event in events:
        if event.type == "error":
            ready += restorer.finish()
            record.answer(events, ready)
            if ready:
                await client.send(ready)
            raise stream_error(event, record.provider)
        if event.type in METERED:
            record.usage(event)
        ready += restorer.feed(event)
    record.answer(events, ready)
    if ready:
        await client.send(ready)
    return bool(events) and events[-1].type == "message_stop"


def calibrate(candidate: Candidate, redacted: Redacted, core: Core, record: Recorder) -> None:
    """Learn from the provider's count of a request's tokens how its model counts."""
    provider, model, body = candidate.provider.name, candidate.model, redacted.redaction.body
    size = len(redacted.parsed.authorized.received.body)
    if not record.input_tokens or not core.calibration.wants(provider, model, size):
        return
    try:
        core.calibration.learn(provider, model, estimate(body), record.input_tokens)
    except Exception as error:  # the client has its answer: this must not turn it into a failure
        log.error("a count of tokens taught nothing: %s", describe(error))


def _as_proxy_error(error: Exception, provider: str) -> ProxyError:
    if isinstance(error, ProxyError):
        return error
    if isinstance(error, TimeoutError):
        silent = f"The provider '{provider}' was silent for too long."
        return ProxyError("INFERENCE_UPSTREAM_FAILURE", silent, status=504)
    log.error("an exchange failed: %s", describe(error))
    return ProxyError("INTERNAL_ERROR")
