"""What a provider kind is: the fields of its form, and its dialect.

A kind turns an Anthropic request into its upstream's HTTP request, and the upstream's bytes into Anthropic
events. It does no I/O: `proxy_core.upstream` sends what it makes.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from proxy_core.config import Provider
from proxy_core.errors import ProxyError
from proxy_core.secrets import Secret
from proxy_core.wire.events import Event


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a provider's form. key: its name in the file. kind: text, url, choice, bool, number or
    words, which is a list of them.

    pattern: what each of the words must fit. advanced: few need it, so forms show it last and folded.
    """

    key: str
    label: str
    kind: str = "text"
    help: str = ""
    placeholder: str = ""
    default: Any = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    advanced: bool = False

    def problem(self, value: object) -> str | None:
        """What is wrong with a value, as the end of a sentence that begins with the key; None if nothing."""
        match self.kind:
            case "choice":
                return None if value in self.choices else f"must be one of {', '.join(self.choices)}"
            case "bool":
                return None if isinstance(value, bool) else "must be true or false"
            case "number":
                good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
                return None if good else "must be a whole number that is not negative"
            case "words":
                return self._words_problem(value)
            case _:
                return None if isinstance(value, str) else "must be a string"

    def _words_problem(self, value: object) -> str | None:
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
            return "must be a list of strings"
        if all(re.fullmatch(self.pattern, word) for word in value):
            return None
        return f"has an entry that is not known; it may hold such as {self.placeholder}"


@dataclass(frozen=True, slots=True)
class Call:
    """One request as a provider kind gets it.

    model: the upstream's name for it. body: the Anthropic request as it may leave (already redacted); not
    to be changed in place. stream: whether the client asked for a stream. client_headers: lower-case names;
    only what a kind names itself may go on, never the local key. secret: None where none is needed.
    options: the route's overrides of capability flags.
    """

    provider: Provider
    model: str
    body: Mapping[str, Any] = field(repr=False)
    stream: bool
    client_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret: Secret | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UpstreamRequest:
    """An HTTP request, ready to be sent.

    notes: what of the client's request was lowered or left out, one sentence each, without content.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    notes: tuple[str, ...] = ()


class AnswerReader(Protocol):
    """Turns the bytes of one upstream answer into Anthropic events; synchronous, no I/O.

    Upstream failures inside a stream come out as an `error` event, after which nothing follows.
    """

    def feed(self, data: bytes) -> list[Event]:
        """The events that these bytes complete; cut anywhere."""
        ...

    def finish(self) -> list[Event]:
        """The events that the end of the body completes: an `error` event if it came too early."""
        ...


class ProviderKind(ABC):
    """One kind of wire. A kind has no state: everything it needs is in the `Call`."""

    kind: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]] = ()
    #: the authentication that a new provider of this kind starts with
    default_auth: ClassVar[str] = "keyring"

    def option_problem(self, key: str, value: object) -> str | None:
        """What is wrong with an option of a provider or a route of this kind, as the end of a sentence."""
        for each in self.fields:
            if each.key == key:
                return each.problem(value)
        return f"is not a field of a provider of the kind '{self.kind}'"

    @abstractmethod
    def request(self, call: Call) -> UpstreamRequest:
        """The request that asks for the answer. Raises `ProxyError` for what this wire cannot say."""

    def leaves_out(self, call: Call) -> tuple[str, ...]:
        """The parameters that the call gives and this wire would drop or weaken, by their paths."""
        return ()

    @abstractmethod
    def reader(self, call: Call, content_type: str) -> AnswerReader:
        """The reader for a successful answer. content_type: the upstream's own, lower-case, bare.

        An answer in JSON where a stream was asked, and the other way round, are read all the same.
        """

    @abstractmethod
    def failure(self, call: Call, status: int, headers: Mapping[str, str], body: bytes) -> ProxyError:
        """The error for an answer whose status is not 2xx; the upstream's words are kept."""

    def amend(self, call: Call, error: ProxyError) -> Call | None:
        """The call with other options, if the provider's refusal names a field that can be spared; None if
        the refusal is the answer. What comes of the amended call may be amended again."""
        return None

    def count_tokens(self, call: Call) -> UpstreamRequest | None:
        """The request that counts tokens upstream; None where an estimate must do."""
        return None

    @abstractmethod
    def probe(self, provider: Provider, secret: Secret | None) -> UpstreamRequest | None:
        """A request that costs nothing and shows whether address and key are right; None if needless."""
