"""The configuration as the program sees it: frozen, validated, complete.

Owns the data model and its validation. Reads no file: `app.config_store` does. A value that is wrong is
named by its path in the file (`providers[1].kind`), so that the store can name the line.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from proxy_core.settings import SETTINGS
from proxy_core.toml_values import ConfigError as ConfigError
from proxy_core.toml_values import amount as _amount
from proxy_core.toml_values import array as _array
from proxy_core.toml_values import string as _string
from proxy_core.toml_values import table as _table

VERSION = 1
AUTH_KINDS = ("keyring", "env", "command", "client", "none")
BAA_STATUSES = ("signed", "local", "none")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BRACKETED = re.compile(r"\[[^\[\]]+\](:\d*)?")


@dataclass(frozen=True, slots=True)
class Auth:
    """Where a provider's key comes from. argument: the variable of `env:`, the command line of `command:`."""

    kind: str = "keyring"
    argument: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.argument}" if self.argument else self.kind


@dataclass(frozen=True, slots=True)
class Baa:
    """A business associate agreement as its owner attests it. status: signed, local or none.

    reference: where the document is. attested_by: who says so.
    """

    status: str = "none"
    signed_on: date | None = None
    expires_on: date | None = None
    reference: str = ""
    attested_by: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. options: the fields that its kind declares beyond these."""

    name: str
    kind: str
    base_url: str = ""
    auth: Auth = Auth("none")
    baa: Baa = Baa()
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def local(self) -> bool:
        """Whether requests to it stay on this machine."""
        if self.kind == "demo":
            return True
        return is_loopback(urlsplit(self.base_url).hostname or "")

    def covered(self, today: date) -> bool:
        """Whether PHI may go there: it is local, or its agreement is in force on that (local) day."""
        if self.local or self.baa.status == "local":
            return True
        if self.baa.status != "signed":
            return False
        begun = self.baa.signed_on is None or self.baa.signed_on <= today
        return begun and (self.baa.expires_on is None or today <= self.baa.expires_on)


@dataclass(frozen=True, slots=True)
class Route:
    """One way to answer a model. model: the upstream's name; empty passes the client's name on.

    options: overrides of capability flags for this route.
    """

    provider: str
    model: str = ""
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ModelMapping:
    """alias: exact, or with `*` at the end. routes: in order; later ones are fallbacks."""

    alias: str
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class LocalKey:
    """A key that clients of this proxy send. Only its SHA-256 and last four characters are kept.

    privacy_mode, models: in place of the setting and of the common mappings, for who asks with it.
    """

    name: str
    sha256: str
    last_four: str
    scopes: tuple[str, ...] = ("ai:chat",)
    rpm: int | None = None
    daily: int | None = None
    budget_usd: float | None = None
    privacy_mode: str | None = None
    models: tuple[ModelMapping, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs, in place of the price that is built in: USD for a million tokens.

    model: the upstream's name, exact or with `*` at the end. A cache's price that is None is the input's.
    """

    model: str
    input: float
    output: float
    cache_read: float | None = None
    cache_write: float | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything, with defaults filled in. settings: key of `SETTINGS` -> value."""

    settings: Mapping[str, Any]
    providers: tuple[Provider, ...]
    models: tuple[ModelMapping, ...]
    keys: tuple[LocalKey, ...] = ()
    prices: tuple[Price, ...] = ()

    def __getitem__(self, key: str) -> Any:
        """The value of a setting: `config["server.port"]`."""
        return self.settings[key]

    def provider(self, name: str) -> Provider:
        """Raises KeyError."""
        for provider in self.providers:
            if provider.name == name:
                return provider
        raise KeyError(name)

    def seen_by(self, key: LocalKey | None) -> Config:
        """The configuration as it is for who asks with this key."""
        if key is None or (key.privacy_mode is None and not key.models):
            return self
        mode = key.privacy_mode or self["privacy.mode"]
        settings = MappingProxyType({**self.settings, "privacy.mode": mode})
        return replace(self, settings=settings, models=key.models or self.models)

    @property
    def mappings(self) -> tuple[ModelMapping, ...]:
        """All of them, also those that only some key has."""
        return sum((key.models for key in self.keys), self.models)


DEMO = Provider("demo", "demo", baa=Baa("local"))


def default_config() -> Config:
    """What runs with no configuration: the built-in demo model answers to every name."""
    return parse_config({})


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if host.lower().removesuffix(".") in ("localhost", "localhost.localdomain"):
        return True
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    try:
        # A zone (`::1%eth0`) may hold anything, and this machine needs none.
        return "%" not in host and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


#: What is wrong with an option of a provider or a route, by its key, as the end of a sentence.
OptionCheck = Callable[[str, Any], str | None]
#: provider kind -> the check of its options
Kinds = Mapping[str, OptionCheck]


def parse_config(data: Mapping[str, Any], kinds: Kinds | None = None) -> Config:
    """The configuration in a decoded TOML document. kinds: the kinds there are; None skips the check.

    Raises `ConfigError`. Unknown keys are errors: a mistyped policy must not silently be no policy.
    """
    version: object = data.get("version", VERSION)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ConfigError("version", "must be a whole number")
    if version > VERSION:
        raise ConfigError(
            "version", f"is {version}, made by a newer Scrubroom; this one reads up to {VERSION}"
        )
    groups = {setting.group for setting in SETTINGS.values()}
    for key in data:
        if key not in groups and key not in ("version", "providers", "models", "keys", "prices"):
            raise ConfigError(key, "is not a section of the configuration")
    providers = _providers(data, kinds)
    return Config(
        settings=MappingProxyType(_settings(data)),
        providers=providers,
        models=_models(data, providers, kinds),
        keys=_keys(data, _checks(providers, kinds)),
        prices=_prices(data),
    )


def _settings(data: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, setting in SETTINGS.items():
        section = _table(data.get(setting.group, {}), setting.group)
        value = section.get(setting.name, setting.default)
        if (problem := setting.problem(value)) is not None:
            raise ConfigError(key, problem)
        # A list of its own: the table's default must not change with it.
        values[key] = list(value) if setting.type is list else value
    for group in {setting.group for setting in SETTINGS.values()}:
        for name in data.get(group, {}):
            if f"{group}.{name}" not in SETTINGS:
                raise ConfigError(f"{group}.{name}", "is not a setting")
    return values


def _providers(data: Mapping[str, Any], kinds: Kinds | None) -> tuple[Provider, ...]:
    found: list[Provider] = []
    for index, table in enumerate(_array(data.get("providers", []), "providers")):
        provider = _provider(table, f"providers[{index}]", kinds)
        if any(other.name == provider.name for other in found):
            raise ConfigError(f"providers[{index}].name", f"'{provider.name}' is used twice")
        found.append(provider)
    if not any(provider.name == DEMO.name for provider in found):
        found.append(DEMO)
    return tuple(found)


def _provider(table: Mapping[str, Any], path: str, kinds: Kinds | None) -> Provider:
    name = _name(table, path)
    kind = _string(table, "kind", path)
    if kinds is not None and kind not in kinds:
        raise ConfigError(f"{path}.kind", f"must be one of {', '.join(kinds)}")
    base_url = _string(table, "base_url", path, default="").rstrip("/")
    if kind != "demo":
        _check_url(base_url, f"{path}.base_url")
    options = _options(
        table, ("name", "kind", "base_url", "auth", "baa"), path, None if kinds is None else kinds[kind]
    )
    return Provider(
        name=name,
        kind=kind,
        base_url=base_url,
        auth=parse_auth(
            _string(table, "auth", path, default="none" if kind == "demo" else "keyring"), f"{path}.auth"
        ),
        baa=_baa(table.get("baa", {}), f"{path}.baa"),
        options=options,
    )


def _options(
    table: Mapping[str, Any], known: tuple[str, ...], path: str, check: OptionCheck | None
) -> Mapping[str, Any]:
    """The keys beyond the known ones, which are the business of the provider's kind."""
    options = {key: value for key, value in table.items() if key not in known}
    for key, value in options.items():
        if check is not None and (problem := check(key, value)) is not None:
            raise ConfigError(f"{path}.{key}", problem)
    return MappingProxyType(options)


def _check_url(url: str, path: str) -> None:
    # Libraries disagree about these: one drops them, another takes them for a part of the host's name.
    if not url.isprintable() or " " in url or "\\" in url:
        raise ConfigError(path, "must not hold spaces, backslashes or control characters")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError for a port that is none
    except ValueError:
        raise ConfigError(path, "is not a URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(path, "must be a URL that begins with http:// or https://")
    if ("[" in parts.netloc or "]" in parts.netloc) and not _BRACKETED.fullmatch(parts.netloc):
        raise ConfigError(path, "is not a URL")
    if "@" in parts.netloc:
        raise ConfigError(path, "must not hold a user name or password; keys belong in the keyring")
    if parts.query or parts.fragment:
        raise ConfigError(path, "must not have a query or fragment")


def parse_auth(text: str, path: str = "auth") -> Auth:
    """`keyring`, `env:VARIABLE`, `command:PROGRAM ARGS`, `client` or `none`. Raises `ConfigError`."""
    kind, _, argument = text.partition(":")
    if kind not in AUTH_KINDS:
        raise ConfigError(path, f"must be one of {', '.join(AUTH_KINDS)}")
    if kind in ("env", "command") and not argument.strip():
        raise ConfigError(path, f"'{kind}:' must name {'a variable' if kind == 'env' else 'a program'}")
    if kind not in ("env", "command") and argument:
        raise ConfigError(path, f"'{kind}' takes no argument")
    return Auth(kind, argument.strip())


def _baa(value: object, path: str) -> Baa:
    table = _table(value, path)
    for key in table:
        if key not in ("status", "signed_on", "expires_on", "reference", "attested_by"):
            raise ConfigError(f"{path}.{key}", "is not a field of an agreement")
    status = _string(table, "status", path, default="none")
    if status not in BAA_STATUSES:
        raise ConfigError(f"{path}.status", f"must be one of {', '.join(BAA_STATUSES)}")
    days: dict[str, date | None] = {}
    for key in ("signed_on", "expires_on"):
        day = table.get(key)
        if day is not None and type(day) is not date:
            raise ConfigError(f"{path}.{key}", "must be a date such as 2026-01-31, without quotes")
        days[key] = day
    signed, expires = days["signed_on"], days["expires_on"]
    if signed is not None and expires is not None and expires < signed:
        raise ConfigError(f"{path}.expires_on", "is before signed_on")
    texts = (_string(table, key, path, default="") for key in ("reference", "attested_by"))
    return Baa(status, signed, expires, *texts)


def _models(
    data: Mapping[str, Any], providers: tuple[Provider, ...], kinds: Kinds | None
) -> tuple[ModelMapping, ...]:
    if "models" not in data and not data.get("providers"):
        return (ModelMapping("*", (Route(DEMO.name),)),)
    return _mappings(data.get("models", []), "models", _checks(providers, kinds))


def _checks(providers: tuple[Provider, ...], kinds: Kinds | None) -> Mapping[str, OptionCheck | None]:
    """provider's name -> the check of its options"""
    return {each.name: kinds.get(each.kind) if kinds is not None else None for each in providers}


def _mappings(
    value: object, where: str, checks: Mapping[str, OptionCheck | None]
) -> tuple[ModelMapping, ...]:
    found: list[ModelMapping] = []
    for index, table in enumerate(_array(value, where)):
        path = f"{where}[{index}]"
        alias = _string(table, "alias", path)
        if (problem := alias_problem(alias)) is not None:
            raise ConfigError(f"{path}.alias", problem)
        if any(other.alias == alias for other in found):
            raise ConfigError(f"{path}.alias", f"'{alias}' is used twice")
        for key in table:
            if key not in ("alias", "routes"):
                raise ConfigError(f"{path}.{key}", "is not a field of a model")
        routes = _routes(table.get("routes"), f"{path}.routes", checks)
        found.append(ModelMapping(alias, routes))
    return tuple(found)


def alias_problem(alias: str) -> str | None:
    """What is wrong with an alias; None if nothing."""
    if not alias:
        return "must not be empty"
    if "*" in alias[:-1]:
        return "may have '*' only at its end"
    if any(character.isspace() for character in alias):
        return "must not hold spaces"
    if not alias.isprintable():
        return "must not hold control characters"
    return None


def _routes(value: object, path: str, checks: Mapping[str, OptionCheck | None]) -> tuple[Route, ...]:
    """checks: provider's name -> the check of its options."""
    routes: list[Route] = []
    for index, table in enumerate(_array(value, path)):
        where = f"{path}[{index}]"
        provider = _string(table, "provider", where)
        if provider not in checks:
            raise ConfigError(f"{where}.provider", f"names '{provider}', which is not a provider")
        options = _options(table, ("provider", "model"), where, checks[provider])
        routes.append(Route(provider, _string(table, "model", where, default=""), options))
    if not routes:
        raise ConfigError(path, "must name at least one route")
    return tuple(routes)


_KEY_FIELDS = frozenset(
    ("name", "sha256", "last_four", "scopes", "rpm", "daily", "budget_usd", "privacy_mode", "models")
)


def _keys(data: Mapping[str, Any], checks: Mapping[str, OptionCheck | None]) -> tuple[LocalKey, ...]:
    found: list[LocalKey] = []
    for index, table in enumerate(_array(data.get("keys", []), "keys")):
        path = f"keys[{index}]"
        sha256 = _string(table, "sha256", path)
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise ConfigError(f"{path}.sha256", "must be 64 hexadecimal digits")
        name = _name(table, path)
        if any(other.name == name for other in found):
            raise ConfigError(f"{path}.name", f"'{name}' is used twice")
        scopes = table.get("scopes", ["ai:chat"])
        if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
            raise ConfigError(f"{path}.scopes", "must be a list of strings")
        for key in table:
            if key not in _KEY_FIELDS:
                raise ConfigError(f"{path}.{key}", "is not a field of a key")
        found.append(
            LocalKey(
                name=name,
                sha256=sha256,
                last_four=_string(table, "last_four", path, default=""),
                scopes=tuple(scopes),
                rpm=_limit(table, "rpm", path),
                daily=_limit(table, "daily", path),
                budget_usd=_limit(table, "budget_usd", path),
                privacy_mode=_mode(table, path),
                models=_mappings(table.get("models", []), f"{path}.models", checks),
            )
        )
    return tuple(found)


def _mode(table: Mapping[str, Any], path: str) -> str | None:
    mode = table.get("privacy_mode")
    if mode is not None and (problem := SETTINGS["privacy.mode"].problem(mode)) is not None:
        raise ConfigError(f"{path}.privacy_mode", problem)
    return mode


def _prices(data: Mapping[str, Any]) -> tuple[Price, ...]:
    found: list[Price] = []
    for index, table in enumerate(_array(data.get("prices", []), "prices")):
        path = f"prices[{index}]"
        model = _string(table, "model", path)
        if (problem := alias_problem(model)) is not None:
            raise ConfigError(f"{path}.model", problem)
        if any(other.model == model for other in found):
            raise ConfigError(f"{path}.model", f"'{model}' is used twice")
        for key in table:
            if key not in ("model", "input", "output", "cache_read", "cache_write"):
                raise ConfigError(f"{path}.{key}", "is not a field of a price")
        for key in ("input", "output"):
            if key not in table:
                raise ConfigError(f"{path}.{key}", "is missing")
        amounts = {key: _amount(table, key, path) for key in table if key != "model"}
        found.append(Price(model, **amounts))
    return tuple(found)


def _limit(table: Mapping[str, Any], key: str, path: str) -> Any:
    value: Any = table.get(key)
    if value is None:
        return None
    whole = isinstance(value, int) and not isinstance(value, bool)
    amount = key == "budget_usd" and isinstance(value, float) and math.isfinite(value)
    if not (whole or amount) or value < 0:
        raise ConfigError(f"{path}.{key}", "must be a number that is not negative")
    return value


def name_problem(name: str) -> str | None:
    """What is wrong with the name of a provider or key; None if nothing."""
    if not _NAME.fullmatch(name):
        return "must be 1 to 64 letters, digits, '.', '_' or '-', and begin with a letter or digit"
    return None


def _name(table: Mapping[str, Any], path: str) -> str:
    name = _string(table, "name", path)
    if (problem := name_problem(name)) is not None:
        raise ConfigError(f"{path}.name", problem)
    return name
