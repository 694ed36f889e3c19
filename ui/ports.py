"""What the window may ask of the program, and how it hears of news.

`app.bridge` implements these. All calls and callbacks happen on the GUI thread, which is the event loop's
thread; a method that takes `done` returns at once and calls it later. Listeners are kept for as long as the
program runs; `subscribe` methods return a function that ends the subscription.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Protocol

from proxy_core.config import Config, LocalKey, ModelMapping, Provider
from proxy_core.inspector.view import View
from proxy_core.journal.entry import Entry
from proxy_core.secrets import SecretState

Unsubscribe = Callable[[], None]


class ProxyState(Enum):
    """What the tray icon shows, each by a shape and a colour of its own."""

    OFF = "off"
    ON = "on"
    BUSY = "busy"  # at least one request is under way
    BLOCKED = "blocked"  # a request was refused by policy a moment ago
    ERROR = "error"  # the proxy cannot serve


@dataclass(frozen=True, slots=True)
class ProxyStatus:
    """url: the base URL to point a client at, empty while off. message: one or two sentences for a person."""

    state: ProxyState
    url: str = ""
    message: str = ""
    active: int = 0


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The result of testing a provider. message: what happened and what to do; models: names it offers."""

    ok: bool
    message: str
    milliseconds: float = 0.0
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """What came of calling a value PHI, or none. text: a sentence without the value. undo: takes it back and
    calls what it is given with what went wrong, or None; it is None itself if nothing was changed."""

    ok: bool
    text: str
    undo: Callable[[Callable[[str | None], None]], None] | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How a provider answers just now. passed_over: others are asked in its place, where there are any, and
    for so many seconds more. failures: in a row; code: of the last one."""

    passed_over: bool = False
    failures: int = 0
    code: str = ""
    again_s: float = 0.0


class Trust(Enum):
    """How a repository's `.phiallow` stands."""

    NEW = "new"  # nobody has decided about this content: it does not count
    TRUSTED = "trusted"
    IGNORED = "ignored"
    BROKEN = "broken"  # it cannot be used, and does not count


@dataclass(frozen=True, slots=True)
class Repository:
    """A `.phiallow` that belongs to a request's working directory. path: of the file. digest: of its content.

    values, expressions: what it would allow. problem: why it cannot be used, as a sentence.
    """

    path: str
    digest: str
    trust: Trust
    values: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What a local key was used for. last_used: None if it never was. spent_usd: in this cycle."""

    last_used: datetime | None = None
    spent_usd: float = 0.0
    today: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How budget and limits stand for everybody together. A cycle's first day again: `resets_on`.

    spent_usd: settled; reserved_usd: of requests under way. minute, today: requests. keys: by name.
    problem: why it is not known, as a sentence.
    """

    resets_on: date
    spent_usd: float = 0.0
    reserved_usd: float = 0.0
    minute: int = 0
    today: int = 0
    keys: Mapping[str, KeyUse] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """Requests, tokens and cost of a day, a model, a key or of all. with_phi: requests with PHI."""

    requests: int = 0
    blocked: int = 0
    failed: int = 0
    with_phi: int = 0
    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used from the first day to the last one, both included; days without any are left out.

    by_model: by provider and model. phi: type -> how many. problem: why it is not known, as a sentence.
    """

    first: date
    last: date
    total: Sums = Sums()
    by_day: tuple[tuple[date, Sums], ...] = ()
    by_model: tuple[tuple[str, str, Sums], ...] = ()
    by_key: tuple[tuple[str, Sums], ...] = ()
    phi: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A local key that was made: the only time that it is shown; or what is wrong, as a sentence."""

    key: str = field(default="", repr=False)
    problem: str = ""


class ProxyPort(Protocol):
    """The proxy's switch."""

    def status(self) -> ProxyStatus: ...

    def subscribe_status(self, listener: Callable[[ProxyStatus], None]) -> Unsubscribe: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


class LogPort(Protocol):
    """The live log. A listener gets an entry when a request begins and again when it changes; the
    `request_id` tells which one it is."""

    def entries(self) -> Sequence[Entry]: ...

    def subscribe_entries(self, listener: Callable[[Entry], None]) -> Unsubscribe: ...


class InspectorPort(Protocol):
    """What the last requests held, in memory only."""

    def inspectable(self, request_id: str) -> bool:
        """Whether a request is still kept."""
        ...

    def inspect(self, request_id: str, done: Callable[[View | None], None]) -> None:
        """None if it is no longer kept."""
        ...

    def forget_requests(self) -> None:
        """Let go of everything that is kept."""
        ...

    def subscribe_forgotten(self, listener: Callable[[], None]) -> Unsubscribe:
        """Whenever everything was let go, by whomever: what is shown of it must go, too."""
        ...

    def not_phi(self, value: str, done: Callable[[Marked], None]) -> None:
        """A value that is public or synthetic: it passes from the next request on."""
        ...

    def always_phi(self, type_: str, value: str, done: Callable[[Marked], None]) -> None:
        """A value that is replaced from the next request on. type_: one of the PHI types."""
        ...


class RepositoryPort(Protocol):
    """The `.phiallow` files of the repositories in which clients work."""

    def repositories(self) -> Sequence[Repository]: ...

    def subscribe_repositories(self, listener: Callable[[], None]) -> Unsubscribe: ...

    def decide_repository(self, path: str, digest: str, trusted: bool | None) -> str | None:
        """Trust this content of a file, ignore it, or take the decision back (None). Returns what went wrong,
        as a sentence."""
        ...


class ConfigPort(Protocol):
    """The configuration. Saving methods return None, or what is wrong as a sentence."""

    def config(self) -> Config: ...

    def problem(self) -> str | None:
        """Why the file cannot be used and the last good copy serves; None if all is well."""
        ...

    def subscribe_config(self, listener: Callable[[Config], None]) -> Unsubscribe: ...

    def save_models(self, models: Sequence[ModelMapping]) -> str | None: ...

    def save_provider(self, provider: Provider, replaces: str | None) -> str | None:
        """replaces: the provider whose place this one takes (also to rename it); None adds it."""
        ...

    def remove_provider(self, name: str) -> str | None: ...

    def save_settings(self, values: Mapping[str, Any]) -> str | None: ...

    def config_path(self) -> str: ...


class LocalKeysPort(Protocol):
    """The keys that clients of the proxy send. Who may ask is in the configuration; see `ConfigPort`."""

    def create_key(self, wanted: LocalKey) -> NewKey:
        """wanted: name, scopes and limits; its digest and last characters are made here."""
        ...

    def change_key(self, key: LocalKey) -> str | None:
        """Other scopes and limits for the key of this name."""
        ...

    def revoke_key(self, name: str) -> str | None:
        """It is refused from the next request on."""
        ...


class UsagePort(Protocol):
    """What was asked and spent."""

    def standing(self, done: Callable[[Standing], None]) -> None: ...

    def usage(self, days: int, done: Callable[[Usage], None]) -> None:
        """Of the last days, today included."""
        ...


class AuditPort(Protocol):
    """What a person has acknowledged goes into the audit trail."""

    def acknowledge(self, subject: str, text: str) -> None:
        """subject: what it is about, such as a setting's key. text: what was read and confirmed."""
        ...


class SecretsPort(Protocol):
    """Provider keys. `done` gets None, or what went wrong as a sentence."""

    def secret_state(self, provider: str) -> SecretState: ...

    def secret_hint(self, provider: str) -> str:
        """The masked key (`…x7Qa`), or an empty string."""
        ...

    def subscribe_secrets(self, listener: Callable[[], None]) -> Unsubscribe: ...

    def set_secret(self, provider: str, value: str, done: Callable[[str | None], None]) -> None: ...

    def delete_secret(self, provider: str, done: Callable[[str | None], None]) -> None: ...

    def retry_keyring(self) -> None:
        """Read the keyring again after it was locked."""
        ...


class ProbePort(Protocol):
    """The connection test, and how providers have answered."""

    def probe(self, provider: Provider, key: str | None, done: Callable[[ProbeResult], None]) -> None:
        """key: one that was typed but not saved; None uses the saved one."""
        ...

    def health(self, provider: str) -> Health: ...

    def subscribe_health(self, listener: Callable[[], None]) -> Unsubscribe:
        """Whenever a provider begins to be passed over, or answers again."""
        ...


class AppPort(Protocol):
    """The rest."""

    def program(self) -> str:
        """What a person types in a terminal to run this program: its name, or its path where that must be."""
        ...

    def quit(self) -> None: ...


class Ports(
    ProxyPort,
    LogPort,
    InspectorPort,
    RepositoryPort,
    ConfigPort,
    LocalKeysPort,
    UsagePort,
    AuditPort,
    SecretsPort,
    ProbePort,
    AppPort,
    Protocol,
):
    """Everything the window needs, from one object."""
