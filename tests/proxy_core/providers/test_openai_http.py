"""Address and headers: where a request goes, and how the key goes with it."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.config import Auth, Provider
from proxy_core.providers.base import Call
from proxy_core.providers.openai import OpenAIChat
from proxy_core.providers.openai_http import base_path, extra_headers, extra_query
from proxy_core.secrets import Secret

KIND = OpenAIChat()
KEY = Secret("sk-test-0123456789abcdef")
REQUEST = {"model": "claude", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}


def a_call(
    base_url: str, model: str = "m", stream: bool = False, secret: Secret | None = KEY, **options: Any
) -> Call:
    provider = Provider("p", "openai", base_url, Auth("keyring"), options=options)
    return Call(
        provider, model, REQUEST, stream, {"authorization": "Bearer client", "x-api-key": "client"}, secret
    )


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        ("https://api.openai.com", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/chat/completions/", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/responses", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/models", "https://api.openai.com/v1"),
        (" http://localhost:11434 ", "http://localhost:11434/v1"),
        ("http://127.0.0.1:8080/chat/completions", "http://127.0.0.1:8080/v1"),
        ("https://openrouter.ai", "https://openrouter.ai/api/v1"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
        ("https://api.groq.com", "https://api.groq.com/openai/v1"),
        (
            "https://generativelanguage.googleapis.com",
            "https://generativelanguage.googleapis.com/v1beta/openai",
        ),
        ("https://api.perplexity.ai", "https://api.perplexity.ai"),
        ("https://x.openai.azure.com", "https://x.openai.azure.com/openai/v1"),
        ("https://x.openai.azure.com/openai", "https://x.openai.azure.com/openai/v1"),
        (
            "https://x.openai.azure.com/openai/deployments/gpt/chat/completions",
            "https://x.openai.azure.com/openai/deployments/gpt",
        ),
        ("https://host.example/some/gateway", "https://host.example/some/gateway"),
        ("https://open.bigmodel.cn/api/paas/v4", "https://open.bigmodel.cn/api/paas/v4"),
    ],
)
def test_an_address_is_understood_however_it_was_pasted(pasted: str, url: str) -> None:
    assert base_path(pasted) == url


def test_requests_and_probes_go_to_their_endpoints_with_the_extra_query() -> None:
    url = "https://x.openai.azure.com/openai/deployments/gpt-4o"
    made = a_call(url, extra_query="api-version=2024-10-21")
    assert KIND.request(made).url == f"{url}/chat/completions?api-version=2024-10-21"
    probe = KIND.probe(made.provider, KEY)
    assert (probe.method, probe.url) == (
        "GET",
        "https://x.openai.azure.com/openai/models?api-version=2024-10-21",
    )
    unnamed = a_call("https://x.openai.azure.com/openai/deployments", "my gpt")
    assert (
        KIND.request(unnamed).url == "https://x.openai.azure.com/openai/deployments/my%20gpt/chat/completions"
    )
    plain = a_call("https://api.openai.com/v1")
    assert KIND.probe(plain.provider, None).url == "https://api.openai.com/v1/models"


@pytest.mark.parametrize(
    ("base_url", "key", "headers"),
    [
        ("https://api.openai.com/v1", "k" * 20, {"authorization": "Bearer " + "k" * 20}),
        (
            "https://x.openai.azure.com/openai/v1",
            "k" * 20,
            {"authorization": "Bearer " + "k" * 20, "api-key": "k" * 20},
        ),
        ("https://x.openai.azure.com/openai/deployments/g", "k" * 20, {"api-key": "k" * 20}),
        ("https://x.openai.azure.com/openai/v1", "eyJ0.e30.x", {"authorization": "Bearer eyJ0.e30.x"}),
        ("https://notazure.example/v1", "k", {"authorization": "Bearer k"}),
    ],
)
def test_the_key_goes_where_the_provider_looks_for_it(
    base_url: str, key: str, headers: dict[str, str]
) -> None:
    sent = KIND.request(a_call(base_url, secret=Secret(key))).headers
    assert {name: sent[name] for name in ("authorization", "api-key") if name in sent} == headers


def test_nothing_of_the_clients_headers_goes_on_and_no_key_means_no_header() -> None:
    sent = KIND.request(a_call("https://api.openai.com/v1", secret=None)).headers
    assert set(sent) == {"content-type", "accept", "accept-encoding"}
    assert sent["accept"] == "application/json"
    assert (
        KIND.request(a_call("https://api.openai.com/v1", stream=True)).headers["accept"]
        == "text/event-stream"
    )


def test_the_clients_own_key_goes_on_only_to_a_provider_that_is_marked_to_get_it() -> None:
    provider = Provider("p", "openai", "https://gateway.example/v1", Auth("client"))
    for headers, sent in (
        ({"authorization": "Bearer mine", "x-api-key": "other"}, "Bearer mine"),
        ({"x-api-key": "mine"}, "Bearer mine"),
        ({}, None),
    ):
        made = KIND.request(Call(provider, "m", REQUEST, False, headers))
        assert made.headers.get("authorization") == sent


def test_organization_and_more_headers_are_sent() -> None:
    sent = KIND.request(
        a_call("https://api.openai.com/v1", organization="org-1", extra_headers="X-Title: Clinic")
    ).headers
    assert sent["openai-organization"] == "org-1"
    assert sent["x-title"] == "Clinic"


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ({"X-Title": "Clinic", "X-N": 1}, {"x-title": "Clinic", "x-n": "1"}),
        (
            "HTTP-Referer: https://example.com/a; X-Title: Clinic",
            {"http-referer": "https://example.com/a", "x-title": "Clinic"},
        ),
        ("X-A: 1\nX-B: 2", {"x-a": "1", "x-b": "2"}),
        ("Host: evil; Content-Length: 5; nonsense; : x; X-Empty:", {}),
        ({"X-Bad": "a\r\nX-Injected: b", "Bad Name": "x"}, {}),
        (None, {}),
        (7, {}),
    ],
)
def test_more_headers_are_sent_as_far_as_they_are_fit(given: Any, headers: dict[str, str]) -> None:
    assert extra_headers(given) == headers


def test_a_query_is_a_table_or_a_text() -> None:
    assert extra_query({"api-version": "v"}) == [("api-version", "v")]
    assert extra_query("?a=1&b=%20") == [("a", "1"), ("b", " ")]
    assert extra_query("") == extra_query(None) == []
