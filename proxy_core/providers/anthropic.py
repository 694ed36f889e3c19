"""Providers that speak Anthropic Messages: Anthropic itself and the many that are compatible.

The request goes on as the client built it, with the model's name and the key changed; the answer comes back
byte for byte wherever nothing has to be restored. Fields and events that are not known here pass unharmed.
Source: https://docs.anthropic.com/en/api/messages
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from proxy_core.config import Provider
from proxy_core.errors import ProxyError
from proxy_core.providers.attestations import ATTESTS
from proxy_core.providers.base import AnswerReader, Call, Field, ProviderKind, UpstreamRequest
from proxy_core.providers.failures import upstream_failure
from proxy_core.providers.whole import WholeReader
from proxy_core.secrets import Secret
from proxy_core.translate import thinking
from proxy_core.wire import json
from proxy_core.wire.anthropic import VERSION
from proxy_core.wire.events import Event
from proxy_core.wire.shape import well_formed
from proxy_core.wire.sse import SseDecoder, SseEvent, SseTooLong

#: What of the client's headers goes on. The list is closed: anything else may hold what nobody has looked at.
#: `x-stainless-*` are the official SDKs' own, `x-claude-code-*` and `x-app` Claude Code's.
FORWARDED = frozenset(
    {
        "anthropic-version",
        "anthropic-beta",
        "user-agent",
        "x-app",
        "x-claude-code-session-id",
        "x-claude-code-agent-id",
        "x-stainless-arch",
        "x-stainless-async",
        "x-stainless-helper-method",
        "x-stainless-lang",
        "x-stainless-os",
        "x-stainless-package-version",
        "x-stainless-retry-count",
        "x-stainless-runtime",
        "x-stainless-runtime-version",
        "x-stainless-timeout",
    }
)

#: how thoughts of other wires are marked by the translation
FOREIGN_SIGNATURES = tuple(
    f"{scheme}." for scheme in (thinking.GOOGLE, thinking.OPENROUTER, thinking.RESPONSES)
)


class Anthropic(ProviderKind):
    """Anthropic Messages."""

    kind: ClassVar[str] = "anthropic"
    label: ClassVar[str] = "Anthropic-compatible"
    help: ClassVar[str] = "Anthropic itself, and providers that offer the Anthropic Messages API."
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "base_url",
            "Base URL",
            "url",
            "The address before /v1/messages.",
            placeholder="https://api.anthropic.com",
            default="https://api.anthropic.com",
            required=True,
        ),
        Field(
            "key_header",
            "Send the key as",
            "choice",
            "x-api-key is Anthropic's own; some compatible providers want a Bearer token. "
            "auto sends OAuth tokens as Bearer and all else as x-api-key.",
            default="auto",
            choices=("auto", "x-api-key", "bearer"),
            advanced=True,
        ),
        ATTESTS,
    )

    def request(self, call: Call) -> UpstreamRequest:
        return UpstreamRequest(
            "POST", endpoint(call.provider.base_url, "messages"), self._headers(call), self._body(call)
        )

    def count_tokens(self, call: Call) -> UpstreamRequest:
        return UpstreamRequest(
            "POST",
            endpoint(call.provider.base_url, "messages/count_tokens"),
            self._headers(call),
            self._body(call),
        )

    def reader(self, call: Call, content_type: str) -> AnswerReader:
        if content_type == "application/json":
            return WholeReader(call.provider.name, _message)
        return StreamReader(call.provider.name)

    def failure(self, call: Call, status: int, headers: Mapping[str, str], body: bytes) -> ProxyError:
        return upstream_failure(call.provider.name, status, headers, body)

    def probe(self, provider: Provider, secret: Secret | None) -> UpstreamRequest:
        headers = {"anthropic-version": VERSION, "accept": "application/json", "accept-encoding": "identity"}
        headers |= key_headers(provider, secret)
        return UpstreamRequest("GET", endpoint(provider.base_url, "models"), headers)

    def _headers(self, call: Call) -> dict[str, str]:
        headers = {
            name: value for name, value in call.client_headers.items() if name in FORWARDED and _plain(value)
        }
        headers.setdefault("anthropic-version", VERSION)
        headers["content-type"] = "application/json"
        headers["accept"] = "text/event-stream" if call.stream else "application/json"
        # An encoded stream is held back until the encoder has a block; the saving is nil on a local hop.
        headers["accept-encoding"] = "identity"
        if call.provider.auth.kind == "client":
            for name in ("x-api-key", "authorization"):
                if name in call.client_headers:
                    headers[name] = call.client_headers[name]
        else:
            headers |= key_headers(call.provider, call.secret)
        return headers

    def _body(self, call: Call) -> bytes:
        body = {**call.body, "model": call.model}
        self._metadata(call, body)
        unsigned = (urlsplit(call.provider.base_url).hostname or "").endswith(".anthropic.com")
        body["messages"] = without_foreign_thoughts(call.body["messages"], unsigned=unsigned)
        for part in ("messages", "tools", "system"):
            if part in body:
                body[part] = json.ready(body[part])
        return json.dumps(body)

    def _metadata(self, call: Call, body: dict[str, Any]) -> None:
        """Claude Code's user id names the device and the account: a pseudonym serves the provider's abuse
        checks as well. With the client's own account the provider knows both already."""
        metadata = body.get("metadata")
        user = metadata.get("user_id") if isinstance(metadata, dict) else None
        if call.provider.auth.kind != "client" and isinstance(user, str) and "device_id" in user:
            digest = hashlib.sha256(user.encode("utf-8", "surrogatepass")).hexdigest()
            body["metadata"] = {**metadata, "user_id": f"user_{digest[:32]}"}  # type: ignore[dict-item]


def without_foreign_thoughts(messages: list[Any], *, unsigned: bool) -> list[Any]:
    """The messages less the thoughts of another provider's model, from turns that it answered.

    Anthropic refuses a thought whose signature is not its own. unsigned: also those without a signature,
    which compatible providers make themselves and may want back. The list itself if there are none.
    """
    changed: dict[int, dict[str, Any]] = {}
    for index, message in enumerate(messages):
        content = message.get("content")
        if message.get("role") != "assistant" or not isinstance(content, list):
            continue
        own = [block for block in content if not _foreign(block, unsigned)]
        if len(own) < len(content):
            changed[index] = {**message, "content": own}
    if not changed:
        return messages
    kept = [changed.get(index, message) for index, message in enumerate(messages)]
    return [message for message in kept if message.get("content") != []]


def _foreign(block: dict[str, Any], unsigned: bool) -> bool:
    if block.get("type") != "thinking":
        return False
    signature = block.get("signature")
    if not signature:
        return unsigned
    return isinstance(signature, str) and signature.startswith(FOREIGN_SIGNATURES)


def endpoint(base_url: str, path: str) -> str:
    """`BASE/v1/PATH`, whether the base was given with `/v1`, with `/v1/messages` or with neither."""
    scheme, separator, rest = base_url.rstrip("/").partition("://")
    return f"{scheme}{separator}{rest.removesuffix('/messages').removesuffix('/v1')}/v1/{path}"


def _plain(value: str) -> bool:
    """Whether a header's value is one that HTTP can carry on: bytes beyond ASCII arrive as surrogates."""
    return value.isascii() and value.isprintable()


def key_headers(provider: Provider, secret: Secret | None) -> dict[str, str]:
    """The header that carries the key, if there is one."""
    if secret is None:
        return {}
    value = secret.reveal()
    style = provider.options.get("key_header", "auto")
    if style == "bearer" or (style == "auto" and value.startswith("sk-ant-oat")):
        return {"authorization": f"Bearer {value}"}
    return {"x-api-key": value}


def _message(body: dict[str, Any]) -> dict[str, Any] | None:
    return body if body.get("type") == "message" and isinstance(body.get("content"), list) else None


class StreamReader:
    """An Anthropic stream: frames pass as they came; what is missing or wrong becomes an `error` event."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._decoder = SseDecoder()
        self._ended = False
        self._other_wire = False

    def feed(self, data: bytes) -> list[Event]:
        if self._ended:
            return []
        try:
            return self._read(self._decoder.feed(data))
        except SseTooLong:
            return [self._fail(f"The provider '{self._provider}' sent an event that is too long.")]

    def finish(self) -> list[Event]:
        events = self._read(self._decoder.finish(), at_end=True)
        if not self._ended:
            events.append(self._fail(self._why()))
        return events

    def _why(self) -> str:
        if self._other_wire:
            return f"The provider '{self._provider}' speaks OpenAI's wire. Set its kind to openai."
        return f"The provider '{self._provider}' broke off in the middle of its answer."

    def _read(self, raw: list[SseEvent], *, at_end: bool = False) -> list[Event]:
        events: list[Event] = []
        for item in raw:
            if self._ended:
                break
            name = item.event or self._name(item.data)
            if not name:
                continue  # `data: [DONE]` and the like
            event = Event(name, payload=item.data, frame=item.frame or None)
            if not well_formed(event, item.data):
                malformed = f"The provider '{self._provider}' sent a malformed {name} event."
                events.append(self._fail(self._why() if at_end else malformed))
                break
            events.append(event)
            if name in ("message_stop", "error"):
                self._ended = True
        return events

    def _name(self, data: bytes) -> str:
        """The type of an event that came without an `event:` line, which Claude Code would not read."""
        try:
            value = json.loads(data)
        except json.InvalidJson:
            return ""
        kind = value.get("type") if isinstance(value, dict) else None
        if kind is None and isinstance(value, dict) and "choices" in value:
            self._other_wire = True
        # It becomes a line of the frame, so it must be a name and nothing more.
        return kind if isinstance(kind, str) and kind.isidentifier() else ""

    def _fail(self, message: str) -> Event:
        self._ended = True
        return Event.failure(message)
