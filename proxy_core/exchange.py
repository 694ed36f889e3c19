"""The stages of one exchange, a frozen record each: what is known once the stage has passed.

No record shows content or headers in its repr: they hold PHI and keys.

Each stage holds the one before it, so a later function cannot run on a request that has skipped a check:
only `Redacted` can be routed, and only `Routed` can be sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, Protocol

from proxy_core.auth import Principal
from proxy_core.config import Provider, Route
from proxy_core.errors import ProxyError
from proxy_core.privacy.guard import Redaction
from proxy_core.privacy.parts import Parts
from proxy_core.providers.base import ProviderKind
from proxy_core.wire.events import Event


class Surface(Enum):
    """What a client asked for, and in which words."""

    MESSAGES = "messages"
    COUNT_TOKENS = "count_tokens"
    #: an Anthropic request, answered in chat completions choices inside an envelope
    ENVELOPE = "envelope"
    CHAT_COMPLETIONS = "chat_completions"


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came. headers: lower-case names. started: on the monotonic clock, in seconds."""

    request_id: str
    surface: Surface
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    at: datetime
    started: float

    @property
    def client(self) -> str:
        """The program that asks, such as `claude-cli/2.1.197`."""
        name = self.headers.get("user-agent", "").split(" ", 1)[0][:60]
        # Bytes that are no UTF-8 arrive as lone surrogates, which neither the window nor JSON can hold.
        return "".join(character for character in name if character.isprintable())


@dataclass(frozen=True, slots=True)
class Authorized:
    """It came from somebody who may ask."""

    received: Received
    principal: Principal


@dataclass(frozen=True, slots=True)
class Parsed:
    """It is a valid request. body: in Anthropic's words; not to be changed. parts: what the PHI Guard knows
    it by. include_usage: whether a stream of chat completions ends with the token counts. gateway: what the
    client asks of this proxy, by field. warnings: what the client is told of its fields, without content."""

    authorized: Authorized
    body: Mapping[str, Any] = field(repr=False)
    model: str
    stream: bool
    session: str
    parts: Parts | None = None
    include_usage: bool = False
    gateway: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redacted:
    """Its PHI is replaced: `redaction.body` is what may leave.

    repository: whether what the client's repository says is public counted.
    """

    parsed: Parsed
    redaction: Redaction
    repository: bool = False

    @property
    def has_phi(self) -> bool:
        return bool(self.redaction.counts)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One route that may be tried."""

    provider: Provider
    kind: ProviderKind
    route: Route
    model: str


@dataclass(frozen=True, slots=True)
class Routed:
    """The routes that may take it, in order; the policy has passed each of them. ordered: whether the order
    is the client's own, so that nothing but a failing provider may change it."""

    redacted: Redacted
    candidates: tuple[Candidate, ...]
    ordered: bool = False


class Client(Protocol):
    """The client's side of an answer. One that streams and one that collects; the pipeline knows neither."""

    async def send(self, events: list[Event]) -> None:
        """Events, in order; never an `error` event."""
        ...

    async def finish(self) -> None:
        """The answer is complete."""
        ...

    async def keep_alive(self) -> None:
        """The provider has been silent for a while."""
        ...


class Reply(Protocol):
    """Where the answer goes: it becomes a stream or a message once the request is understood.

    headers: what the answer carries besides its own; counts until the answer begins.
    """

    headers: dict[str, str]

    def answer_to(self, request: Parsed) -> Client:
        """The client's side, in the form that the request asks for."""
        ...

    async def fail(self, error: ProxyError) -> None:
        """An HTTP error if nothing was sent yet, else an `error` event, after which nothing follows."""
        ...

    @property
    def blocked(self) -> bool:
        """Whether the client has been keeping a write waiting."""
        ...

    @property
    def sent_bytes(self) -> int:
        """Bytes of the answer's body so far."""
        ...
