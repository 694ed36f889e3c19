"""From a redacted request to the routes that may take it: the mapping, then the agreements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from proxy_core.config import Baa, Config, Provider
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate, Redacted, Routed
from proxy_core.policy import baa
from proxy_core.privacy.policy import check_attachments
from proxy_core.providers import KIND_BY_NAME
from proxy_core.routing.mapping import routes_for, upstream_model


def route(request: Redacted, config: Config, today: date) -> Routed:
    """The routes in order, less those that this request may not take.

    Raises `ProxyError` MODEL_NOT_MAPPED; PHI_BLOCKED for attachments that may go nowhere; BAA_REQUIRED.
    """
    name, body = request.parsed.model, request.parsed.body
    attached = request.redaction.attached
    candidates: list[Candidate] = []
    uncovered: list[Provider] = []
    refusal: ProxyError | None = None
    for each in routes_for(config.models, name):
        provider = config.provider(each.provider)
        if not baa.allowed(provider, config, request.has_phi or attached, today):
            uncovered.append(provider)
            continue
        if attached:
            try:
                check_attachments(body, config["privacy.attachments"], local=provider.local)
            except ProxyError as error:
                refusal = error
                continue
        kind = KIND_BY_NAME[provider.kind]
        candidates.append(Candidate(provider, kind, each, upstream_model(each, name)))
    if candidates:
        return Routed(request, tuple(candidates))
    raise refusal or baa.refusal(uncovered, today)


def check_again(candidate: Candidate, request: Redacted, config: Config, today: date) -> None:
    """Just before something is sent: whether the provider may still have it. Raises `ProxyError`.

    config: the newest. An agreement may have ended, or been taken back, since the request was routed; one
    that was recorded since then is for later requests.
    """
    then, has_phi = candidate.provider, request.has_phi or request.redaction.attached
    now = next((each for each in config.providers if each.name == then.name), replace(then, baa=Baa()))
    for provider in (then, now):
        if not baa.allowed(provider, config, has_phi, today):
            raise baa.refusal([provider], today)
