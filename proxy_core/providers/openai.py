"""Providers that speak OpenAI's chat completions: OpenAI itself, Azure, and nearly everybody else.

Owns the form, the address, the headers and the reading of the bytes; what is said is translated in
`proxy_core.translate`, and how a provider's dialect differs is data in `proxy_core.providers.profiles`.
Sources: https://platform.openai.com/docs/api-reference/chat,
https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle (Azure's v1 address and headers).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from proxy_core.config import Provider
from proxy_core.errors import ProxyError
from proxy_core.providers.amend import amended
from proxy_core.providers.base import AnswerReader, Call, Field, ProviderKind, UpstreamRequest
from proxy_core.providers.failures import stream_failure, upstream_failure
from proxy_core.providers.profiles import PROFILES, dialect_for
from proxy_core.providers.whole import MAX_ANSWER_BYTES
from proxy_core.secrets import Secret
from proxy_core.translate import response
from proxy_core.translate.dialect import CHOICES, Dialect, is_flag
from proxy_core.translate.dialect import option_problem as flag_problem
from proxy_core.translate.errors import without_keys
from proxy_core.translate.names import ToolNames
from proxy_core.translate.request import to_openai_chat, watched_stops
from proxy_core.translate.stream import ChatStream
from proxy_core.wire import json
from proxy_core.wire.events import Event
from proxy_core.wire.openai_chat import MODELS_PATH, PATH, decode
from proxy_core.wire.sse import SseDecoder, SseEvent, SseTooLong
from proxy_core.wire.tokens import estimate

_YES_NO = ("auto", "yes", "no")


def _flag(key: str, label: str, help: str, choices: tuple[str, ...] = _YES_NO) -> Field:
    return Field(key, label, "choice", help, default="auto", choices=choices, advanced=True)


class OpenAIChat(ProviderKind):
    """OpenAI chat completions."""

    kind: ClassVar[str] = "openai"
    label: ClassVar[str] = "OpenAI-compatible"
    help: ClassVar[str] = (
        "OpenAI, Azure, OpenRouter, DeepSeek, Gemini, Groq, Mistral, Ollama, LM Studio, vLLM, llama.cpp and "
        "all others that offer chat completions."
    )
    fields: ClassVar[tuple[Field, ...]] = (
        Field(
            "base_url",
            "Base URL",
            "url",
            "The address before /chat/completions. An address that was copied with it, or without /v1, is "
            "understood as well.",
            placeholder="https://api.openai.com/v1",
            default="https://api.openai.com/v1",
            required=True,
        ),
        Field(
            "organization",
            "Organization",
            help="OpenAI's organization id, if you belong to several.",
            advanced=True,
        ),
        _flag(
            "profile",
            "Dialect",
            "Whose peculiarities to respect; auto goes by the address.",
            ("auto", *PROFILES),
        ),
        _flag(
            "max_tokens_field",
            "Name of the limit on answers",
            "The field of the request that bounds the length of an answer.",
            ("auto", *CHOICES["max_tokens_field"]),
        ),
        Field(
            "max_output_tokens",
            "Largest answer (tokens)",
            "number",
            "A request for more is lowered to this. 0: as the dialect has it.",
            default=0,
            advanced=True,
        ),
        _flag("images", "Images", "Whether the models see images. If not, images are named in words."),
        _flag("pdf", "PDF files", "Whether the models read PDF files. If not, such requests are refused."),
        _flag(
            "parallel_tool_calls",
            "Several tool calls at once",
            "Whether the field that allows or forbids them, parallel_tool_calls, may be sent.",
        ),
        _flag(
            "reasoning",
            "Thinking",
            "How the model is asked to think, and how much.",
            ("auto", *CHOICES["reasoning"]),
        ),
        _flag(
            "reasoning_history",
            "Thoughts of earlier turns",
            "Whether they are sent back, and in which field.",
            ("auto", *CHOICES["reasoning_history"]),
        ),
        _flag(
            "think_tags",
            "Thoughts in <think> tags",
            "tags: an answer may begin with a thought in such tags. open: it begins inside one, without the "
            "first tag.",
            ("auto", *CHOICES["think_tags"]),
        ),
        Field(
            "extra_headers",
            "Additional headers",
            help="Sent with each request: 'Name: value', several parted by semicolons.",
            placeholder="HTTP-Referer: https://example.com; X-Title: Clinic",
            advanced=True,
        ),
        Field(
            "extra_query",
            "Additional query",
            help="Added to the address, such as Azure's api-version.",
            placeholder="api-version=2024-10-21",
            advanced=True,
        ),
    )

    def option_problem(self, key: str, value: object) -> str | None:
        if is_flag(key):  # also those that the form does not show
            return flag_problem(key, value)
        return super().option_problem(key, value)

    def request(self, call: Call) -> UpstreamRequest:
        translated = to_openai_chat(call, dialect_of(call))
        headers = _headers(call.provider, call.secret)
        if call.provider.auth.kind == "client":
            headers |= _clients_key(call.client_headers)
        headers["content-type"] = "application/json"
        headers["accept"] = "text/event-stream" if call.stream else "application/json"
        url = endpoint(call.provider, PATH, call.model)
        return UpstreamRequest("POST", url, headers, json.dumps(translated.body), notes=translated.notes)

    def reader(self, call: Call, content_type: str) -> AnswerReader:
        # The body's first byte says what it is; content types are wrong too often.
        return ChatReader(call)

    def failure(self, call: Call, status: int, headers: Mapping[str, str], body: bytes) -> ProxyError:
        if call.secret is not None:
            body = without_keys(body.decode("utf-8", "replace"), call.secret.reveal()).encode()
        return upstream_failure(call.provider.name, status, headers, body)

    def amend(self, call: Call, error: ProxyError) -> Call | None:
        return amended(call, error, dialect_of(call))

    def probe(self, provider: Provider, secret: Secret | None) -> UpstreamRequest:
        headers = _headers(provider, secret) | {"accept": "application/json"}
        return UpstreamRequest("GET", endpoint(provider, MODELS_PATH), headers)


def dialect_of(call: Call) -> Dialect:
    """The dialect for a call. Raises `ProxyError` if an option of the provider or route is wrong."""
    options = {
        key: value for key, value in call.provider.options.items() if key != "max_output_tokens" or value
    }
    try:
        return dialect_for(call.provider.base_url, call.model, options, call.options)
    except ValueError as error:
        raise ProxyError(
            "INTERNAL_ERROR",
            f"An option of the provider '{call.provider.name}' or of its route is wrong: {error}. "
            "Mend it under Providers or Models.",
        ) from None


# ---------------------------------------------------------------- address

#: host -> the path before /chat/completions, for addresses that were given without any
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

    An old Azure address that names no deployment (`/openai/deployments`) gets the model's name as one.
    """
    base = base_path(provider.base_url)
    if base.endswith("/openai/deployments") and model:
        base = f"{base}/{quote(model, safe='')}"
    if path == MODELS_PATH:
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


def _headers(provider: Provider, secret: Secret | None) -> dict[str, str]:
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


# ---------------------------------------------------------------- answer


class ChatReader:
    """Reads an answer as what it is, a stream of chunks or one completion, not as what was asked for."""

    def __init__(self, call: Call, new_id: Callable[[], str] = secrets.token_hex) -> None:
        """new_id: makes ids for what the upstream gives none."""
        self._call = call
        self._new_id = new_id
        self._head = b""
        self._body: list[bytes] | None = None
        self._size = 0
        self._decoder = SseDecoder()
        self._stream: ChatStream | None = None

    def feed(self, data: bytes) -> list[Event]:
        if self._stream is not None:
            return self._chunks(data)
        if self._body is not None:
            self._size += len(data)
            if self._size <= MAX_ANSWER_BYTES:
                self._body.append(data)
            return []
        self._head += data
        first = self._head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if not first:
            return []
        data, self._head = self._head, b""
        if first in b"{[":
            self._body = [data]
            return []
        self._stream = self._machine()
        return self._chunks(data)

    def finish(self) -> list[Event]:
        if self._body is not None:
            return self._document(b"".join(self._body))
        stream = self._stream or self._machine()
        return self._read(stream, self._decoder.finish()) + stream.finish()

    def _machine(self) -> ChatStream:
        call, body = self._call, self._call.body
        dialect = dialect_of(call)
        return ChatStream(
            call.model,
            call.provider.name,
            names=ToolNames.of(body),
            stops=watched_stops(body, dialect),
            client_stops=body.get("stop_sequences") or (),
            think_tags=dialect.think_tags,
            show_thinking=(body.get("thinking") or {}).get("type") != "disabled",
            # Who does not stream gains nothing from a part of a call's arguments.
            whole=self._body is not None or not call.stream,
            failure=partial(stream_failure, call.provider.name),
            estimate=partial(estimate, body),
            new_id=self._new_id,
        )

    def _chunks(self, data: bytes) -> list[Event]:
        assert self._stream is not None
        try:
            return self._read(self._stream, self._decoder.feed(data))
        except SseTooLong:
            return self._stream.fail(self._broken("sent an event that is too long"))

    def _read(self, stream: ChatStream, items: list[SseEvent]) -> list[Event]:
        events: list[Event] = []
        for item in items:
            try:
                chunks = _chunks_of(item.data)
            except json.InvalidJson:
                return events + stream.fail(self._broken("sent what is not JSON"))
            for chunk in chunks:
                if chunk is None:
                    events += stream.finish(done=True)
                elif item.event == "error":
                    events += stream.fail(stream_failure(self._call.provider.name, chunk))
                else:
                    events += stream.feed(chunk)
        return events

    def _document(self, body: bytes) -> list[Event]:
        stream = self._machine()
        try:
            completion = decode(body)
        except json.InvalidJson:
            return stream.fail(self._broken("sent broken JSON"))
        if completion is None or not response.is_completion(completion):
            return stream.fail(self._broken("answered with something that is not a chat completion"))
        return response.events_of(completion, stream)

    def _broken(self, what: str) -> ProxyError:
        return ProxyError("INFERENCE_UPSTREAM_FAILURE", f"The provider '{self._call.provider.name}' {what}.")


def _chunks_of(payload: bytes) -> list[dict[str, Any] | None]:
    """The chunks of one event: one, unless somebody forgot the empty lines between them; None for [DONE].

    Raises `InvalidJson`. An empty payload, which keeps the connection alive, has none.
    """
    try:
        return [decode(payload)]
    except json.InvalidJson:
        return [decode(line) for line in payload.split(b"\n") if line.strip()]
