"""Every error has one row, one body, and words that a person can act on."""

from __future__ import annotations

import pytest

from proxy_core.errors import ERRORS, ErrorRow, ProxyError
from proxy_core.wire import json

#: Anthropic's own error types: https://docs.anthropic.com/en/api/errors
ANTHROPIC_TYPES = {
    "invalid_request_error", "authentication_error", "billing_error", "permission_error", "not_found_error",
    "request_too_large", "rate_limit_error", "timeout_error", "api_error", "overloaded_error",
}  # fmt: skip

#: The public interface: code, status, type, retryable. People script against it.
PUBLISHED = [
    ("INVALID_API_KEY", 401, "authentication_error", False),
    ("MISSING_SCOPE", 403, "permission_error", False),
    ("BAA_REQUIRED", 402, "billing_error", False),
    ("AI_CREDITS_EXHAUSTED", 402, "billing_error", False),
    ("VALIDATION_FAILED", 400, "invalid_request_error", False),
    ("UNSUPPORTED_PARAMETER", 400, "invalid_request_error", False),
    ("INFERENCE_UPSTREAM_FAILURE", 502, "api_error", True),
    ("PHI_BLOCKED", 403, "permission_error", False),
    ("PHI_IN_TOOL_SCHEMA", 400, "invalid_request_error", False),
    ("OPUS_NOT_ENABLED", 403, "permission_error", False),
    ("MODEL_NOT_ENABLED", 403, "permission_error", False),
    ("MODEL_NOT_MAPPED", 404, "not_found_error", False),
    ("RATE_LIMITED", 429, "rate_limit_error", True),
    ("INFERENCE_UNAVAILABLE", 503, "overloaded_error", True),
]

#: words by which Claude Code starts a recovery of its own; none of ours may set it off
MAGIC = (
    "prompt is too long", "credit balance is too low", 'unexpected role "system"',
    "adaptive thinking is not supported", "extra inputs are not permitted", "exceed context limit",
)  # fmt: skip


@pytest.mark.parametrize(("code", "status", "type", "retryable"), PUBLISHED)
def test_the_published_codes_stay_as_they_are(code: str, status: int, type: str, retryable: bool) -> None:
    error = ProxyError(code)
    assert (error.status, error.type, error.retryable) == (status, type, retryable)


@pytest.mark.parametrize("row", ERRORS.values(), ids=lambda row: row.code)
def test_each_row_says_what_happened_and_what_to_do(row: ErrorRow) -> None:
    assert ERRORS[row.code] is row
    assert row.type in ANTHROPIC_TYPES
    assert 400 <= row.status <= 599
    for sentence in (row.message, row.hint):
        assert sentence.endswith(".")
        assert sentence[0].isupper()
        assert not any(words in sentence.lower() for words in MAGIC)


def test_no_code_is_told_twice() -> None:
    assert all(code == row.code and code == code.upper() for code, row in ERRORS.items())


def test_an_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        ProxyError("NO_SUCH_CODE")


def test_the_body_is_the_one_that_every_client_reads() -> None:
    error = ProxyError("PHI_BLOCKED", "It holds an SSN.", param="messages[0]", details={"types": ["SSN"]})
    assert error.body("req_1") == {
        "type": "error",
        "success": False,
        "error": {
            "type": "permission_error",
            "code": "PHI_BLOCKED",
            "message": "It holds an SSN.",
            "param": "messages[0]",
            "details": {"types": ["SSN"]},
            "retryable": False,
        },
        "request_id": "req_1",
    }
    assert error.event("req_1") == error.body("req_1")
    assert json.loads(json.dumps(error.body("req_1"))) == error.body("req_1")


def test_what_is_not_given_comes_from_the_row() -> None:
    error = ProxyError("RATE_LIMITED")
    row = ERRORS["RATE_LIMITED"]
    assert (error.message, error.hint) == (row.message, row.hint)
    assert (error.param, error.details, error.retry_after) == (None, {}, None)
    assert str(error) == f"RATE_LIMITED: {row.message}"


def test_an_upstreams_own_status_type_and_patience_are_kept() -> None:
    error = ProxyError("RATE_LIMITED", status=529, type="overloaded_error", retryable=False, retry_after="7")
    assert (error.status, error.type, error.retryable, error.retry_after) == (
        529,
        "overloaded_error",
        False,
        "7",
    )


def test_the_details_are_its_own_copy() -> None:
    given = {"attempts": 1}
    error = ProxyError("INTERNAL_ERROR", details=given)
    error.details["attempts"] = 2
    assert given == {"attempts": 1}
