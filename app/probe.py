"""The connection test: one request that costs nothing, and what its answer means for a person."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from proxy_core.errors import ProxyError
from proxy_core.providers import KIND_BY_NAME
from proxy_core.providers.base import UpstreamRequest
from proxy_core.wire import json
from ui.ports import ProbeResult

if TYPE_CHECKING:
    from app.startup import Program
    from proxy_core.config import Provider
    from proxy_core.secrets import Secret

TIMEOUT_S = 15.0
_ANSWER_BYTES = 4 * 1024 * 1024
_MODELS = 200


async def probe(program: Program, provider: Provider, typed: Secret | None) -> ProbeResult:
    """Ask the provider for its models. typed: a key that is not saved yet. Never raises."""
    started = time.perf_counter()
    try:
        secret = typed if typed is not None else await program.credentials.get(provider)
        request = KIND_BY_NAME[provider.kind].probe(provider, secret)
        if request is None:
            return ProbeResult(True, "This provider is built in and needs no connection.")
        async with asyncio.timeout(TIMEOUT_S):
            status, body = await _ask(program, request)
    except ProxyError as error:
        return ProbeResult(False, error.message, _since(started))
    except TimeoutError:
        return ProbeResult(
            False, f"The provider did not answer within {TIMEOUT_S:.0f} seconds.", _since(started)
        )
    return _verdict(status, body, _since(started), has_key=secret is not None)


async def _ask(program: Program, request: UpstreamRequest) -> tuple[int, bytes]:
    answer = await program.upstream.open(request)
    try:
        return answer.status, await answer.read(_ANSWER_BYTES)
    finally:
        await answer.close()


def _verdict(status: int, body: bytes, milliseconds: float, *, has_key: bool) -> ProbeResult:
    if 200 <= status < 300:
        models = _models(body)
        if models is None:
            sentence = "Something answers at this address, but not a model provider. Check the base URL."
            return ProbeResult(False, sentence, milliseconds)
        count = f"{len(models)} model{'' if len(models) == 1 else 's'}"
        return ProbeResult(
            True, f"Connected. It offers {count}." if models else "Connected.", milliseconds, models
        )
    if status in (401, 403):
        sentence = (
            "The provider refused the key. Set a valid one."
            if has_key
            else "The provider answers and wants a key. Set one."
        )
        return ProbeResult(False, sentence, milliseconds)
    if status in (404, 405):
        # Compatible providers often have no list of models; the address itself is right then.
        sentence = (
            "The provider answers, but has no list of models here. If requests fail, check the base URL."
        )
        return ProbeResult(True, sentence, milliseconds)
    if 300 <= status < 400:
        sentence = "The provider redirects to another address. Use that address as the base URL."
        return ProbeResult(False, sentence, milliseconds)
    return ProbeResult(False, f"The provider answered with status {status}. Try again later.", milliseconds)


def _models(body: bytes) -> tuple[str, ...] | None:
    """The ids in a list of models, Anthropic's or OpenAI's; None for anything else."""
    try:
        value: Any = json.loads(body)
    except json.InvalidJson:
        return None
    entries = value.get("data") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        return None
    ids = [entry.get("id") for entry in entries if isinstance(entry, dict)]
    return tuple(name for name in ids if isinstance(name, str))[:_MODELS]


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
