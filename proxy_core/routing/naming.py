"""What a client may call a provider, and the ids of models that name one.

A provider is named as the configuration does, whatever the case; where none is called so, by whose it is
(`openai`, `azure`, `anthropic` ...), else by its kind. Ids, of which an alias that is spelled so always wins:

| id | means |
|---|---|
| `provider:model`, `model#provider` | this route and no other, of a provider that the mapping leads to |
| `creator/model` | the model, whoever offers it |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from proxy_core.config import Config, ModelMapping, Provider, Route
from proxy_core.errors import ProxyError
from proxy_core.providers.profiles import profile_of
from proxy_core.routing.mapping import LONG_CONTEXT, resolve, routes_for

#: those whose own models others know by `CREATOR/MODEL`, but who know them by the model alone
_BARE = {"azure": "openai", "gemini": "google", "dashscope": "qwen", "zai": "z-ai", "xai": "x-ai"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a model's id asks for. name: without what it says of the provider or creator, where that is no
    part of an alias. exact: there is this one route, and no fallback."""

    routes: tuple[Route, ...]
    name: str
    exact: bool = False


def owner_of(provider: Provider) -> str:
    """Whose a provider is, by its address or its dialect; empty if nobody known."""
    if provider.kind == "anthropic":
        host = (urlsplit(provider.base_url).hostname or "").lower()
        return "anthropic" if host == "anthropic.com" or host.endswith(".anthropic.com") else ""
    if provider.kind == "demo":
        return "demo"
    named = str(provider.options.get("profile") or "auto")
    owner = named if named != "auto" else profile_of(provider.base_url)
    return "" if owner == "generic" else owner


def named(providers: Sequence[Provider], name: str) -> tuple[Provider, ...]:
    """The providers that go by a name; empty if none does."""
    wanted = name.strip().casefold()
    for known in (lambda each: each.name.casefold(), owner_of, lambda each: each.kind):
        if found := tuple(each for each in providers if known(each) == wanted):
            return found
    return ()


def wanted(config: Config, name: str) -> Wanted:
    """The routes for a model's id.

    Raises `ProxyError` MODEL_NOT_MAPPED, or VALIDATION_FAILED for a name that several providers go by.
    """
    mapping = resolve(config.models, name)
    for provider, model, head in _with_provider(name):
        if not _spelled(mapping, head) and (found := named(_mapped(config), provider)):
            return Wanted((_route(config, _only(found), model),), model, exact=True)
    creator, slash, bare = name.partition("/")
    if creator and slash and bare and (mapping is None or mapping.alias == "*"):
        better = resolve(config.models, bare)
        if better is not None and better is not mapping:
            return Wanted(better.routes, bare)
    return Wanted(routes_for(config.models, name), name)


def model_at(provider: Provider, route: Route, name: str) -> str:
    """What a route's provider is asked for: the route's model, or the client's name as this one knows it."""
    if route.model:
        return route.model
    creator, slash, bare = name.partition("/")
    owner = owner_of(provider)
    own = creator.casefold() in (owner, _BARE.get(owner, owner), provider.name.casefold())
    return bare if slash and bare and owner != "openrouter" and own else name


def _mapped(config: Config) -> list[Provider]:
    """The providers that the mapping leads to: a key with a mapping of its own reaches no others by an id."""
    used = {route.provider for mapping in config.models for route in mapping.routes}
    return [each for each in config.providers if each.name in used]


def _with_provider(name: str) -> list[tuple[str, str, int]]:
    """(provider, model, the length up to the mark between them) as the two spellings would have it."""
    found: list[tuple[str, str, int]] = []
    before, colon, after = name.partition(":")
    if colon and before and after:
        found.append((before, after, len(before) + 1))
    before, mark, after = name.rpartition("#")
    if mark and before and after:
        found.append((after, before, len(before) + 1))
    return found


def _spelled(mapping: ModelMapping | None, length: int) -> bool:
    """Whether an alias itself spells out so much of the name that the mark between its parts is in it."""
    return mapping is not None and len(mapping.alias.removesuffix("*")) >= length


def _only(found: tuple[Provider, ...]) -> Provider:
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.name for each in found)
    raise ProxyError(
        "VALIDATION_FAILED",
        f"model: several providers go by this name: {names}. Name one of them.",
        param="model",
        details={"providers": [each.name for each in found]},
    )


def _route(config: Config, provider: Provider, model: str) -> Route:
    """The route that the mapping has for this model and provider, by alias or by the provider's own name for
    it, with its options; else the model as it was named."""
    model = model.removesuffix(LONG_CONTEXT)
    mapping = resolve(config.models, model)
    if mapping is not None and mapping.alias != "*":
        for route in mapping.routes:
            if route.provider == provider.name:
                return route
    for each in config.models:
        for route in each.routes:
            if route.provider == provider.name and route.model == model:
                return route
    return Route(provider.name, model_at(provider, Route(provider.name), model))
