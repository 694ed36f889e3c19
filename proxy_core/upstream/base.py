"""What the pipeline asks of an upstream, whatever carries it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from proxy_core.providers.base import UpstreamRequest


class UpstreamAnswer(Protocol):
    """An answer whose head has arrived. headers: lower-case names."""

    status: int
    headers: Mapping[str, str]

    async def next_chunk(self) -> bytes:
        """The next bytes of the body; empty at its end. Raises `ProxyError` where it breaks off."""
        ...

    async def read(self, limit: int) -> bytes:
        """At most `limit` bytes of the body; what it holds of an error is enough. Raises `ProxyError`."""
        ...

    async def close(self, *, keep: bool = False) -> None:
        """Let go of the connection. keep: the answer is complete, so that what may still come of its body is
        waited for, for a moment and in the background, to have the connection for the next request."""
        ...


class Upstream(Protocol):
    """Sends a request. Never follows a redirect, never repeats what may have been served."""

    async def open(self, request: UpstreamRequest) -> UpstreamAnswer:
        """Raises `ProxyError` INFERENCE_UPSTREAM_FAILURE where no answer's head could be had."""
        ...
