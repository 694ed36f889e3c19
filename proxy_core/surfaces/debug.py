"""The `debug` member of an answer: which routes were tried, how long it took, what was redacted by type.

For keys with the scope `debug` alone. Says nothing that the log would not say: no content, no key.
Its name and place (on a stream's last `message_delta`) are those of gateways.
"""

from __future__ import annotations

from typing import Any

from proxy_core.auth import require_scope
from proxy_core.errors import ProxyError
from proxy_core.exchange import Client, Parsed, Surface
from proxy_core.journal.record import Recorder
from proxy_core.routing.preferences import DEBUG_MEMBERS
from proxy_core.wire.events import Event


def debugging(client: Client, request: Parsed, record: Recorder) -> Client:
    """The client's side with `debug` in its answer, if the request asks for it.

    Raises `ProxyError` MISSING_SCOPE, or VALIDATION_FAILED where this answer has no place for it.
    """
    if not _asked(request.gateway.get("debug")):
        return client
    require_scope(request.authorized.principal, "debug")
    if request.authorized.received.surface is not Surface.MESSAGES:
        raise ProxyError(
            "VALIDATION_FAILED", "debug: only the answers of POST /v1/messages can hold this.", param="debug"
        )
    return Debugged(client, record)


def _asked(wish: object) -> bool:
    if isinstance(wish, dict):
        flags = [wish.get(name) for name in DEBUG_MEMBERS if wish.get(name) is not None]
        if all(isinstance(flag, bool) for flag in flags):
            return any(flags)
    elif wish is None or isinstance(wish, bool):
        return wish is True
    raise ProxyError("VALIDATION_FAILED", "debug: must be an object such as {enabled: true}.", param="debug")


class Debugged:
    """A `Client` that adds it to the last `message_delta`, and so to a message that is collected."""

    def __init__(self, client: Client, record: Recorder) -> None:
        self._client = client
        self._record = record

    async def send(self, events: list[Event]) -> None:
        await self._client.send([self._told(event) for event in events])

    async def finish(self) -> None:
        await self._client.finish()

    async def keep_alive(self) -> None:
        await self._client.keep_alive()

    def _told(self, event: Event) -> Event:
        if event.type != "message_delta":
            return event
        data: dict[str, Any] = event.data
        delta = data.get("delta")
        if not isinstance(delta, dict) or delta.get("stop_reason") is None:
            return event
        return Event.of({**data, "debug": self._record.debug()})
