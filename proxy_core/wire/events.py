"""One event of an Anthropic message stream, kept as it came for as long as nobody changes it.

The relay's hot path hands an upstream's bytes on untouched; only a stage that needs the content decodes
it, and only an event that was changed or made here is encoded.
Source: https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

from __future__ import annotations

from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.wire import json


class Event:
    """type: the SSE event name (`message_start`, `content_block_delta`, ... `error`, `ping`)."""

    __slots__ = ("_data", "_frame", "_payload", "type")

    def __init__(
        self,
        type: str,
        data: dict[str, Any] | None = None,
        *,
        payload: bytes | None = None,
        frame: bytes | None = None,
    ) -> None:
        """data: the decoded event; or payload: its JSON bytes, and frame: the whole SSE frame as it came."""
        self.type = type
        self._data = data
        self._payload = payload
        self._frame = frame

    @classmethod
    def of(cls, data: dict[str, Any]) -> Event:
        """An event made here from its decoded form; `data["type"]` names it."""
        return cls(data["type"], data)

    @property
    def data(self) -> dict[str, Any]:
        """The decoded event, decoded on first use. Raises `InvalidJson`. Do not change it in place."""
        if self._data is None:
            value = json.loads(self._payload or b"")
            if not isinstance(value, dict):
                raise json.InvalidJson("an event must be an object")
            self._data = value
        return self._data

    @property
    def size(self) -> int:
        """Bytes that came for it; 0 for an event that was made here."""
        return len(self._payload) if self._payload is not None else 0

    def frame(self) -> bytes:
        """The SSE frame: `event: TYPE`, `data: JSON`, empty line."""
        if self._frame is None:
            if self._payload is None:
                payload = json.dumps(self._data)
            else:
                # It may have come on several lines; in JSON a line end is only space between tokens.
                payload = self._payload.replace(b"\n", b" ")
            self._frame = b"event: %b\ndata: %b\n\n" % (self.type.encode(), payload)
        return self._frame

    @classmethod
    def failure(cls, message: str) -> Event:
        """An `error` event made here: the upstream's answer cannot be used."""
        error = {"type": "api_error", "code": "INFERENCE_UPSTREAM_FAILURE", "message": message}
        return cls("error", {"type": "error", "error": error})

    def __repr__(self) -> str:
        # Content never reaches a log or a traceback through a repr.
        return f"<Event {self.type}>"


class Failed(Event):
    """An `error` event made here. error: what it reports, with the status and the waiting time that an event
    has no words for."""

    __slots__ = ("error",)

    def __init__(self, error: ProxyError) -> None:
        super().__init__("error", error.event(""))
        self.error = error
