"""What the kinds of OpenAI's two wires have in common: most of the form, the dialect, errors and the probe.

How a provider's dialect differs is data in `proxy_core.providers.profiles`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from proxy_core.config import Provider
from proxy_core.errors import ProxyError
from proxy_core.providers.amend import amended
from proxy_core.providers.base import Call, Field, ProviderKind, UpstreamRequest
from proxy_core.providers.failures import upstream_failure
from proxy_core.providers.openai_http import endpoint, headers_of, request_headers
from proxy_core.providers.openai_reader import known_of
from proxy_core.providers.profiles import PROFILES, dialect_for
from proxy_core.secrets import Secret
from proxy_core.translate.dialect import CHOICES, Dialect, is_flag
from proxy_core.translate.dialect import option_problem as flag_problem
from proxy_core.translate.dropped import dropped
from proxy_core.translate.errors import without_keys
from proxy_core.translate.request import TranslatedRequest
from proxy_core.wire import json
from proxy_core.wire.openai_chat import MODELS_PATH
from proxy_core.wire.openai_responses import PATH as RESPONSES_PATH

_YES_NO = ("auto", "yes", "no")


def flag(key: str, label: str, help: str, choices: tuple[str, ...] = _YES_NO) -> Field:
    """A field that overrides a flag of the dialect."""
    return Field(key, label, "choice", help, default="auto", choices=choices, advanced=True)


def base_url(path: str) -> Field:
    """The address. path: of the endpoint, which people copy along."""
    return Field(
        "base_url",
        "Base URL",
        "url",
        f"The address before /{path}. An address that was copied with it, or without /v1, is "
        "understood as well.",
        placeholder="https://api.openai.com/v1",
        default="https://api.openai.com/v1",
        required=True,
    )


ORGANIZATION = Field(
    "organization", "Organization", help="OpenAI's organization id, if you belong to several.", advanced=True
)
PROFILE = flag(
    "profile", "Dialect", "Whose peculiarities to respect; auto goes by the address.", ("auto", *PROFILES)
)
LARGEST_ANSWER = Field(
    "max_output_tokens",
    "Largest answer (tokens)",
    "number",
    "A request for more is lowered to this. 0: as the dialect has it.",
    default=0,
    advanced=True,
)
IMAGES = flag("images", "Images", "Whether the models see images. If not, images are named in words.")
PDF = flag("pdf", "PDF files", "Whether the models read PDF files. If not, such requests are refused.")
PARALLEL_CALLS = flag(
    "parallel_tool_calls",
    "Several tool calls at once",
    "Whether the field that allows or forbids them, parallel_tool_calls, may be sent.",
)
THINK_TAGS = flag(
    "think_tags",
    "Thoughts in <think> tags",
    "tags: an answer may begin with a thought in such tags. open: it begins inside one, without the "
    "first tag.",
    ("auto", *CHOICES["think_tags"]),
)
EXTRA_HEADERS = Field(
    "extra_headers",
    "Additional headers",
    help="Sent with each request: 'Name: value', several parted by semicolons.",
    placeholder="HTTP-Referer: https://example.com; X-Title: Clinic",
    advanced=True,
)
EXTRA_QUERY = Field(
    "extra_query",
    "Additional query",
    help="Added to the address, such as Azure's api-version.",
    placeholder="api-version=2024-10-21",
    advanced=True,
)


class OpenAIKind(ProviderKind):
    """path: of the endpoint, after the base URL."""

    path: ClassVar[str]

    @abstractmethod
    def translated(self, call: Call, dialect: Dialect) -> TranslatedRequest:
        """The request in the words of this wire. Raises `ProxyError` for what it cannot say."""

    def option_problem(self, key: str, value: object) -> str | None:
        if is_flag(key):  # also those that the form does not show
            return flag_problem(key, value)
        return super().option_problem(key, value)

    def request(self, call: Call) -> UpstreamRequest:
        made = self.translated(call, dialect_of(call))
        url = endpoint(call.provider, self.path, call.model)
        return UpstreamRequest("POST", url, request_headers(call), json.dumps(made.body), notes=made.notes)

    def leaves_out(self, call: Call) -> tuple[str, ...]:
        return dropped(call.body, dialect_of(call))

    def failure(self, call: Call, status: int, headers: Mapping[str, str], body: bytes) -> ProxyError:
        if call.secret is not None:
            body = without_keys(body.decode("utf-8", "replace"), call.secret.reveal()).encode()
        return upstream_failure(call.provider.name, status, headers, body, partial(known_of, call))

    def amend(self, call: Call, error: ProxyError) -> Call | None:
        return amended(call, error, dialect_of(call))

    def probe(self, provider: Provider, secret: Secret | None) -> UpstreamRequest:
        headers = headers_of(provider, secret) | {"accept": "application/json"}
        return UpstreamRequest("GET", endpoint(provider, MODELS_PATH), headers)


def dialect_of(call: Call) -> Dialect:
    """The dialect for a call. Raises `ProxyError` if an option of the provider or route is wrong."""
    options = {
        key: value for key, value in call.provider.options.items() if key != "max_output_tokens" or value
    }
    wire = RESPONSES_PATH if call.provider.kind == "openai_responses" else ""
    try:
        return dialect_for(call.provider.base_url, call.model, options, call.options, wire=wire)
    except ValueError as error:
        raise ProxyError(
            "INTERNAL_ERROR",
            f"An option of the provider '{call.provider.name}' or of its route is wrong: {error}. "
            "Mend it under Providers or Models.",
        ) from None
