"""From an upstream's failure to ours: which status, which code, whose words.

Shared by all kinds. A person reads the upstream's own words, because they are the most exact there are and
because Claude Code's recovery matches them; only where those would mislead (a refused provider key, which
Claude Code would take for its own) does the message name the provider and what to do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from proxy_core.errors import ERRORS, ProxyError
from proxy_core.translate.errors import UpstreamWords, read_body, read_value
from proxy_core.translate.overflow import Known, as_anthropic


@dataclass(frozen=True, slots=True)
class _Row:
    """What an upstream status becomes. retryable None: as the code's row says."""

    code: str
    type: str
    retryable: bool | None = None


#: upstream status -> ours; these keep their status
_KEPT: Mapping[int, _Row] = {
    400: _Row("UPSTREAM_REJECTED", "invalid_request_error"),
    402: _Row("UPSTREAM_REJECTED", "billing_error"),
    404: _Row("UPSTREAM_REJECTED", "not_found_error"),
    408: _Row("INFERENCE_UPSTREAM_FAILURE", "api_error", True),
    413: _Row("UPSTREAM_REJECTED", "request_too_large"),
    422: _Row("UPSTREAM_REJECTED", "invalid_request_error"),
    429: _Row("RATE_LIMITED", "rate_limit_error"),
    500: _Row("INFERENCE_UPSTREAM_FAILURE", "api_error"),
    502: _Row("INFERENCE_UPSTREAM_FAILURE", "api_error"),
    503: _Row("INFERENCE_UNAVAILABLE", "overloaded_error"),
    504: _Row("INFERENCE_UPSTREAM_FAILURE", "api_error"),
    529: _Row("INFERENCE_UNAVAILABLE", "overloaded_error"),
}
#: where a full context window is reported; 500 by older llama.cpp and Ollama
_MAY_OVERFLOW = (400, 413, 422, 500)
#: where a waiting time in the words is about this very request
_MAY_WAIT = (429, 503, 529)
#: an account without money does not get better by trying again
_NO_CREDIT = ("insufficient_quota", "billing_hard_limit_reached", "insufficient_balance")
#: what an error inside a stream is worth that names no status
_TYPE_STATUS: Mapping[str, int] = {
    "invalid_request_error": 400,
    "badrequesterror": 400,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "resource_exhausted": 429,
    "timeout_error": 504,
    "overloaded_error": 529,
    "overloaded": 529,
    "unavailable": 503,
    "service_unavailable": 503,
    # codes of a failed response: https://platform.openai.com/docs/api-reference/responses/object#error
    "invalid_prompt": 400,
    "invalid_encrypted_content": 400,
    "invalid_image": 400,
    "invalid_image_format": 400,
    "invalid_base64_image": 400,
    "invalid_image_url": 400,
    "image_too_large": 400,
    "image_too_small": 400,
    "image_parse_error": 400,
    "image_content_policy_violation": 400,
    "image_file_too_large": 400,
    "unsupported_image_media_type": 400,
    "empty_image_file": 400,
    "failed_to_download_image": 400,
    "context_length_exceeded": 400,
    "insufficient_quota": 429,
    "server_is_overloaded": 503,
}


def upstream_failure(
    provider_name: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    known: Callable[[], Known] | None = None,
) -> ProxyError:
    """The error for an upstream's answer whose status is not 2xx. headers: any case; body: as it came; known:
    see `as_anthropic`."""
    return _failure(provider_name, status, headers, read_body(body), known)


def stream_failure(
    provider_name: str, value: Mapping[str, Any], known: Callable[[], Known] | None = None
) -> ProxyError:
    """The error for a failure that came inside an answer with status 200. value: the decoded object."""
    words = read_value(dict(value))
    status = words.status
    for word in (words.type, words.code):
        status = status or _TYPE_STATUS.get(word.lower())
    if status is None and as_anthropic(words.message, words.code, words.details):
        status = 400
    return _failure(provider_name, status or 502, {}, words, known)


def _failure(
    name: str,
    status: int,
    headers: Mapping[str, str],
    words: UpstreamWords,
    known: Callable[[], Known] | None,
) -> ProxyError:
    details = {"provider": name, "upstream_status": status} if name else {"upstream_status": status}
    if own := _own(words, status, details):
        return own
    told = as_anthropic(words.message, words.code, words.details, known) if status in _MAY_OVERFLOW else None
    if told:
        return ProxyError(
            "UPSTREAM_REJECTED", told, status=400, type="invalid_request_error", details=details
        )
    if status in (401, 403) or 300 <= status < 400:
        return _misplaced(name, status, headers, words, details)
    row = _KEPT.get(status)
    ours = row or _Row("INFERENCE_UPSTREAM_FAILURE", "api_error", None if status >= 500 else False)
    retryable = ours.retryable
    if status == 429 and (words.code in _NO_CREDIT or words.type in _NO_CREDIT):
        retryable = False
    return ProxyError(
        ours.code,
        words.message or f"The provider '{name}' answered with status {status} and said no more.",
        param=words.param or None,
        details=details,
        status=status if row else 502,
        type=words.type if words.anthropic else ours.type,
        retryable=retryable,
        retry_after=_retry_after(headers) or (_told_wait(words) if status in _MAY_WAIT else None),
    )


def _own(words: UpstreamWords, status: int, details: dict[str, Any]) -> ProxyError | None:
    """An error that one of our own readers has made, or another Scrubroom: its code says most."""
    if not words.anthropic or words.code not in ERRORS or words.details is None:
        return None
    retryable = words.details.get("retryable")
    if not isinstance(retryable, bool) or status in (401, 403):
        return None
    told = words.details.get("details")
    return ProxyError(
        words.code,
        words.message,
        param=words.param or None,
        details=details | (told if isinstance(told, dict) else {}),
        status=status,
        type=words.type,
        retryable=retryable,
    )


def client_key_refused(name: str) -> ProxyError:
    """A provider with `auth = "client"` answered 401: it is the client's own key that is wrong."""
    return ProxyError(
        "UPSTREAM_REJECTED",
        f"The provider '{name}' refused the key that the client sent with this request. "
        "Set the right one in the client, or log in there again.",
        details={"provider": name, "upstream_status": 401},
        status=401,
        type="authentication_error",
        retryable=False,
    )


def _misplaced(
    name: str, status: int, headers: Mapping[str, str], words: UpstreamWords, details: dict[str, Any]
) -> ProxyError:
    """Failures whose status would mislead the client: they are about our account or address, not its own."""
    if status == 401:
        text = f"The provider '{name}' refused its key. Set the right one under Providers."
        return ProxyError("INFERENCE_UPSTREAM_FAILURE", text, details=details, retryable=False)
    if status == 403:
        said = f" It says: {words.message}" if words.message else ""
        text = f"The provider '{name}' does not allow this request with its key.{said}"
        return ProxyError(
            "UPSTREAM_REJECTED", text, details=details, status=403, type="permission_error", retryable=False
        )
    target = urlsplit(_header(headers, "location"))
    where = f" to {target.scheme}://{target.hostname}" if target.scheme and target.hostname else ""
    text = (
        f"The provider '{name}' redirected the request{where}, which is not followed. "
        "Its base URL is probably wrong: check it under Providers."
    )
    return ProxyError("INFERENCE_UPSTREAM_FAILURE", text, details=details, retryable=False)


def _header(headers: Mapping[str, str], name: str) -> str:
    for key, value in headers.items():
        if key.lower() == name:
            return value
    return ""


def _retry_after(headers: Mapping[str, str]) -> str | None:
    """Seconds or a date as the upstream gave it; OpenAI's and Azure's milliseconds are rounded up."""
    if value := _header(headers, "retry-after").strip():
        return value[:64]
    milliseconds = _header(headers, "retry-after-ms").strip()
    try:
        return str(math.ceil(float(milliseconds) / 1000)) if milliseconds else None
    except (ValueError, OverflowError):
        return None


_DELAY = re.compile(r"(\d+(?:\.\d+)?)s")
_WAIT = re.compile(
    r"(?:try again|retry)(?: after| in)? (?:(?P<m>\d+)m)?(?P<n>\d+(?:\.\d+)?) ?(?P<unit>ms|s)(?:econds?)?\b",
    re.IGNORECASE,
)


def _told_wait(words: UpstreamWords) -> str | None:
    """Seconds to wait that only the body tells: Gemini's `RetryInfo`, or "try again in 7m12s" (OpenAI, Groq).

    Source: https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
    """
    listed = words.details.get("details") if words.details else None
    for item in listed if isinstance(listed, list) else ():
        delay = item.get("retryDelay") if isinstance(item, dict) else None
        if isinstance(delay, str) and (told := _DELAY.fullmatch(delay)):
            return str(math.ceil(float(told[1])))
    if match := _WAIT.search(words.message):
        seconds = float(match["n"]) / (1000 if match["unit"].lower() == "ms" else 1)
        return str(math.ceil(60 * int(match["m"] or 0) + seconds))
    return None
