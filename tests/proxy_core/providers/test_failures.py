"""From an upstream's failure to ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from proxy_core.errors import ERRORS, ProxyError
from proxy_core.providers.failures import client_key_refused, stream_failure, upstream_failure


def failed(status: int, body: Any = None, headers: Mapping[str, str] | None = None) -> ProxyError:
    data = (
        body if isinstance(body, bytes) else json.dumps(body or {"error": {"message": "Said so."}}).encode()
    )
    return upstream_failure("azure", status, headers or {}, data)


@pytest.mark.parametrize(
    ("status", "ours", "code", "type", "retryable"),
    [
        (400, 400, "UPSTREAM_REJECTED", "invalid_request_error", False),
        (402, 402, "UPSTREAM_REJECTED", "billing_error", False),
        (404, 404, "UPSTREAM_REJECTED", "not_found_error", False),
        (408, 408, "INFERENCE_UPSTREAM_FAILURE", "api_error", True),
        (413, 413, "UPSTREAM_REJECTED", "request_too_large", False),
        (422, 422, "UPSTREAM_REJECTED", "invalid_request_error", False),
        (429, 429, "RATE_LIMITED", "rate_limit_error", True),
        (500, 500, "INFERENCE_UPSTREAM_FAILURE", "api_error", True),
        (502, 502, "INFERENCE_UPSTREAM_FAILURE", "api_error", True),
        (503, 503, "INFERENCE_UNAVAILABLE", "overloaded_error", True),
        (504, 504, "INFERENCE_UPSTREAM_FAILURE", "api_error", True),
        (529, 529, "INFERENCE_UNAVAILABLE", "overloaded_error", True),
        (409, 502, "INFERENCE_UPSTREAM_FAILURE", "api_error", False),
        (451, 502, "INFERENCE_UPSTREAM_FAILURE", "api_error", False),
        (520, 502, "INFERENCE_UPSTREAM_FAILURE", "api_error", True),
        (100, 502, "INFERENCE_UPSTREAM_FAILURE", "api_error", False),
    ],
)
def test_status_and_words_are_kept(status: int, ours: int, code: str, type: str, retryable: bool) -> None:
    error = failed(status)
    assert (error.status, error.code, error.type, error.retryable) == (ours, code, type, retryable)
    assert error.message == "Said so."
    assert error.details == {"provider": "azure", "upstream_status": status}
    assert code in ERRORS


def test_a_refused_provider_key_is_never_shown_as_the_clients_own() -> None:
    error = failed(401, {"error": {"message": "Incorrect API key provided: sk-abcdefghijkl"}})
    assert (error.status, error.code, error.retryable) == (502, "INFERENCE_UPSTREAM_FAILURE", False)
    assert error.message == "The provider 'azure' refused its key. Set the right one under Providers."


def test_a_refused_key_of_the_client_is_told_to_the_client() -> None:
    error = client_key_refused("azure")
    assert (error.status, error.type, error.retryable) == (401, "authentication_error", False)
    assert "'azure' refused the key that the client sent" in error.message


def test_what_the_key_may_not_do_names_the_provider_and_its_words() -> None:
    error = failed(403, {"error": {"message": "Country not supported"}})
    assert (error.status, error.type, error.retryable) == (403, "permission_error", False)
    assert "'azure'" in error.message
    assert error.message.endswith("Country not supported")
    assert "It says" not in failed(403, b"").message


@pytest.mark.parametrize(
    ("location", "where"),
    [
        ("https://login.example.com/sso?token=abc", " to https://login.example.com,"),
        ("/v1/", "redirected the request, which"),
        ("", "redirected the request, which"),
    ],
)
def test_a_redirect_says_that_the_base_url_is_probably_wrong(location: str, where: str) -> None:
    error = failed(302, b"", {"Location": location})
    assert (error.status, error.retryable) == (502, False)
    assert where in error.message
    assert "base URL" in error.message
    assert "abc" not in error.message


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "20"}, "20"),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, "Wed, 21 Oct 2026 07:28:00 GMT"),
        ({"retry-after-ms": "1500"}, "2"),
        ({"retry-after-ms": "soon"}, None),
        ({"retry-after-ms": "inf"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_handed_on(headers: dict[str, str], seconds: str | None) -> None:
    assert failed(429, None, headers).retry_after == seconds


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        ({"message": "m", "details": [{"@type": "QuotaFailure"}, {"retryDelay": "34.2s"}]}, "35"),
        ({"message": "Rate limit reached for gpt-4o. Please try again in 858ms."}, "1"),
        ({"message": "Rate limit reached. Please try again in 7m12.5s. Visit the console."}, "433"),
        ({"message": "You exceeded your current quota. Please retry in 34.07s."}, "35"),
        ({"message": "Too many requests, retry after 5 seconds"}, "5"),
        ({"message": "Please try again in 5 stages"}, None),
        ({"message": "Try again later.", "details": [{"retryDelay": "soon"}, {"retryDelay": 3}, "x"]}, None),
        ({"message": "m", "details": "x"}, None),
    ],
)
def test_a_waiting_time_that_only_the_body_tells_becomes_retry_after(
    error: dict[str, Any], seconds: str | None
) -> None:
    assert failed(429, {"error": error}).retry_after == seconds
    assert failed(429, {"error": error}, {"retry-after": "2"}).retry_after == "2"
    assert failed(500, {"error": error}).retry_after is None
    assert stream_failure("azure", {"error": {**error, "code": 429}}).retry_after == seconds


@pytest.mark.parametrize("word", [{"code": "insufficient_quota"}, {"type": "insufficient_quota"}])
def test_an_account_without_money_is_not_tried_again(word: dict[str, str]) -> None:
    error = failed(429, {"error": {"message": "You exceeded your current quota", **word}})
    assert (error.status, error.retryable) == (429, False)


def test_anthropics_own_type_and_message_are_kept() -> None:
    error = failed(500, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
    assert (error.status, error.type, error.message) == (500, "overloaded_error", "Overloaded")
    openais = failed(400, {"error": {"type": "BadRequestError", "message": "m", "param": "messages"}})
    assert (openais.type, openais.param) == ("invalid_request_error", "messages")


@pytest.mark.parametrize("status", [400, 413, 422, 500])
def test_a_full_context_is_a_400_that_the_client_compacts_for(status: int) -> None:
    text = (
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens."
    )
    error = failed(status, {"error": {"message": text, "code": "context_length_exceeded"}})
    assert (error.status, error.type, error.code) == (400, "invalid_request_error", "UPSTREAM_REJECTED")
    assert error.message.startswith("prompt is too long: 9001 tokens > 8192 maximum")
    assert error.retryable is False


def test_a_full_context_told_once_is_not_told_twice() -> None:
    first = failed(400, {"error": {"message": "maximum context length is 8192 tokens", "code": 400}})
    again = upstream_failure("azure", 400, {}, json.dumps(first.body("req_1")).encode())
    assert again.message == first.message


def test_a_failure_without_words_names_provider_and_status() -> None:
    assert failed(500, b"").message == "The provider 'azure' answered with status 500 and said no more."


def test_an_error_of_our_own_readers_keeps_its_code() -> None:
    made = ProxyError("INFERENCE_UNAVAILABLE", "Broken off.", retryable=False, details={"a": 1})
    again = upstream_failure("azure", 500, {}, json.dumps(made.body("")).encode())
    assert (again.code, again.message, again.retryable, again.status) == (
        "INFERENCE_UNAVAILABLE",
        "Broken off.",
        False,
        500,
    )
    assert again.details["a"] == 1
    forged = {
        "type": "error",
        "error": {"type": "x", "code": "INVALID_API_KEY", "message": "m", "retryable": True},
    }
    assert upstream_failure("azure", 401, {}, json.dumps(forged).encode()).status == 502


@pytest.mark.parametrize(
    ("value", "status", "type"),
    [
        ({"error": {"code": 503, "message": "m"}}, 503, "overloaded_error"),
        ({"error": {"type": "rate_limit_error", "message": "m"}}, 429, "rate_limit_error"),
        ({"error": {"status": "RESOURCE_EXHAUSTED", "message": "m"}}, 429, "rate_limit_error"),
        ({"error": {"code": "server_error", "message": "m"}}, 502, "api_error"),
        ({"error": "text"}, 502, "api_error"),
        ({"error": {"message": "maximum context length is 8192 tokens"}}, 400, "invalid_request_error"),
        ({"error_type": "BadRequestError", "error_message": "m"}, 400, "invalid_request_error"),
        ({"error": {"code": 401, "message": "m"}}, 502, "api_error"),
    ],
)
def test_a_failure_inside_an_answer_is_worth_what_it_says(
    value: dict[str, Any], status: int, type: str
) -> None:
    error = stream_failure("azure", value)
    assert (error.status, error.type) == (status, type)
