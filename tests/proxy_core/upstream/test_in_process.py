"""The demo model behind the same interface as a provider."""

from __future__ import annotations

import pytest

from proxy_core.errors import ProxyError
from proxy_core.providers import demo
from proxy_core.providers.base import UpstreamRequest
from proxy_core.upstream.http import HttpUpstream
from proxy_core.upstream.in_process import DemoUpstream
from proxy_core.wire import json

BODY = json.dumps({"model": "m", "stream": True, "messages": [{"role": "user", "content": "Hi"}]})


async def test_demo_requests_are_answered_here() -> None:
    answer = await DemoUpstream(HttpUpstream(), pace=0).open(UpstreamRequest("POST", demo.URL, {}, BODY))
    frames = []
    while chunk := await answer.next_chunk():
        frames.append(chunk)
    await answer.close()
    assert answer.status == 200
    assert frames == list(demo.answer(BODY))


async def test_a_closed_answer_says_nothing_more() -> None:
    answer = await DemoUpstream(HttpUpstream(), pace=0).open(UpstreamRequest("POST", demo.URL, {}, BODY))
    await answer.close()
    assert await answer.next_chunk() == b""


async def test_other_requests_are_handed_on() -> None:
    http = HttpUpstream()
    with pytest.raises(ProxyError, match="provider"):
        await DemoUpstream(http).open(UpstreamRequest("GET", "http://127.0.0.1:1/", {}))
    await http.close()
