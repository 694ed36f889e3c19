"""Which document is a response, which an error, and where the error stands."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.wire.openai_responses import error_of, is_error, is_response, response_of

RESPONSE: dict[str, Any] = {"object": "response", "status": "completed", "error": None, "output": []}


@pytest.mark.parametrize(
    ("value", "error", "response"),
    [
        (RESPONSE, False, True),
        ({**RESPONSE, "status": "failed", "error": {"message": "no"}}, False, True),
        ({"output": []}, False, True),
        ({"type": "error", "code": "server_error", "message": "no"}, True, False),
        ({"type": "error", "error": {"message": "no"}}, True, False),
        ({"error": {"message": "no"}}, True, False),
        ({"error": "no"}, True, False),
        ({"object": "error", "message": "no"}, True, False),
        ({"type": "response.created", "response": RESPONSE}, False, False),
        ({"type": "response.output_text.delta", "delta": "x"}, False, False),
        ({"object": "chat.completion", "choices": []}, False, False),
    ],
)
def test_errors_and_responses_are_told_apart(value: dict[str, Any], error: bool, response: bool) -> None:
    assert (is_error(value), is_response(value)) == (error, response)


def test_a_response_stands_in_its_event_or_is_it() -> None:
    assert response_of({"type": "response.completed", "response": RESPONSE}) is RESPONSE
    bare = {"type": "response.completed", **RESPONSE}
    assert response_of(bare) is bare


@pytest.mark.parametrize(
    ("error", "body"),
    [
        ({"code": "server_error", "message": "no"}, {"error": {"code": "server_error", "message": "no"}}),
        ("no", {"error": "no"}),
        (None, {}),
        ([], {}),
    ],
)
def test_the_error_of_a_response_has_the_shape_of_an_error_body(error: Any, body: dict[str, Any]) -> None:
    assert error_of({**RESPONSE, "error": error}) == body
