"""What OpenAI's Responses API looks like on the wire, in the spellings that providers really use.

Owns the names of the wire and the telling apart of what comes: an event of a stream, a whole response, an
error. Must not know Anthropic's wire.
Sources: https://platform.openai.com/docs/api-reference/responses and /responses-streaming, the types of the
official Python SDK 3.52 (`openai.types.responses`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PATH = "responses"
#: the least that `max_output_tokens` may be: "expected a value >= 16"
LEAST_OUTPUT_TOKENS = 16
#: what reasoning items are asked to bring, so that they can be sent back though nothing is stored
ENCRYPTED_REASONING = "reasoning.encrypted_content"
SEARCH_SOURCES = "web_search_call.action.sources"

#: events that end a stream, and `status` of a whole response -> how it ended
ENDINGS: Mapping[str, str] = {
    "response.completed": "completed",
    "response.done": "completed",
    "response.incomplete": "incomplete",
    "response.failed": "failed",
    "response.cancelled": "cancelled",
    "completed": "completed",
    "incomplete": "incomplete",
    "failed": "failed",
    "cancelled": "cancelled",
}


def is_error(value: Mapping[str, Any]) -> bool:
    """Whether an event or a document with status 200 reports a failure and is no response.

    OpenAI's event has the error's members at its top, Azure's and others' hold an `error` object, and
    gateways put chat completions' error between the events. A response has a null there if nothing failed.
    """
    if value.get("type") == "error" or value.get("object") == "error":
        return True
    return bool(value.get("error")) and not is_response(value)


def is_response(value: Mapping[str, Any]) -> bool:
    """Whether a document is a whole response, finished or not."""
    return isinstance(value.get("output"), list) or value.get("object") == "response"


def response_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The response in an event about the response as a whole; some providers send it bare."""
    inner = event.get("response")
    return inner if isinstance(inner, dict) else event


def error_of(response: Mapping[str, Any]) -> Mapping[str, Any]:
    """The error of a response that failed, in the shape of an error body; empty if it has none."""
    error = response.get("error")
    return {"error": error} if isinstance(error, dict | str) and error else {}
