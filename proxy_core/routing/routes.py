"""From a redacted request to the routes that may take it: the mapping, the wishes, the agreements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from proxy_core.config import Baa, Config, Provider
from proxy_core.errors import ProxyError
from proxy_core.exchange import Candidate, Redacted, Routed
from proxy_core.policy import baa
from proxy_core.policy.checks import check_model
from proxy_core.privacy.policy import check_attachments
from proxy_core.providers import KIND_BY_NAME
from proxy_core.routing.choice import choose
from proxy_core.routing.health import Health
from proxy_core.routing.mapping import LONG_CONTEXT
from proxy_core.routing.naming import Wanted, model_at, wanted
from proxy_core.routing.preferences import NONE, Preferences, preferences_of


def route(request: Redacted, config: Config, today: date, health: Health | None = None) -> Routed:
    """The routes in order, less those that this request may not take. health: what is known of their speed.

    Raises `ProxyError` MODEL_NOT_MAPPED; VALIDATION_FAILED for wishes that cannot be met; PHI_BLOCKED for
    attachments that may go nowhere; BAA_REQUIRED.
    """
    wishes = preferences_of(request.parsed.gateway)
    candidates = _candidates(config, wanted_of(config, request.parsed.model, wishes))
    if wishes is not NONE:
        candidates = choose(candidates, wishes, request, config, health)
    ordered = bool(wishes.order or wishes.sort or wishes.models)
    return Routed(request, tuple(_allowed(candidates, request, config, today)), ordered)


def wanted_of(config: Config, model: str, wishes: Preferences) -> list[Wanted]:
    """What is asked for: the model, then those that may take its place."""
    first = wanted(config, model)
    if first.exact and wishes.models:
        raise ProxyError(
            "VALIDATION_FAILED",
            "providerOptions.gateway.models: the model names one provider, which allows no other model. "
            "Leave the provider out of the model, or send no other models.",
            param="providerOptions.gateway.models",
        )
    for name in wishes.models:
        check_model(name, config)
    return [first, *(wanted(config, name) for name in wishes.models)]


def _candidates(config: Config, asked: Iterable[Wanted]) -> list[Candidate]:
    """Each route once, also where several of the models lead to it."""
    found: list[Candidate] = []
    for each in asked:
        for one in each.routes:
            provider = config.provider(one.provider)
            model = model_at(provider, one, each.name.removesuffix(LONG_CONTEXT))
            candidate = Candidate(provider, KIND_BY_NAME[provider.kind], one, model)
            if candidate not in found:
                found.append(candidate)
    return found


def _allowed(
    candidates: Iterable[Candidate], request: Redacted, config: Config, today: date
) -> list[Candidate]:
    attached = request.redaction.attached
    allowed: list[Candidate] = []
    uncovered: list[Provider] = []
    refusal: ProxyError | None = None
    for each in candidates:
        if not baa.allowed(each.provider, config, request.has_phi or attached, today):
            uncovered.append(each.provider)
            continue
        if attached:
            try:
                check_attachments(
                    request.parsed.body, config["privacy.attachments"], local=each.provider.local
                )
            except ProxyError as error:
                refusal = error
                continue
        allowed.append(each)
    if allowed:
        return allowed
    raise refusal or baa.refusal(uncovered, today)


def check_again(candidate: Candidate, request: Redacted, config: Config, today: date) -> None:
    """Just before something is sent: whether the provider may still have it. Raises `ProxyError`.

    config: the newest. An agreement may have ended, or been taken back, since the request was routed; one
    that was recorded since then is for later requests.
    """
    then, has_phi = candidate.provider, request.has_phi or request.redaction.attached
    now = next((each for each in config.providers if each.name == then.name), None)
    if now is None:
        now = replace(then, baa=Baa())
    for provider in (then, now) if now is not then else (then,):
        if not baa.allowed(provider, config, has_phi, today):
            raise baa.refusal([provider], today)
