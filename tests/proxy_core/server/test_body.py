"""A request's body: whole, up to the limit, and not for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.errors import ProxyError
from proxy_core.server.body import read_body


class Content:
    """A body that comes in pieces; None is a client that stalls."""

    def __init__(self, pieces: list[bytes | Exception | None]) -> None:
        self._pieces = list(pieces)

    async def readany(self) -> bytes:
        piece = self._pieces.pop(0) if self._pieces else b""
        if piece is None:
            await asyncio.Event().wait()
        if isinstance(piece, Exception):
            raise piece
        assert piece is not None
        return piece


class Request:
    def __init__(self, pieces: list[bytes | Exception | None], length: int | None = None) -> None:
        self.content = Content(pieces)
        self.content_length = length
        self.headers: dict[str, str] = {}


async def read(pieces: list[Any], *, length: int | None = None, limit: int = 1000) -> bytes:
    request: Any = Request(pieces, length)
    return await read_body(request, limit, 0.05)


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=15))
def test_the_pieces_make_the_body(pieces: list[bytes]) -> None:
    assert asyncio.run(read(list(pieces))) == b"".join(pieces)


@pytest.mark.parametrize(
    ("pieces", "length", "code"),
    [
        ([b"x" * 999, b"xx"], None, "REQUEST_TOO_LARGE"),
        ([], 1001, "REQUEST_TOO_LARGE"),
        ([b"x", None], None, "REQUEST_TIMEOUT"),
        ([b"x", web.RequestPayloadError("secret")], None, "MALFORMED_REQUEST"),
    ],
)
async def test_what_is_wrong_with_it_is_said(pieces: list[Any], length: int | None, code: str) -> None:
    with pytest.raises(ProxyError) as error:
        await read(pieces, length=length)
    assert error.value.code == code
    assert "secret" not in str(error.value)


async def test_the_limit_itself_is_allowed() -> None:
    assert len(await read([b"x" * 1000], length=1000)) == 1000
