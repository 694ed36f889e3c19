"""Every error that a client or a person can meet: one table, one exception, one body.

Owns the codes, their HTTP status, their Anthropic error type and their wording. Must not know HTTP
libraries. The text of an error never carries PHI or a key: details name positions and types, not values.

Sources: Anthropic's error shapes (https://docs.anthropic.com/en/api/errors); the codes are Scrubroom's
public interface and do not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One error code: what it is called on the wire and what a person is told."""

    code: str
    status: int
    type: str
    message: str
    hint: str
    retryable: bool = False


_ROWS = (
    ErrorRow(
        "INVALID_API_KEY",
        401,
        "authentication_error",
        "The local API key is missing, unknown or revoked.",
        "Create one with 'scrubroom keys create NAME' and send it as x-api-key or as a Bearer token.",
    ),
    ErrorRow(
        "MISSING_SCOPE",
        403,
        "permission_error",
        "The local API key lacks the scope that this request needs.",
        "Create a key with that scope: 'scrubroom keys create NAME --scopes ai:chat'.",
    ),
    ErrorRow(
        "HOST_NOT_ALLOWED",
        403,
        "permission_error",
        "This proxy answers only to its own local address.",
        "Use http://127.0.0.1:PORT or http://localhost:PORT as the base URL.",
    ),
    ErrorRow(
        "ORIGIN_NOT_ALLOWED",
        403,
        "permission_error",
        "Web pages may not use this proxy.",
        "List the page's origin under server.allowed_origins if it is yours.",
    ),
    ErrorRow(
        "BAA_REQUIRED",
        402,
        "billing_error",
        "The provider of this route has no business associate agreement on record.",
        "Record the agreement under Providers, map the model to a covered or local provider, "
        "or change policy.require_baa.",
    ),
    ErrorRow(
        "AI_CREDITS_EXHAUSTED",
        402,
        "billing_error",
        "The budget of this cycle is used up.",
        "Raise the budget under Policy, or wait for the next cycle.",
    ),
    ErrorRow(
        "PHI_BLOCKED",
        403,
        "permission_error",
        "The request holds protected health information and the policy is to block it.",
        "Remove the data, allow it with .phiallow, or set privacy.mode to redact.",
    ),
    ErrorRow(
        "PHI_IN_TOOL_SCHEMA",
        400,
        "invalid_request_error",
        "A tool definition holds protected health information.",
        "Remove the data from the tool's name, description or schema.",
    ),
    ErrorRow(
        "OPUS_NOT_ENABLED",
        403,
        "permission_error",
        "Opus models are not enabled by the policy.",
        "Enable the model under Policy, or choose another one.",
    ),
    ErrorRow(
        "MODEL_NOT_ENABLED",
        403,
        "permission_error",
        "This model is not enabled by the policy.",
        "Enable the model under Policy, or choose another one.",
    ),
    ErrorRow(
        "MODEL_NOT_MAPPED",
        404,
        "not_found_error",
        "No mapping names this model.",
        "Add the alias under Models, or map '*' to catch the rest.",
    ),
    ErrorRow(
        "VALIDATION_FAILED",
        400,
        "invalid_request_error",
        "The request is not a valid Anthropic Messages request.",
        "Mend the named field.",
    ),
    ErrorRow(
        "UNSUPPORTED_PARAMETER",
        400,
        "invalid_request_error",
        "The request carries a field that this proxy or the chosen provider cannot honour.",
        "Remove the named field, or route the model to a provider that supports it.",
    ),
    ErrorRow(
        "RATE_LIMITED",
        429,
        "rate_limit_error",
        "Too many requests.",
        "Wait for the time given in Retry-After.",
        retryable=True,
    ),
    ErrorRow(
        "REQUEST_TOO_LARGE",
        413,
        "request_too_large",
        "The request body is larger than this proxy accepts.",
        "Send less, or raise server.body_limit_mb.",
    ),
    ErrorRow(
        "REQUEST_TIMEOUT",
        408,
        "invalid_request_error",
        "The request body did not arrive in time.",
        "Send the request again.",
        retryable=True,
    ),
    ErrorRow(
        "MALFORMED_REQUEST",
        400,
        "invalid_request_error",
        "The request is not valid HTTP.",
        "Check the client and what stands between it and this proxy.",
    ),
    ErrorRow(
        "RESOURCE_NOT_FOUND",
        404,
        "not_found_error",
        "There is nothing at this address.",
        "Use POST /v1/messages, POST /v1/messages/count_tokens, POST /v1/chat/completions, GET /v1/models "
        "or GET /healthz.",
    ),
    ErrorRow(
        "METHOD_NOT_ALLOWED",
        405,
        "invalid_request_error",
        "This address does not take that method.",
        "Use the method named in the Allow header.",
    ),
    ErrorRow(
        "PRIVACY_CHECK_FAILED",
        500,
        "api_error",
        "The request could not be checked for protected health information, so it was not sent.",
        "Send it again; if it stays, run 'scrubroom doctor' and report it.",
    ),
    ErrorRow(
        "PROVIDER_KEY_MISSING",
        503,
        "api_error",
        "The provider of this route has no key.",
        "Set it under Providers or with 'scrubroom secrets set PROVIDER'.",
    ),
    ErrorRow(
        "UPSTREAM_REJECTED",
        400,
        "invalid_request_error",
        "The provider refused the request.",
        "Read the provider's message.",
    ),
    ErrorRow(
        "INFERENCE_UPSTREAM_FAILURE",
        502,
        "api_error",
        "The provider failed to answer.",
        "Try again; if it stays, test the provider's connection under Providers.",
        retryable=True,
    ),
    ErrorRow(
        "INFERENCE_UNAVAILABLE",
        503,
        "overloaded_error",
        "No provider can take the request now.",
        "Try again in a while, or add a fallback route under Models.",
        retryable=True,
    ),
    ErrorRow(
        "INTERNAL_ERROR",
        500,
        "api_error",
        "Scrubroom met an error of its own.",
        "Send the request again; if it stays, report it with the request id.",
    ),
)

#: code -> row, in the order of the documentation.
ERRORS: Mapping[str, ErrorRow] = {row.code: row for row in _ROWS}


class ProxyError(Exception):
    """The one exception that becomes an answer.

    code: a key of `ERRORS`. message: replaces the row's sentence; it is shown word for word. status and
    type: replace the row's where an upstream's own are kept. retry_after: seconds, for the header.
    param: the path of the offending field, such as `messages[0].content`.
    """

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        param: str | None = None,
        details: Mapping[str, Any] | None = None,
        status: int | None = None,
        type: str | None = None,
        retryable: bool | None = None,
        retry_after: str | None = None,
    ) -> None:
        row = ERRORS[code]
        self.code = code
        self.message = message or row.message
        self.hint = row.hint
        self.param = param
        self.details = dict(details or {})
        self.status = status or row.status
        self.type = type or row.type
        self.retryable = row.retryable if retryable is None else retryable
        self.retry_after = retry_after
        super().__init__(f"{code}: {self.message}")

    def body(self, request_id: str) -> dict[str, Any]:
        """The one error body, readable by Anthropic's, OpenAI's and the gateways' own clients."""
        return {
            "type": "error",
            "success": False,
            "error": {
                "type": self.type,
                "code": self.code,
                "message": self.message,
                "param": self.param,
                "details": self.details,
                "retryable": self.retryable,
            },
            "request_id": request_id,
        }

    def event(self, request_id: str) -> dict[str, Any]:
        """The same as the data of an SSE `error` event, for a stream that has already begun."""
        return self.body(request_id)
