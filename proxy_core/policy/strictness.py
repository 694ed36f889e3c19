"""What becomes of fields that are not Anthropic's: known ones of gateways are taken here, others judged.

| a field | becomes |
|---|---|
| of the Messages API, betas included | part of the request |
| known from gateways (`GATEWAY_FIELDS`) | an order to this proxy; it never goes on |
| any other | refused, left out with a warning, or left out, as the strictness says |

The strictness is the client's header, else the setting. `auto` refuses an unknown field unless the client
announces betas: then the field goes on to Anthropic, with a warning, so that a newer Claude Code works.
Sources: `MessageCreateParams` and `BetaMessageCreateParams` of the official Python SDK; the gateways' docs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from proxy_core.config import Config
from proxy_core.errors import ProxyError
from proxy_core.exchange import Parsed
from proxy_core.routing.preferences import unknown_members

#: the fields of `POST /v1/messages`, with those of betas, and those that newer SDKs have dropped
ANTHROPIC_FIELDS = frozenset(
    {
        "betas",
        "billing_policy",
        "cache_control",
        "compaction",
        "container",
        "context_management",
        "diagnostics",
        "fallback_credit_token",
        "fallbacks",
        "inference_geo",
        "max_tokens",
        "mcp_servers",
        "messages",
        "metadata",
        "model",
        "output_config",
        "output_format",
        "service_tier",
        "speed",
        "stop_sequences",
        "stream",
        "system",
        "temperature",
        "thinking",
        "thread",
        "tool_choice",
        "tools",
        "top_k",
        "top_p",
        "user_profile_id",
        "workspace_id",
    }
)
#: what gateways know beside them
GATEWAY_FIELDS = frozenset(
    {
        "debug",
        "echo_upstream_request",
        "meta",
        "prompt_cache_retention",
        "provider",
        "providerOptions",
        "provider_options",
        "reasoning",
        "session_id",
        "usage",
    }
)
_KNOWN = ANTHROPIC_FIELDS | GATEWAY_FIELDS
HEADERS = ("x-scrubroom-strictness", "x-aistats-strictness", "x-phaseo-strictness")


class Strictness(Enum):
    """What is done with an unknown field."""

    ERROR = "error"  # refuse the request
    WARN = "warn"  # leave it out and say so
    OFF = "off"  # leave it out
    BETA = "beta"  # send it on and say so


def judge_fields(request: Parsed, config: Config) -> Parsed:
    """The request as it goes on, with what the client is warned of.

    Raises `ProxyError` UNSUPPORTED_PARAMETER, which names the field.
    """
    headers = request.authorized.received.headers
    strictness, warnings = _strictness(headers, config["policy.strictness"])
    unknown = [name for name in request.body if name not in _KNOWN]
    gateway = {name: request.body[name] for name in GATEWAY_FIELDS.intersection(request.body)}
    members = [_shown_path(path) for path in unknown_members(gateway)] if gateway else []
    if strictness is Strictness.ERROR:
        _refuse([shown(name) for name in unknown], members)
    # A wish for a route that nobody heeds is always told: somebody may rely on it.
    warnings += [f"{path} is unknown to this proxy and is not heeded" for path in members]
    if strictness is Strictness.BETA:
        warnings += [f"{shown(name)} is unknown to this proxy and was sent on" for name in unknown]
        unknown = []
    elif strictness is Strictness.WARN:
        warnings += [f"{shown(name)} is unknown and was left out" for name in unknown]
    gone = {*gateway, *unknown}
    if not gone and not warnings:
        return request
    body = {name: value for name, value in request.body.items() if name not in gone}
    return replace(request, body=body, gateway=gateway, warnings=tuple(warnings))


def _refuse(unknown: list[str], members: list[str]) -> None:
    for name in (*unknown, *members):
        what = "is not part of the Messages API" if name in unknown else "is not known to this proxy"
        raise ProxyError(
            "UNSUPPORTED_PARAMETER",
            f"{name}: this field {what}. Remove it, or send 'X-Scrubroom-Strictness: warn' to have such "
            "fields left out.",
            param=name,
        )


def _shown_path(path: str) -> str:
    head, _, name = path.rpartition(".")
    return f"{head}.{shown(name)}"


def _strictness(headers: Mapping[str, str], setting: str) -> tuple[Strictness, list[str]]:
    for name in HEADERS:
        wanted = headers.get(name, "").strip().lower()
        if wanted in ("error", "warn", "off"):
            return Strictness(wanted), []
        if wanted:
            return Strictness.WARN, [f"{name} must be error, warn or off: taken as warn"]
    if setting != "auto":
        return Strictness(setting), []
    return (Strictness.BETA if headers.get("anthropic-beta") else Strictness.ERROR), []


def warning_headers(warnings: tuple[str, ...]) -> dict[str, str]:
    """What the answer carries so that the client hears of them."""
    return {"x-gateway-warnings": "; ".join(warnings)} if warnings else {}


def shown(name: str) -> str:
    """A field's name for logs and errors; a name that may be somebody's text is not repeated."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,63}", name) and not re.search(r"\d{3}", name)
    return name if plain else "a field"
