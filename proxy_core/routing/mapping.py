"""From the model that a client names to the routes that may answer.

Rules: an exact alias wins; then the longest alias that ends in `*` and fits; `*` alone catches the rest.
Claude Code's `[1m]` (a request for the long context, which it also asks for in a header) is not part of a
model's name: it counts only if no alias names it.
"""

from __future__ import annotations

from collections.abc import Sequence

from proxy_core.config import ModelMapping, Route
from proxy_core.errors import ProxyError

LONG_CONTEXT = "[1m]"


def resolve(models: Sequence[ModelMapping], name: str) -> ModelMapping | None:
    """The mapping that answers to a model's name, or None."""
    found = _match(models, name)
    bare = name.removesuffix(LONG_CONTEXT)
    if bare != name and (found is None or len(found.alias.removesuffix("*")) <= len(bare)):
        # What fits so far is a wildcard that stops before the mark: an exact alias may fit better.
        found = _match(models, bare)
    return found


def _match(models: Sequence[ModelMapping], name: str) -> ModelMapping | None:
    best: ModelMapping | None = None
    for mapping in models:
        if mapping.alias == name:
            return mapping
        fits = mapping.alias.endswith("*") and name.startswith(mapping.alias[:-1])
        if fits and (best is None or len(mapping.alias) > len(best.alias)):
            best = mapping
    return best


def upstream_model(route: Route, name: str) -> str:
    """What the upstream is asked for: the route's model, or the client's name without `[1m]`."""
    return route.model or name.removesuffix(LONG_CONTEXT)


def routes_for(models: Sequence[ModelMapping], name: str) -> tuple[Route, ...]:
    """The ordered routes. Raises `ProxyError` MODEL_NOT_MAPPED, which names the aliases there are."""
    mapping = resolve(models, name)
    if mapping is not None:
        return mapping.routes
    aliases = ", ".join(mapping.alias for mapping in models[:50])
    have = f"There are: {aliases}." if aliases else "There are none yet."
    raise ProxyError(
        "MODEL_NOT_MAPPED",
        f"No model mapping answers to '{name[:100]}'. {have} Add it under Models, or map '*'.",
        param="model",
        details={"model": name[:100], "aliases": [mapping.alias for mapping in models[:50]]},
    )
