"""Carries requests to the built-in demo model, in the same shape as those that go out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from proxy_core.providers import demo
from proxy_core.providers.base import UpstreamRequest
from proxy_core.upstream.base import Upstream, UpstreamAnswer

#: A model's pace, so that a person sees the words come. Seconds for each event.
PACE = 0.005


class DemoUpstream:
    """Answers `demo:` requests here and hands all others on."""

    def __init__(self, http: Upstream, pace: float = PACE) -> None:
        self._http = http
        self._pace = pace

    async def open(self, request: UpstreamRequest) -> UpstreamAnswer:
        if request.url == demo.URL:
            pace = self._pace if b'"stream":true' in request.body else 0.0
            return DemoAnswer(demo.answer(request.body), pace)
        return await self._http.open(request)


class DemoAnswer:
    """One answer of the demo model; see `UpstreamAnswer`."""

    def __init__(self, frames: Iterator[bytes], pace: float) -> None:
        self.status = 200
        self.headers: Mapping[str, str] = {"content-type": "text/event-stream"}
        self._frames = frames
        self._pace = pace

    async def next_chunk(self) -> bytes:
        await asyncio.sleep(self._pace)
        return next(self._frames, b"")

    async def read(self, limit: int) -> bytes:
        return b"".join(self._frames)[:limit]

    async def close(self, *, keep: bool = False) -> None:
        self._frames = iter(())
