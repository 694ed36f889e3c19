"""One error body over HTTP, and a status that Claude Code does not misread."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.errors import ERRORS, ProxyError
from proxy_core.server.errors import error_response
from proxy_core.wire import json

CLAUDE = {"user-agent": "claude-cli/2.1.197 (external, cli)"}
OTHER = {"user-agent": "python-httpx/0.28"}


def body_of(response: web.Response) -> Any:
    assert isinstance(response.body, bytes)
    return json.loads(response.body)


@pytest.mark.parametrize("code", ERRORS)
def test_every_client_gets_the_same_body(code: str) -> None:
    error = ProxyError(code)
    for headers in (CLAUDE, OTHER, {}):
        response = error_response(error, "req_1", headers)
        assert body_of(response) == error.body("req_1")
        assert response.content_type == "application/json"
        assert response.headers["request-id"] == "req_1"


@pytest.mark.parametrize("code", ERRORS)
def test_claude_code_never_sees_a_status_that_asks_for_a_login(code: str) -> None:
    status = error_response(ProxyError(code), "req_1", CLAUDE).status
    assert status == (400 if ERRORS[code].status in (401, 403) else ERRORS[code].status)
    assert error_response(ProxyError(code), "req_1", OTHER).status == ERRORS[code].status


@pytest.mark.parametrize("agent", ["claude-cli", "x claude-cli/2", "Claude-CLI/2", ""])
def test_only_claude_code_itself_is_told_otherwise(agent: str) -> None:
    assert error_response(ProxyError("PHI_BLOCKED"), "req_1", {"user-agent": agent}).status == 403


@pytest.mark.parametrize("code", ERRORS)
def test_what_must_not_be_tried_again_says_so(code: str) -> None:
    again = error_response(ProxyError(code), "req_1", {}).headers.get("x-should-retry")
    assert again == (None if ERRORS[code].retryable else "false")


def test_the_time_to_wait_is_handed_on() -> None:
    response = error_response(ProxyError("RATE_LIMITED", retry_after="7"), "req_1", {})
    assert response.headers["retry-after"] == "7"
    assert "retry-after" not in error_response(ProxyError("RATE_LIMITED"), "req_1", {}).headers


@pytest.mark.parametrize("wait", ["7\r\nx-evil: 1", "\x00", "Zo\udcff", "", "é"])
def test_a_time_to_wait_that_no_header_can_hold_is_left_out(wait: str) -> None:
    assert (
        "retry-after" not in error_response(ProxyError("RATE_LIMITED", retry_after=wait), "req_1", {}).headers
    )


@given(st.text(max_size=30), st.text(max_size=10))
def test_whatever_the_error_says_there_is_an_answer(message: str, detail: str) -> None:
    response = error_response(
        ProxyError("UPSTREAM_REJECTED", message, details={detail: [detail]}), "req_1", {}
    )
    assert body_of(response)["request_id"] == "req_1"


def test_half_a_character_becomes_the_sign_for_one() -> None:
    error = ProxyError(
        "MODEL_NOT_MAPPED", "No model mapping answers to 'a\ud83db\udcff'.", details={"m\udcff": ["\udcff"]}
    )
    told = body_of(error_response(error, "req_1", {}))["error"]
    assert told["message"] == "No model mapping answers to 'a\ufffdb\ufffd'."
    assert told["details"] == {"m\ufffd": ["\ufffd"]}
