"""The program as the window sees it, in memory: every port works, nothing leaves the process.

What takes time (keys, the connection test) waits for `settle()`, so that a test sees the state between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from proxy_core.config import (
    Auth,
    Baa,
    Config,
    LocalKey,
    ModelMapping,
    Provider,
    Route,
    default_config,
)
from proxy_core.inspector.view import View
from proxy_core.journal.entry import Entry
from proxy_core.providers.base import Field
from proxy_core.secrets import Secret, SecretState
from ui.ports import (
    Health,
    Marked,
    NewKey,
    ProbeResult,
    ProxyState,
    ProxyStatus,
    Repository,
    Standing,
    Trust,
    Unsubscribe,
    Usage,
)

URL = "http://127.0.0.1:7440"
#: synthetic, as the program makes them
LOCAL_KEY = "scrub_live_0Synthetic1Key2For3Tests4x7Qa"


@dataclass(frozen=True)
class FakeKind:
    """A provider kind as the form reads it."""

    kind: str
    label: str
    help: str
    fields: tuple[Field, ...] = ()
    default_auth: str = "keyring"


_URL_FIELD = Field(
    "base_url", "Base URL", "url", "The address before /v1/messages.", "https://api.example.com", "", True
)

#: like the real ones, and one that declares a field of every kind
KINDS: tuple[FakeKind, ...] = (
    FakeKind(
        "anthropic",
        "Anthropic-compatible",
        "Anthropic itself, and providers that offer the Anthropic Messages API.",
        (
            replace(_URL_FIELD, default="https://api.anthropic.com"),
            Field(
                "key_header",
                "Send the key as",
                "choice",
                "x-api-key is Anthropic's own; some compatible providers want a Bearer token.",
                default="auto",
                choices=("auto", "x-api-key", "bearer"),
            ),
        ),
    ),
    FakeKind(
        "openai",
        "OpenAI-compatible",
        "OpenAI, Azure OpenAI, vLLM, Ollama and all that speak Chat Completions.",
        (_URL_FIELD,),
    ),
    FakeKind(
        "every",
        "Every field",
        "Declares one field of each kind.",
        (
            _URL_FIELD,
            Field("region", "Region", "text", "Where it runs.", "eu-central-1", required=True),
            Field("timeout", "Timeout (s)", "number", "How long to wait.", default=30),
            Field("strict", "Strict tools", "bool", "Ask for strict schemas.", default=False),
            Field("api", "API", "choice", default="chat", choices=("chat", "responses")),
            Field("tier", "Tier", "choice", default="a", choices=("a", "b", "c", "d", "e")),
        ),
        "env:EVERY_KEY",
    ),
    FakeKind("demo", "Demo", "A built-in model that answers without a network.", (), "none"),
)


def resolve(models: Sequence[ModelMapping], name: str) -> ModelMapping | None:
    """Exact, else the longest alias that fits: the rule of the proxy, in short."""
    fits = [one for one in models if one.alias == name]
    fits += sorted(
        (one for one in models if one.alias.endswith("*") and name.startswith(one.alias[:-1])),
        key=lambda one: -len(one.alias),
    )
    return fits[0] if fits else None


def some_config() -> Config:
    """Three providers, two of them with a key, and Claude Code's three models."""
    azure = Provider(
        "azure", "openai", "https://example.openai.azure.com/openai/v1", Auth("keyring"), Baa("signed")
    )
    local = Provider("local", "openai", "http://127.0.0.1:11434/v1", Auth("none"))
    anthropic = Provider("anthropic", "anthropic", "https://api.anthropic.com", Auth("keyring"))
    models = (
        ModelMapping("claude-opus-*", (Route("azure", "gpt-5.2"), Route("local", "qwen3-coder"))),
        ModelMapping("claude-sonnet-*", (Route("azure", "gpt-5.2-mini"),)),
        ModelMapping("*", (Route("local", "qwen3-coder"),)),
    )
    return Config(default_config().settings, (azure, local, anthropic), models)


class FakePorts:
    """Implements `ui.ports.Ports`. `refuse` is what the next save answers; `calls` is what was asked for."""

    def __init__(self, config: Config | None = None, *, on: bool = True) -> None:
        self._config = config or some_config()
        self._status = ProxyStatus(ProxyState.ON, URL) if on else ProxyStatus(ProxyState.OFF)
        self._entries: dict[str, Entry] = {}
        self._secrets: dict[str, Secret] = {}
        self.states: dict[str, SecretState] = {}
        self.refuse: str | None = None
        self.slow = False  # starting and stopping the proxy wait for `settle()`, too
        self.config_problem: str | None = None
        self.probe_result = ProbeResult(True, "The provider answers.", 182.0, ("gpt-5.2", "gpt-5.2-mini"))
        self.calls: list[tuple[str, Any]] = []
        self.views: dict[str, View] = {}
        self.found: dict[str, Repository] = {}
        self.typed = "scrubroom"
        self.stands = Standing(date(2026, 7, 1))
        self.used: dict[int, Usage] = {}  # days -> what is answered
        self._waiting: list[Callable[[], None]] = []
        self._on_status: list[Callable[[ProxyStatus], None]] = []
        self._on_entry: list[Callable[[Entry], None]] = []
        self._on_config: list[Callable[[Config], None]] = []
        self._on_secrets: list[Callable[[], None]] = []
        self._on_repositories: list[Callable[[], None]] = []
        self._on_forgotten: list[Callable[[], None]] = []
        self._on_health: list[Callable[[], None]] = []
        self.healths: dict[str, Health] = {}

    def settle(self) -> None:
        """Finish what is under way."""
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one()

    # the proxy

    def status(self) -> ProxyStatus:
        return self._status

    def subscribe_status(self, listener: Callable[[ProxyStatus], None]) -> Unsubscribe:
        return _subscribed(self._on_status, listener)

    def start(self) -> None:
        self.calls.append(("start", None))
        self._later(ProxyStatus(ProxyState.ON, URL))

    def stop(self) -> None:
        self.calls.append(("stop", None))
        self._later(ProxyStatus(ProxyState.OFF))

    def _later(self, status: ProxyStatus) -> None:
        if self.slow:
            self._waiting.append(lambda: self.set_status(status))
        else:
            self.set_status(status)

    def set_status(self, status: ProxyStatus) -> None:
        self._status = status
        for listener in tuple(self._on_status):
            listener(status)

    # the log

    def entries(self) -> Sequence[Entry]:
        return list(self._entries.values())

    def subscribe_entries(self, listener: Callable[[Entry], None]) -> Unsubscribe:
        return _subscribed(self._on_entry, listener)

    def record(self, entry: Entry) -> None:
        self._entries[entry.request_id] = entry
        for listener in tuple(self._on_entry):
            listener(entry)

    # the inspector

    def inspectable(self, request_id: str) -> bool:
        return request_id in self.views

    def inspect(self, request_id: str, done: Callable[[View | None], None]) -> None:
        self.calls.append(("inspect", request_id))
        self._answer(lambda: done(self.views.get(request_id)))

    def forget_requests(self) -> None:
        self.calls.append(("forget_requests", None))
        self.views.clear()
        for listener in tuple(self._on_forgotten):
            listener()

    def subscribe_forgotten(self, listener: Callable[[], None]) -> Unsubscribe:
        return _subscribed(self._on_forgotten, listener)

    def not_phi(self, value: str, done: Callable[[Marked], None]) -> None:
        self._mark("not_phi", value, done)

    def always_phi(self, type_: str, value: str, done: Callable[[Marked], None]) -> None:
        self._mark("always_phi", (type_, value), done)

    def _mark(self, call: str, said: object, done: Callable[[Marked], None]) -> None:
        self.calls.append((call, said))

        def undo(told: Callable[[str | None], None]) -> None:
            self.calls.append(("undo", said))
            told(self.refuse)

        marked = Marked(True, "From the next request on it counts.", undo)
        self._answer(lambda: done(Marked(False, self.refuse) if self.refuse else marked))

    def _answer(self, tell: Callable[[], None]) -> None:
        if self.slow:
            self._waiting.append(tell)
        else:
            tell()

    # the repositories

    def repositories(self) -> Sequence[Repository]:
        return list(self.found.values())

    def subscribe_repositories(self, listener: Callable[[], None]) -> Unsubscribe:
        return _subscribed(self._on_repositories, listener)

    def set_repository(self, repository: Repository) -> None:
        self.found[repository.path] = repository
        for listener in tuple(self._on_repositories):
            listener()

    def decide_repository(self, path: str, digest: str, trusted: bool | None) -> str | None:
        self.calls.append(("decide_repository", (path, digest, trusted)))
        if self.refuse:
            return self.refuse
        trust = {True: Trust.TRUSTED, False: Trust.IGNORED, None: Trust.NEW}[trusted]
        self.set_repository(replace(self.found[path], trust=trust))
        return None

    # the configuration

    def config(self) -> Config:
        return self._config

    def problem(self) -> str | None:
        return self.config_problem

    def subscribe_config(self, listener: Callable[[Config], None]) -> Unsubscribe:
        return _subscribed(self._on_config, listener)

    def set_config(self, config: Config) -> None:
        """As if the file had changed."""
        self._config = config
        for listener in tuple(self._on_config):
            listener(config)

    def save_models(self, models: Sequence[ModelMapping]) -> str | None:
        self.calls.append(("save_models", tuple(models)))
        return self.refuse or self._saved(replace(self._config, models=tuple(models)))

    def save_provider(self, provider: Provider, replaces: str | None) -> str | None:
        self.calls.append(("save_provider", (provider, replaces)))
        providers = list(self._config.providers)
        if replaces is None:
            providers.append(provider)
        else:
            at = next(at for at, one in enumerate(providers) if one.name == replaces)
            providers[at] = provider
        return self.refuse or self._saved(replace(self._config, providers=tuple(providers)))

    def remove_provider(self, name: str) -> str | None:
        self.calls.append(("remove_provider", name))
        rest = tuple(one for one in self._config.providers if one.name != name)
        return self.refuse or self._saved(replace(self._config, providers=rest))

    def save_settings(self, values: Mapping[str, Any]) -> str | None:
        self.calls.append(("save_settings", dict(values)))
        return self.refuse or self._saved(replace(self._config, settings={**self._config.settings, **values}))

    def config_path(self) -> str:
        return "/home/somebody/.config/scrubroom/config.toml"

    def _saved(self, config: Config) -> str | None:
        self.set_config(config)
        return None

    # local keys

    def create_key(self, wanted: LocalKey) -> NewKey:
        self.calls.append(("create_key", wanted))
        if self.refuse:
            return NewKey(problem=self.refuse)
        kept = replace(wanted, sha256="1" * 64, last_four=LOCAL_KEY[-4:])
        self.set_config(replace(self._config, keys=(*self._config.keys, kept)))
        return NewKey(LOCAL_KEY)

    def change_key(self, key: LocalKey) -> str | None:
        self.calls.append(("change_key", key))
        keys = tuple(key if one.name == key.name else one for one in self._config.keys)
        return self.refuse or self._saved(replace(self._config, keys=keys))

    def revoke_key(self, name: str) -> str | None:
        self.calls.append(("revoke_key", name))
        rest = tuple(one for one in self._config.keys if one.name != name)
        return self.refuse or self._saved(replace(self._config, keys=rest))

    # usage and audit

    def standing(self, done: Callable[[Standing], None]) -> None:
        self._answer(lambda: done(self.stands))

    def usage(self, days: int, done: Callable[[Usage], None]) -> None:
        self.calls.append(("usage", days))
        empty = Usage(date(2026, 6, 15), date(2026, 6, 15))
        self._answer(lambda: done(self.used.get(days, empty)))

    def acknowledge(self, subject: str, text: str) -> None:
        self.calls.append(("acknowledge", (subject, text)))

    # keys

    def secret_state(self, provider: str) -> SecretState:
        if provider in self.states:
            return self.states[provider]
        auth = next((one.auth.kind for one in self._config.providers if one.name == provider), "keyring")
        if auth in ("none", "client"):
            return SecretState.NOT_NEEDED
        return SecretState.SET if provider in self._secrets else SecretState.MISSING

    def secret_hint(self, provider: str) -> str:
        secret = self._secrets.get(provider)
        return secret.masked() if secret else ""

    def subscribe_secrets(self, listener: Callable[[], None]) -> Unsubscribe:
        return _subscribed(self._on_secrets, listener)

    def set_secret(self, provider: str, value: str, done: Callable[[str | None], None]) -> None:
        self.calls.append(("set_secret", provider))
        self._waiting.append(lambda: self._set_secret(provider, Secret(value), done))

    def delete_secret(self, provider: str, done: Callable[[str | None], None]) -> None:
        self.calls.append(("delete_secret", provider))
        self._waiting.append(lambda: self._set_secret(provider, None, done))

    def _set_secret(self, provider: str, secret: Secret | None, done: Callable[[str | None], None]) -> None:
        if self.refuse is None:
            if secret is None:
                self._secrets.pop(provider, None)
            else:
                self._secrets[provider] = secret
            self.tell_secrets()
        done(self.refuse)

    def tell_secrets(self) -> None:
        for listener in tuple(self._on_secrets):
            listener()

    def retry_keyring(self) -> None:
        self.calls.append(("retry_keyring", None))
        self.states.clear()
        self.tell_secrets()

    # the rest

    def probe(self, provider: Provider, key: str | None, done: Callable[[ProbeResult], None]) -> None:
        self.calls.append(("probe", (provider, key is not None)))
        self._waiting.append(lambda: done(self.probe_result))

    def health(self, provider: str) -> Health:
        return self.healths.get(provider, Health())

    def subscribe_health(self, listener: Callable[[], None]) -> Unsubscribe:
        return _subscribed(self._on_health, listener)

    def set_health(self, provider: str, health: Health) -> None:
        self.healths[provider] = health
        for listener in tuple(self._on_health):
            listener()

    def program(self) -> str:
        return self.typed

    def quit(self) -> None:
        self.calls.append(("quit", None))


def _subscribed(listeners: list[Any], listener: Any) -> Unsubscribe:
    listeners.append(listener)
    return lambda: listeners.remove(listener)
