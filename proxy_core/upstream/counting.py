"""Asks a provider to count tokens; without an answer there is still the estimate."""

from __future__ import annotations

import asyncio

from proxy_core.core import Core
from proxy_core.errors import ProxyError
from proxy_core.exchange import Routed
from proxy_core.routing.routes import check_again
from proxy_core.upstream.attempt import ERROR_BODY_BYTES, call_of, in_order
from proxy_core.wire import json


async def count_upstream(routed: Routed, core: Core, timeout_s: float) -> int | None:
    """The first route's own count; None where it has none, does not answer in time, or answers nonsense.

    Raises `ProxyError` for what the provider calls the client's mistake, since the message itself would
    meet the same.
    """
    candidate = in_order(routed, core)[0]
    call = await call_of(candidate, routed, core)
    check_again(candidate, routed.redacted, core.config, core.today())
    request = candidate.kind.count_tokens(call)
    if request is None:
        return None
    try:
        async with asyncio.timeout(timeout_s):
            answer = await core.upstream.open(request)
            try:
                body = await answer.read(ERROR_BODY_BYTES)
            finally:
                await answer.close()
    except (ProxyError, TimeoutError):
        return None
    if answer.status in (400, 413):
        raise candidate.kind.failure(call, answer.status, answer.headers, body)
    return _tokens(body) if answer.status == 200 else None


def _tokens(body: bytes) -> int | None:
    try:
        value = json.loads(body)
    except json.InvalidJson:
        return None
    tokens = value.get("input_tokens") if isinstance(value, dict) else None
    return tokens if isinstance(tokens, int) else None
