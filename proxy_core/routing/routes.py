"""From a redacted request to the routes that may take it: the mapping, then the agreements."""

from __future__ import annotations

from datetime import date

from proxy_core.config import Config
from proxy_core.exchange import Candidate, Redacted, Routed
from proxy_core.policy import baa
from proxy_core.providers import KIND_BY_NAME
from proxy_core.routing.mapping import routes_for, upstream_model


def route(request: Redacted, config: Config, today: date) -> Routed:
    """The routes in order, less those that PHI may not take. Raises MODEL_NOT_MAPPED and BAA_REQUIRED."""
    name = request.parsed.model
    candidates: list[Candidate] = []
    uncovered = []
    for each in routes_for(config.models, name):
        provider = config.provider(each.provider)
        if not baa.allowed(provider, config, request.has_phi, today):
            uncovered.append(provider)
            continue
        kind = KIND_BY_NAME[provider.kind]
        candidates.append(Candidate(provider, kind, each, upstream_model(each, name)))
    if not candidates:
        raise baa.refusal(uncovered, today)
    return Routed(request, tuple(candidates))
