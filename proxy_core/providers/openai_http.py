"""Address and headers of providers that speak one of OpenAI's wires.

Owns how an address is understood however it was pasted, and where each provider looks for its key. Must not
know what a request says.
Sources: https://platform.openai.com/docs/api-reference,
https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle (Azure's v1 address and headers).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from proxy_core.config import Provider
from proxy_core.providers.base import Call
from proxy_core.secrets import Secret
from proxy_core.wire.openai_chat import PATH as CHAT_PATH

# ---------------------------------------------------------------- address

#: host -> the path before the endpoint's, for addresses that were given without any
_PATHS: Mapping[str, str] = {
    "generativelanguage.googleapis.com": "/v1beta/openai",
    "openrouter.ai": "/api/v1",
    "api.groq.com": "/openai/v1",
    "api.z.ai": "/api/paas/v4",
    "open.bigmodel.cn": "/api/paas/v4",
    "dashscope.aliyuncs.com": "/compatible-mode/v1",
    "dashscope-intl.aliyuncs.com": "/compatible-mode/v1",
    "api.perplexity.ai": "",
}
#: what people copy along with an address, longest first
_ENDINGS = ("/chat/completions", "/completions", "/responses", "/embeddings", "/models", "/chat")
_DEPLOYMENT = re.compile(r"/openai/deployments/[^/]+")


def base_path(base_url: str) -> str:
    """The base URL without what was copied along, and with the path that was forgotten.

    `https://host` gets the provider's usual path (`/v1` if none is known), `https://host/v1/chat/completions`
    loses its end, a path that says something else is taken as it is.
    """
    parts = urlsplit(base_url.strip())
    path = parts.path.rstrip("/")
    for ending in _ENDINGS:
        if path.endswith(ending):
            path = path.removesuffix(ending)
            break
    host = (parts.hostname or "").lower()
    if host.endswith(".azure.com") and path in ("", "/openai"):
        path = "/openai/v1"
    elif not path:
        path = _PATHS.get(host, "/v1")
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def endpoint(provider: Provider, path: str, model: str = "") -> str:
    """The full address of an endpoint, with the provider's `extra_query`.

    path: `chat/completions`, `responses` or `models`. An old Azure address that names no deployment
    (`/openai/deployments`) gets the model's name as one for chat completions, the only wire it has there.
    """
    base = base_path(provider.base_url)
    if base.endswith("/openai/deployments") and model and path == CHAT_PATH:
        base = f"{base}/{quote(model, safe='')}"
    if path != CHAT_PATH:
        base = _DEPLOYMENT.sub("/openai", base).removesuffix("/deployments")
    query = extra_query(provider.options.get("extra_query"))
    return f"{base}/{path}{'?' + urlencode(query) if query else ''}"


def extra_query(value: Any) -> list[tuple[str, str]]:
    """The pairs of a query given as a table or as text (`a=1&b=2`, also with a leading `?`)."""
    if isinstance(value, Mapping):
        return [(str(name), str(item)) for name, item in value.items()]
    return parse_qsl(value.strip().lstrip("?")) if isinstance(value, str) else []


# ---------------------------------------------------------------- headers

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
#: headers that are this program's business
_OWN_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "expect",
        "host",
        "te",
        "transfer-encoding",
        "upgrade",
    }
)


def extra_headers(value: Any) -> dict[str, str]:
    """Headers given as a table or as text (`Name: value; Name: value`), in lower case, as far as they are fit
    to be sent."""
    pairs: list[tuple[str, str]] = []
    if isinstance(value, Mapping):
        pairs = [(str(name), str(item)) for name, item in value.items()]
    elif isinstance(value, str):
        pairs = [
            (name, item) for name, _, item in (line.partition(":") for line in re.split(r"[;\n]", value))
        ]
    found: dict[str, str] = {}
    for name, item in pairs:
        name, item = name.strip().lower(), item.strip()
        if _HEADER_NAME.fullmatch(name) and name not in _OWN_HEADERS and item.isprintable() and item:
            found[name] = item
    return found


def request_headers(call: Call) -> dict[str, str]:
    """The headers of a request for an answer."""
    headers = headers_of(call.provider, call.secret)
    if call.provider.auth.kind == "client":
        headers |= _clients_key(call.client_headers)
    headers["content-type"] = "application/json"
    headers["accept"] = "text/event-stream" if call.stream else "application/json"
    return headers


def headers_of(provider: Provider, secret: Secret | None) -> dict[str, str]:
    """What every request to a provider has, with its key if there is one."""
    headers = extra_headers(provider.options.get("extra_headers"))
    # An encoded stream is held back until the encoder has a block.
    headers["accept-encoding"] = "identity"
    if organization := provider.options.get("organization"):
        headers["openai-organization"] = str(organization)
    if secret is not None:
        headers |= _key_headers(provider, secret.reveal())
    return headers


def _clients_key(headers: Mapping[str, str]) -> dict[str, str]:
    """The client's own key, for a provider that is marked to get it; `Call` holds no key of this proxy."""
    if "authorization" in headers:
        return {"authorization": headers["authorization"]}
    return {"authorization": f"Bearer {headers['x-api-key']}"} if "x-api-key" in headers else {}


def _key_headers(provider: Provider, key: str) -> dict[str, str]:
    """Bearer, which all understand. Azure's keys go in `api-key`; its old addresses take a Bearer token only
    from Entra, so a key is not sent as one there."""
    bearer = {"authorization": f"Bearer {key}"}
    parts = urlsplit(provider.base_url)
    if not (parts.hostname or "").lower().endswith("azure.com") or key.startswith("eyJ"):
        return bearer
    old = "/openai/deployments" in parts.path
    return {"api-key": key} if old else {"api-key": key, **bearer}
