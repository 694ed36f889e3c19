"""What every streamed answer has in common."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request

from proxy_core.errors import ProxyError
from proxy_core.exchange import Received, Surface
from proxy_core.server.sse_answer import SseAnswer
from tests.fakes.clock import START


class Brief(SseAnswer):
    def _error_frame(self, error: ProxyError) -> bytes:
        return error.code.encode()


def answer(surface: Surface = Surface.MESSAGES) -> SseAnswer:
    received = Received("req_1", surface, {}, b"", START, 0.0)
    return Brief(make_mocked_request("POST", "/"), received)


@pytest.mark.parametrize("surface", [Surface.MESSAGES, Surface.ENVELOPE])
async def test_a_failure_before_the_first_byte_has_a_status(surface: Surface) -> None:
    made = answer(surface)
    await made.finish()  # nothing was sent: nothing to end
    await made.fail(ProxyError("RATE_LIMITED"))
    assert made.response is not None
    assert made.response.status == 429
    assert (b'"data":null' in made.response.body) is (surface is Surface.ENVELOPE)  # type: ignore[attr-defined]
