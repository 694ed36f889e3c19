"""Configurations and requests for the tests of routing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from proxy_core.config import Config, parse_config
from proxy_core.errors import ProxyError
from proxy_core.exchange import Redacted
from proxy_core.privacy.guard import Guard
from proxy_core.providers import OPTION_CHECKS
from proxy_core.routing.health import Health
from proxy_core.routing.routes import route
from tests.fakes.requests import parsed

TODAY = date(2026, 3, 14)
#: name -> where it is; each has a route of the alias `m`, in this order
PROVIDERS: dict[str, dict[str, Any]] = {
    "claude": {"kind": "anthropic", "base_url": "https://api.anthropic.com"},
    "OpenAI-eu": {"kind": "openai", "base_url": "https://api.openai.com/v1"},
    "hospital": {"kind": "openai", "base_url": "https://llm.hospital.example/v1"},
    "here": {"kind": "openai", "base_url": "http://127.0.0.1:11434/v1"},
}
MODELS = {"claude": "claude-haiku-4-5", "OpenAI-eu": "gpt-4.1", "hospital": "own-1", "here": "qwen3"}


def configured(models: list[dict[str, Any]] | None = None, **changes: dict[str, Any]) -> Config:
    """The providers above, covered by agreements. changes: by provider, `_` for a blank or a hyphen."""
    signed = {"auth": "none", "baa": {"status": "signed"}}
    providers = [
        {"name": name, **signed, **table, **changes.get(name.replace("-", "_"), {})}
        for name, table in PROVIDERS.items()
    ]
    routes = [{"provider": name, "model": MODELS[name]} for name in PROVIDERS]
    usual = [{"alias": "m", "routes": routes}]
    return parse_config({"providers": providers, "models": usual + (models or [])}, OPTION_CHECKS)


def asking(
    provider: dict[str, Any] | None = None,
    *,
    model: str = "m",
    text: str = "hello",
    options: dict[str, Any] | None = None,
    **body: Any,
) -> Redacted:
    """A request with the `provider` field, and `providerOptions.gateway`."""
    whole = {
        "model": model,
        "max_tokens": 9,
        "messages": [{"role": "user", "content": text}],
        **body,
    }
    gateway = {
        name: value
        for name, value in (
            ("provider", provider),
            ("providerOptions", {"gateway": options} if options is not None else None),
        )
        if value is not None
    }
    request = replace(parsed(whole), gateway=gateway)
    return Redacted(request, Guard(b"k" * 16).redact(whole))


def routes_of(
    request: Redacted, config: Config, health: Health | None = None, today: date = TODAY
) -> list[tuple[str, str]]:
    """(provider, model) in order."""
    routed = route(request, config, today, health)
    return [(each.provider.name, each.model) for each in routed.candidates]


def taken(
    provider: dict[str, Any] | None = None,
    config: Config | None = None,
    health: Health | None = None,
    **fields: Any,
) -> list[str]:
    """The providers in order."""
    return [name for name, _ in routes_of(asking(provider, **fields), config or configured(), health)]


def refused(
    provider: dict[str, Any] | None = None, config: Config | None = None, **fields: Any
) -> ProxyError:
    """The error where no route fits."""
    try:
        found = routes_of(asking(provider, **fields), config or configured())
    except ProxyError as error:
        return error
    raise AssertionError(f"not refused: {found}")
