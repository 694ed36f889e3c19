"""One error body over HTTP, and what Claude Code must be told differently.

Claude Code answers a 401 or a 403 with "run /login", and a 401 with minutes of retries: those leave as 400
with the same body. What must not be retried says so in `x-should-retry`.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from proxy_core.errors import ProxyError
from proxy_core.exchange import Surface
from proxy_core.wire import json

#: instead of the library's own name and version, which are nobody's business
SERVER = "Scrubroom"


def error_response(
    error: ProxyError, request_id: str, headers: Mapping[str, str], surface: Surface = Surface.MESSAGES
) -> web.Response:
    """headers: the request's, lower-case names. The envelope of `/api/v1` has fields of its own beside."""
    status = error.status
    if status in (401, 403) and headers.get("user-agent", "").startswith("claude-cli/"):
        status = 400
    answer = {"request-id": request_id, "server": SERVER}
    # A header that cannot be written would cost the client the whole answer.
    if error.retry_after and error.retry_after.isascii() and error.retry_after.isprintable():
        answer["retry-after"] = error.retry_after
    if not error.retryable:
        answer["x-should-retry"] = "false"
    body = error.body(request_id)
    if surface is Surface.ENVELOPE:
        body |= {"code": error.code, "message": error.message, "data": None}
    return web.Response(
        status=status,
        # The message may name what the request's line or headers held: any bytes at all.
        body=json.dumps(json.without_lone_surrogates(body)),
        content_type="application/json",
        headers=answer,
    )
