"""What Claude Code must find in its environment so that everything goes through this proxy.

Owns the names of the variables and why each is set. Touches no file and no process.

Sources: measured with Claude Code 2.1.197 (docs/ARCHITECTURE.md), https://code.claude.com/docs/en/llm-gateway,
https://code.claude.com/docs/en/settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from proxy_core.config import Config, ModelMapping
from proxy_core.routing.mapping import resolve

#: the names that Claude Code sends where its user named no model, by family
_DEFAULTS = {
    "OPUS": "claude-opus-4-8",
    "SONNET": "claude-sonnet-5",
    "HAIKU": "claude-haiku-4-5-20251001",
}
#: what lets Claude Code go to another provider, or to another address, than the one it is told here
ELSEWHERE = (
    "CLAUDE_CODE_USE_BEDROCK",
    "CLAUDE_CODE_USE_VERTEX",
    "CLAUDE_CODE_USE_FOUNDRY",
    "CLAUDE_CODE_USE_ANTHROPIC_AWS",
    "CLAUDE_CODE_USE_MANTLE",
    "CLAUDE_CODE_USE_GATEWAY",
    "ANTHROPIC_UNIX_SOCKET",
)
#: what may name another address or another key in a settings file
REDIRECTING = (*ELSEWHERE, "ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY")
#: the proxy's own header for a local key; it leaves Authorization to its owner
KEY_HEADER = "x-scrubroom-api-key"
_PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_DIRECT = ("127.0.0.1", "localhost", "::1")
#: stands for a key where the proxy asks for none: with an empty one Claude Code would send its owner's login
NO_KEY = "scrubroom"


def environment(
    url: str, token: str, models: Sequence[ModelMapping] = (), *, own_login: bool = False, headers: str = ""
) -> dict[str, str]:
    """The variables, for a settings file as well as for a process.

    token: a local key; empty if none is needed. models: the mapping; a family that it does not cover is sent
    to a name that it has. own_login: the owner's login is to reach the proxy, for a provider with
    auth = "client"; the local key then goes in a header of ours. headers: ANTHROPIC_CUSTOM_HEADERS as it is.
    """
    return {
        "ANTHROPIC_BASE_URL": url.rstrip("/"),
        **(_login_kept(token, headers) if own_login else _login_replaced(token)),
        # error reports, statistics and the marketplace go past the proxy
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL": "1",
        # its changing first line of the system prompt spoils the providers' prompt caches
        "CLAUDE_CODE_ATTRIBUTION_HEADER": "0",
        # model names are for the mapping to change, not for the client
        "CLAUDE_CODE_DISABLE_LEGACY_MODEL_REMAP": "1",
        # a local model can be silent for minutes; with this the proxy's keep-alives count
        "CLAUDE_STREAM_IDLE_TIMEOUT_MS": "900000",
        "API_TIMEOUT_MS": "600000",
        **_models(models),
    }


def _login_replaced(token: str) -> dict[str, str]:
    return {
        "ANTHROPIC_AUTH_TOKEN": token or NO_KEY,
        # an owner's own API key would be sent beside the token, and be taken for a wrong local key
        "ANTHROPIC_API_KEY": "",
    }


def _login_kept(token: str, headers: str) -> dict[str, str]:
    if not token:
        return {}
    others = [line for line in headers.splitlines() if line.partition(":")[0].strip().lower() != KEY_HEADER]
    return {"ANTHROPIC_CUSTOM_HEADERS": "\n".join([*others, f"{KEY_HEADER}: {token}"])}


def needs_own_login(config: Config) -> bool:
    """Whether a route leads to a provider that gets the client's own credentials."""
    passing = {provider.name for provider in config.providers if provider.auth.kind == "client"}
    return any(route.provider in passing for mapping in config.models for route in mapping.routes)


def process_environment(
    inherited: Mapping[str, str],
    url: str,
    token: str,
    models: Sequence[ModelMapping] = (),
    *,
    own_login: bool = False,
) -> dict[str, str]:
    """The whole environment of a Claude Code that is started here.

    No settings file, not even a cloned project's, can lead it elsewhere: the host, that is we, manages the
    provider. A forward proxy must not see what goes to this machine itself.
    """
    result = {key: value for key, value in inherited.items() if key not in ELSEWHERE}
    headers = inherited.get("ANTHROPIC_CUSTOM_HEADERS", "")
    result |= environment(url, token, models, own_login=own_login, headers=headers)
    result["CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST"] = "1"
    if any(inherited.get(name) for name in _PROXIES):
        for name in ("NO_PROXY", "no_proxy"):
            listed = [part.strip() for part in inherited.get(name, "").split(",") if part.strip()]
            result[name] = ",".join(dict.fromkeys([*listed, *_DIRECT]))
    return result


def proxied(environ: Mapping[str, str]) -> str | None:
    """The variable by which requests to this machine would go through a forward proxy; None if none."""
    exempt = f"{environ.get('NO_PROXY', '')},{environ.get('no_proxy', '')}".split(",")
    if any(part.strip() in ("*", "127.0.0.1", "127.0.0.0/8", "localhost") for part in exempt):
        return None
    return next((name for name in _PROXIES if environ.get(name) and "https" not in name.lower()), None)


def _models(models: Sequence[ModelMapping]) -> dict[str, str]:
    """For each family whose default name no mapping takes: the nearest name that one does."""
    exact = [mapping.alias for mapping in models if not mapping.alias.endswith("*")]
    chosen: dict[str, str] = {}
    for family, default in _DEFAULTS.items():
        if not exact or resolve(models, default) is not None:
            continue
        near = [alias for alias in exact if family.lower() in alias.lower()]
        chosen[f"ANTHROPIC_DEFAULT_{family}_MODEL"] = (near or exact)[0]
    return chosen
