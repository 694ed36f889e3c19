"""Replays answers through the readers of OpenAI's wires, and checks what every event stream must hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from anthropic.types import RawMessageStreamEvent
from pydantic import TypeAdapter

from proxy_core.config import Auth, Provider
from proxy_core.errors import ProxyError
from proxy_core.providers.base import Call
from proxy_core.providers.openai import ChatReader
from proxy_core.providers.openai_responses import ResponsesReader
from proxy_core.wire.collect import Collector
from proxy_core.wire.events import Event

ROOT = Path(__file__).parent
_EVENT: TypeAdapter[Any] = TypeAdapter(RawMessageStreamEvent)
_DELTA_OF = {
    "text": {"text_delta"},
    "thinking": {"thinking_delta", "signature_delta"},
    "tool_use": {"input_json_delta"},
    "server_tool_use": {"input_json_delta"},
}


@dataclass(frozen=True)
class Case:
    """One folder: README, what it is for; setup.json, whose provider and model, on which wire, and status and
    headers of the answer if it is no success; request.json; upstream_request.json, what goes out for it;
    upstream.sse or upstream.json, what comes back; expected.sse or expected.json, what the client gets.

    A case with expected.json alone is a request that is refused here.
    """

    path: Path

    def json(self, name: str) -> Any:
        return json.loads((self.path / name).read_text(encoding="utf-8"))

    @property
    def call(self) -> Call:
        setup = self.json("setup.json")
        named = {name: setup[name] for name in ("base_url", "model", "options", "kind") if name in setup}
        return call(self.json("request.json"), **named)

    @property
    def is_sent(self) -> bool:
        return (self.path / "upstream_request.json").exists()

    @property
    def status(self) -> int:
        """The upstream's."""
        return int(self.json("setup.json").get("status", 200))

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.json("setup.json").get("headers", {}))

    @property
    def upstream(self) -> bytes:
        name = "upstream.sse" if (self.path / "upstream.sse").exists() else "upstream.json"
        return (self.path / name).read_bytes()


def without_estimate(case: Case, data: bytes) -> bytes:
    """An answer's bytes, without the estimate of its request's tokens where the upstream counted nothing."""
    if b'"prompt_tokens"' in case.upstream:
        return data
    return re.sub(rb'"input_tokens":[1-9]\d*', b'"input_tokens":"estimate"', data)


def cases() -> list[Case]:
    return [Case(path.parent) for path in sorted(ROOT.glob("*/setup.json"))]


def told(error: ProxyError) -> dict[str, Any]:
    """What a client is told of an error, as in expected.json."""
    return {
        "status": error.status,
        "type": error.type,
        "message": error.message,
        "param": error.param,
        "retry_after": error.retry_after,
        "retryable": error.retryable,
    }


def call(
    request: Mapping[str, Any],
    base_url: str = "https://api.openai.com/v1",
    model: str = "gpt-4.1",
    options: Mapping[str, Any] | None = None,
    kind: str = "openai",
) -> Call:
    """A call of a provider named `upstream`; stream as the request says."""
    provider = Provider("upstream", kind, base_url, Auth("none"), options=options or {})
    return Call(provider, model, request, request.get("stream") is True)


def reader(a_call: Call) -> ChatReader | ResponsesReader:
    """A reader whose made-up ids are counted, so that answers can be compared."""
    numbers = count(1)
    kind = ResponsesReader if a_call.provider.kind == "openai_responses" else ChatReader
    return kind(a_call, new_id=lambda: f"made{next(numbers)}")


def read(a_call: Call, pieces: Iterable[bytes]) -> list[Event]:
    """All events of an answer that comes in these pieces."""
    machine = reader(a_call)
    events: list[Event] = []
    for piece in pieces:
        events += machine.feed(piece)
    return events + machine.finish()


def frames(events: Iterable[Event]) -> bytes:
    return b"".join(event.frame() for event in events)


def message_of(events: Iterable[Event]) -> dict[str, Any]:
    collector = Collector()
    for event in events:
        collector.feed(event)
    return collector.message()


def sse(*chunks: Mapping[str, Any] | str) -> bytes:
    """Chunks as an upstream streams them; a text is sent as it is."""
    texts = (chunk if isinstance(chunk, str) else json.dumps(chunk, ensure_ascii=False) for chunk in chunks)
    return "".join(f"data: {text}\n\n" for text in texts).encode()


def chunk(delta: Mapping[str, Any] | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta or {}, "finish_reason": finish}
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice], **more}


def check(events: list[Event], broken_input: bool = False) -> None:
    """What holds for every answer: its order, its indices, its types. broken_input: the upstream may have
    sent arguments that are cut off, which no message can hold."""
    if events[-1].type == "error":
        assert [event.type for event in events].count("error") == 1
        events = events[:-1]
        ended = False
    else:
        assert [event.type for event in events[-2:]] == ["message_delta", "message_stop"]
        assert [event.type for event in events].count("message_delta") == 1
        ended = True
    if not events:
        return
    assert [event.type for event in events].count("message_start") == 1
    assert events[0].type == "message_start"
    open_block: str | None = None
    index = -1
    for event in events:
        _EVENT.validate_python(event.data)
        if event.type == "content_block_start":
            assert open_block is None, "two blocks are open"
            index += 1
            open_block = event.data["content_block"]["type"]
        elif event.type == "content_block_delta":
            assert open_block is not None
            assert event.data["delta"]["type"] in _DELTA_OF[open_block]
        elif event.type == "content_block_stop":
            assert open_block is not None, "a block is closed that is not open"
        if event.type.startswith("content_block"):
            assert event.data["index"] == index
        if event.type == "content_block_stop":
            open_block = None
    if ended:
        assert open_block is None, "a block is left open"
    if ended and not broken_input:
        for block in message_of(events)["content"]:
            assert block["type"] != "text" or block["text"].strip(), "an empty text cannot be replayed"
