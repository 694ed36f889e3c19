"""The edits of the configuration: from the file's text to its new text, and what that must mean.

Owns how providers, models, keys and settings are written and which of the file's tables each one is. Reads
and writes no file; `app.config_store` does, and compares the new text with the meaning given here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from app.toml_pairs import literal
from app.toml_tables import Step, add_root_pair, new_entry, set_value, sync_list
from proxy_core.config import (
    DEMO,
    Baa,
    Config,
    ConfigError,
    LocalKey,
    ModelMapping,
    Provider,
    Route,
    parse_config,
)
from proxy_core.settings import SETTINGS

#: what a new file begins with
NEW_FILE = (
    "# Scrubroom's configuration. Your comments stay when the program changes this file.\nversion = 1\n"
)


@dataclass(frozen=True, slots=True)
class Current:
    """The file as it is now. text: with plain line ends. data: as tomllib reads it. config: what it means."""

    text: str
    data: Mapping[str, Any]
    config: Config

    @property
    def written(self) -> tuple[Provider, ...]:
        """The providers that are in the file; the built-in demo is behind them if it is not."""
        return self.config.providers[: len(self.data.get("providers", ()))]

    @property
    def mapped(self) -> tuple[ModelMapping, ...]:
        """The models that are in the file."""
        return self.config.models if "models" in self.data else ()


@dataclass(frozen=True, slots=True)
class Edited:
    """text: the file's new text. config: what it must mean, or it is not written."""

    text: str
    config: Config


Edit = Callable[[Current], Edited]


def save_models(models: Sequence[ModelMapping]) -> Edit:
    """All mappings, in order. A mapping is known again by its alias, or by its place if it was renamed.

    Raises TypeError for an option that TOML cannot say, as `save_provider` does.
    """
    models = [_routes_as_read(mapping) for mapping in models]

    def edit(current: Current) -> Edited:
        text = _write_models(current.text, current.mapped, models)
        if not models and not current.data.get("providers"):
            text = _unmapped(text)
        return Edited(text, replace(current.config, models=tuple(models)))

    return edit


def save_provider(provider: Provider, replaces: str | None) -> Edit:
    """One provider, new or in the place of `replaces`; routes that name it follow a new name."""

    provider = _as_read(provider)

    def edit(current: Current) -> Edited:
        names = [item.name for item in current.written]
        if replaces is not None and replaces not in names and replaces != DEMO.name:
            raise ConfigError("providers", f"holds no provider named '{replaces}'; it may have been removed")
        if replaces in names:
            at = names.index(replaces)
            changes = _changes(_provider_table(current.written[at]), _provider_table(provider))
            steps = [Step(number, changes if number == at else {}) for number in range(len(names))]
            providers = (*current.written[:at], provider, *current.written[at + 1 :])
        else:
            new = {key: value for key, value in _provider_table(provider).items() if value is not None}
            steps = [*(Step(number, {}) for number in range(len(names))), Step(None, new)]
            providers = (*current.written, provider)
        text = sync_list(current.text, ("providers",), steps)
        models = tuple(_renamed(mapping, replaces, provider.name) for mapping in current.config.models)
        text = _write_models(text, current.mapped, models)
        return Edited(text, replace(current.config, providers=_with_demo(providers), models=models))

    return edit


def remove_provider(name: str) -> Edit:
    """Takes a provider out. Refused while routes name it, naming them."""

    def edit(current: Current) -> Edited:
        if name not in [item.name for item in current.written]:
            why = "is built in and cannot be removed" if name == DEMO.name else "is not in the configuration"
            raise ConfigError("providers", f"the provider '{name}' {why}")
        users = [item.alias for item in current.config.models if any(r.provider == name for r in item.routes)]
        if users and name != DEMO.name:
            listed = ", ".join(f"'{alias}'" for alias in users)
            raise ConfigError("providers", f"'{name}' is used by {listed}; change these models first")
        kept = [number for number, item in enumerate(current.written) if item.name != name]
        text = sync_list(current.text, ("providers",), [Step(number, {}) for number in kept])
        providers = _with_demo(tuple(current.written[number] for number in kept))
        if "models" not in current.data and not kept:
            text = _write_models(text, (), current.config.models)
            if not current.config.models:
                text = _unmapped(text)
        return Edited(text, replace(current.config, providers=providers))

    return edit


def save_settings(values: Mapping[str, Any]) -> Edit:
    """Settings by key; one that has its default and is not in the file stays out of it."""

    def edit(current: Current) -> Edited:
        text = current.text
        settings = dict(current.config.settings)
        for key, value in values.items():
            setting = SETTINGS.get(key)
            if setting is None:
                raise ConfigError(key, "is not a setting")
            plain = list(value) if setting.type is list and isinstance(value, tuple) else value
            if (problem := setting.problem(plain)) is not None:
                raise ConfigError(key, problem)
            if plain != settings[key]:
                text = set_value(text, setting.group, setting.name, plain)
                settings[key] = plain
        return Edited(text, replace(current.config, settings=MappingProxyType(settings)))

    return edit


def add_key(key: LocalKey) -> Edit:
    """One more local key."""

    def edit(current: Current) -> Edited:
        if any(other.name == key.name for other in current.config.keys):
            raise ConfigError(
                "keys", f"there is already a key named '{key.name}'; revoke it or take another name"
            )
        kept = [Step(number, {}) for number in range(len(current.config.keys))]
        text = sync_list(current.text, ("keys",), [*kept, Step(None, _key_table(key))])
        return Edited(text, replace(current.config, keys=(*current.config.keys, key)))

    return edit


def change_key(key: LocalKey) -> Edit:
    """Other scopes and limits for the key of this name."""

    def edit(current: Current) -> Edited:
        keys = current.config.keys
        if key.name not in [other.name for other in keys]:
            raise ConfigError("keys", f"there is no key named '{key.name}'; it may have been revoked")
        steps = [
            Step(number, _changes(_key_table(old), _key_table(key)) if old.name == key.name else {})
            for number, old in enumerate(keys)
        ]
        changed = tuple(key if old.name == key.name else old for old in keys)
        return Edited(sync_list(current.text, ("keys",), steps), replace(current.config, keys=changed))

    return edit


def revoke_key(name: str) -> Edit:
    """Takes a local key out."""

    def edit(current: Current) -> Edited:
        kept = [number for number, key in enumerate(current.config.keys) if key.name != name]
        if len(kept) == len(current.config.keys):
            raise ConfigError("keys", f"there is no key named '{name}'")
        text = sync_list(current.text, ("keys",), [Step(number, {}) for number in kept])
        return Edited(text, replace(current.config, keys=tuple(current.config.keys[n] for n in kept)))

    return edit


def _provider_table(provider: Provider) -> dict[str, Any]:
    """The provider as the file writes it; None for what is left out."""
    default_auth = provider.kind == "demo" and provider.auth.kind == "none"
    return {
        "name": provider.name,
        "kind": provider.kind,
        "base_url": provider.base_url or None,
        "auth": None if default_auth else str(provider.auth),
        "baa": _baa_table(provider.baa),
        **provider.options,
    }


def _as_read(provider: Provider) -> Provider:
    """The provider as it comes back from the file: a slash at the end of its URL is lost, for one."""
    table = {key: value for key, value in _provider_table(provider).items() if value is not None}
    data = tomllib.loads(new_entry(("providers",), table))
    try:
        return parse_config(data).provider(provider.name)
    except ConfigError:
        return provider  # the whole file's validation names what is wrong by its line


def _routes_as_read(mapping: ModelMapping) -> ModelMapping:
    options = (tomllib.loads(f"options = {literal(route.options)}")["options"] for route in mapping.routes)
    routes = (replace(r, options=read) for r, read in zip(mapping.routes, options, strict=True))
    return replace(mapping, routes=tuple(routes))


def _baa_table(baa: Baa) -> dict[str, Any] | None:
    if baa == Baa():
        return None
    fields = {
        "status": baa.status,
        "signed_on": baa.signed_on,
        "expires_on": baa.expires_on,
        "reference": baa.reference or None,
        "attested_by": baa.attested_by or None,
    }
    return {key: value for key, value in fields.items() if value is not None}


def _key_table(key: LocalKey) -> dict[str, Any]:
    fields = {
        "name": key.name,
        "sha256": key.sha256,
        "last_four": key.last_four,
        "scopes": list(key.scopes),
        "rpm": key.rpm,
        "daily": key.daily,
        "budget_usd": key.budget_usd,
        "privacy_mode": key.privacy_mode,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _route_table(route: Route) -> dict[str, Any]:
    return {"provider": route.provider, "model": route.model or None, **route.options}


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """What must be written to get from one table to the other; None for what goes."""
    changed = {key: value for key, value in new.items() if key not in old or old[key] != value}
    return changed | {key: None for key in old if key not in new}


def _with_demo(providers: tuple[Provider, ...]) -> tuple[Provider, ...]:
    """The providers as `parse_config` completes them."""
    return providers if any(item.name == DEMO.name for item in providers) else (*providers, DEMO)


def _renamed(mapping: ModelMapping, old: str | None, new: str) -> ModelMapping:
    if old is None or old == new:
        return mapping
    routes = tuple(replace(r, provider=new) if r.provider == old else r for r in mapping.routes)
    return replace(mapping, routes=routes)


def _write_models(text: str, old: Sequence[ModelMapping], new: Sequence[ModelMapping]) -> str:
    if tuple(old) == tuple(new):
        return text
    taken = _matches([m.alias for m in old], [m.alias for m in new])
    steps: list[Step] = []
    for number, mapping in enumerate(new):
        at = taken[number]
        if at is None:
            routes = [_present(_route_table(route)) for route in mapping.routes]
            steps.append(Step(None, {"alias": mapping.alias, "routes": routes}))
            continue
        alias = {} if old[at].alias == mapping.alias else {"alias": mapping.alias}
        lists = (
            {} if old[at].routes == mapping.routes else {"routes": _routes(old[at].routes, mapping.routes)}
        )
        steps.append(Step(at, alias, lists))
    return sync_list(text, ("models",), steps)


def _present(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def _routes(old: Sequence[Route], new: Sequence[Route]) -> list[Step]:
    """A route is known again if nothing of it changed, else by its provider and model, provider, or place."""
    exact = _matches(list(map(_identity, old)), list(map(_identity, new)), by_place=False)
    left_old = [None if number in exact else route.provider for number, route in enumerate(old)]
    left_new = [object() if exact[number] is not None else r.provider for number, r in enumerate(new)]
    rest = _matches(left_old, left_new)
    steps: list[Step] = []
    for number, route in enumerate(new):
        at = exact[number] if exact[number] is not None else rest[number]
        if at is None or (exact[number] is None and at in exact):
            steps.append(Step(None, _present(_route_table(route))))
        else:
            steps.append(Step(at, _changes(_route_table(old[at]), _route_table(route))))
    return steps


def _identity(route: Route) -> tuple[str, str, str]:
    return (route.provider, route.model, repr(sorted(route.options.items())))


def _matches(old: Sequence[Any], new: Sequence[Any], *, by_place: bool = True) -> list[int | None]:
    """For each new item the index of the old one that it is: an equal one, else the free one at its place."""
    free = set(range(len(old)))
    found: list[int | None] = [None] * len(new)
    for number, item in enumerate(new):
        same = next((at for at in sorted(free) if old[at] == item), None)
        if same is not None:
            found[number] = same
            free.discard(same)
    if by_place:
        for number in range(len(new)):
            if found[number] is None and number in free:
                found[number] = number
                free.discard(number)
    return found


def _unmapped(text: str) -> str:
    """Says in so many words that no model is mapped: a file without providers and models maps '*' to demo."""
    return text if "models" in tomllib.loads(text) else add_root_pair(text, "models", [])
