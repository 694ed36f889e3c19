"""Reads a request's body: up to the limit, and not for ever."""

from __future__ import annotations

import asyncio

from aiohttp import web

from proxy_core.errors import ProxyError

_ENCODINGS = ("", "identity", "gzip", "deflate")


async def read_body(request: web.BaseRequest, limit: int, timeout_s: float) -> bytes:
    """The whole body, decompressed. limit: in bytes; timeout_s: how long the client may send nothing.

    Raises `ProxyError` REQUEST_TOO_LARGE, REQUEST_TIMEOUT or MALFORMED_REQUEST.
    """
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in _ENCODINGS:
        raise unknown_encoding()
    if request.headers.get("Expect", "").lower() == "100-continue":
        await _continue(request)
    pieces: list[bytes] = []
    size = 0
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout_s) as patience:
            while chunk := await request.content.readany():
                size += len(chunk)
                if size > limit:
                    raise _too_large(limit)
                pieces.append(chunk)
                patience.reschedule(loop.time() + timeout_s)
    except TimeoutError:
        raise ProxyError("REQUEST_TIMEOUT") from None
    except (web.RequestPayloadError, ValueError):
        raise ProxyError("MALFORMED_REQUEST", "The request body is broken or badly encoded.") from None
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def unknown_encoding() -> ProxyError:
    """A body that is packed in a way that is not understood."""
    return ProxyError(
        "MALFORMED_REQUEST",
        "The request body has an unknown Content-Encoding. Send it plain, or as gzip or deflate.",
        status=415,
    )


def _too_large(limit: int) -> ProxyError:
    return ProxyError(
        "REQUEST_TOO_LARGE",
        f"The request body is larger than {limit // (1024 * 1024)} MB, which is the most this proxy accepts. "
        "Raise server.body_limit_mb if that is meant.",
    )


async def _continue(request: web.BaseRequest) -> None:
    # RFC 9110, section 10.1.1: curl waits a second for this before it sends a large body.
    await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    request.writer.output_size = 0
