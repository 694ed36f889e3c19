"""What OpenAI's chat completions look like on the wire, in the spellings that providers really use.

Owns: names of the wire, the decoding of one `data:` payload, and how an error inside an answer is told from
a chunk. Must not know Anthropic's wire.
Sources: https://platform.openai.com/docs/api-reference/chat and /chat-streaming; the error shapes are those
of OpenAI, vLLM, SGLang, llama.cpp, Mistral, Gemini and OpenRouter.
"""

from __future__ import annotations

import json as lenient
from collections.abc import Mapping
from typing import Any

from proxy_core.wire import json

PATH = "chat/completions"
MODELS_PATH = "models"
#: the payload that ends a stream; some providers leave it out
DONE = b"[DONE]"

#: limits of OpenAI's request fields: https://platform.openai.com/docs/api-reference/chat/create
NAME_LENGTH = 64
CALL_ID_LENGTH = 40
STOP_LIMIT = 4
USER_LENGTH = 64


def decode(payload: bytes) -> dict[str, Any] | None:
    """One `data:` payload as an object; None for `[DONE]`. Raises `InvalidJson`.

    Payloads that are JSON only by a looser reading (NaN in logprobs, raw control characters, half of a
    surrogate pair) are read all the same: one odd token must not end an answer.
    """
    if payload[:1] != b"{":
        payload = payload.strip().removeprefix(b"\xef\xbb\xbf").lstrip()
        if payload == DONE:
            return None
    try:
        value = json.loads(payload)
    except json.InvalidJson:
        value = _decode_loosely(payload)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]  # Gemini wraps its errors in a list
    if not isinstance(value, dict):
        raise json.InvalidJson("a chunk must be an object")
    return value


def _decode_loosely(payload: bytes) -> Any:
    try:
        value = lenient.loads(payload.decode("utf-8", "replace"), strict=False)
    except ValueError:
        raise json.InvalidJson("a chunk is not JSON") from None
    except RecursionError:
        raise json.InvalidJson("nested too deeply") from None
    return json.without_lone_surrogates(value)


def is_error(value: Mapping[str, Any]) -> bool:
    """Whether an object that came with status 200 reports a failure.

    An `error` counts even beside choices (OpenRouter sends both); other spellings only without them.
    """
    if value.get("error"):
        return True
    if value.get("choices") or value.get("usage"):
        return False
    if value.get("object") == "error" or value.get("type") == "error":
        return True
    return any(isinstance(value.get(name), str | list) and value[name] for name in _ERROR_FIELDS)


_ERROR_FIELDS = ("detail", "message", "error_message", "error_msg", "errors")


def first_choice(chunk: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The choice with index 0. One answer is asked for; what else comes is not ours."""
    choices = chunk.get("choices")
    if not isinstance(choices, list):
        return None
    for choice in choices:
        if isinstance(choice, dict) and not choice.get("index"):
            return choice
    return None
