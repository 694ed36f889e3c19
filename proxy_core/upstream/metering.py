"""Sets aside what a route may cost before anything is sent to it; without a budget this does nothing."""

from __future__ import annotations

import asyncio

from proxy_core.core import Core
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate, Routed
from proxy_core.journal.database import JournalError
from proxy_core.policy.meter import Meter
from proxy_core.policy.prices import unpriced
from proxy_core.wire.tokens import estimate


async def cover(meter: Meter, candidate: Candidate, routed: Routed, core: Core) -> None:
    """Reserve what this route may cost, in place of what was reserved for a cheaper one before it.

    Raises `ProxyError`: AI_CREDITS_EXHAUSTED; MODEL_NOT_ENABLED if its price is not known;
    INFERENCE_UNAVAILABLE if it cannot be metered.
    """
    if meter.limits:
        await _reserve(meter, candidate, routed, core)
    meter.take(candidate)


async def _reserve(meter: Meter, candidate: Candidate, routed: Routed, core: Core) -> None:
    most = meter.most(candidate)
    if most is None:
        raise unpriced(candidate)
    if not most:
        return
    if meter.input_tokens is None:
        tokens = await asyncio.to_thread(estimate, routed.redacted.redaction.body)
        # Some models count more than the estimate; what counts less must not make it less careful.
        name = candidate.provider.name
        meter.input_tokens = max(tokens, core.calibration.apply(name, candidate.model, tokens))
        most = meter.most(candidate) or 0
    if most <= meter.reserved:
        return
    if core.journal is None:
        raise _unmetered("There is no journal")
    reserved = core.journal.reserve(meter.request_id, meter.key, most, meter.limits)
    try:
        await asyncio.wrap_future(reserved)
    except JournalError as error:
        raise _unmetered(str(error).rstrip(".")) from None
    meter.reserved = most


def _unmetered(why: str) -> ProxyError:
    return ProxyError(
        "INFERENCE_UNAVAILABLE",
        f"A budget is set, and what this request costs cannot be written down: {why}. Nothing was sent.",
        retryable=False,
    )
