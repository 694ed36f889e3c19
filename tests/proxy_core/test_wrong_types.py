"""Whatever type stands where, a request is answered or refused by name: never an error of our own.

Every value of a request that uses everything is replaced in turn by values of other types, or left out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from proxy_core.config import Provider
from proxy_core.errors import ProxyError
from proxy_core.privacy.attachments import attachments
from proxy_core.privacy.guard import Guard
from proxy_core.providers import KINDS
from proxy_core.providers.base import Call, ProviderKind
from proxy_core.wire import json
from proxy_core.wire.anthropic import parse_request
from proxy_core.wire.tokens import estimate

CACHED = {"cache_control": {"type": "ephemeral"}}
REQUEST: dict[str, Any] = {
    "model": "claude-test",
    "max_tokens": 2048,
    "stream": False,
    "system": [{"type": "text", "text": "Be brief.", **CACHED}],
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Hello", "citations": [], **CACHED},
                {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
                {
                    "type": "document",
                    "source": {"type": "text", "media_type": "text/plain", "data": "A text."},
                    "title": "Title",
                    "context": "Context",
                },
            ],
        },
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "Hm", "signature": "c2ln"},
                {"type": "redacted_thinking", "data": "b3BhcXVl"},
                {"type": "text", "text": "Yes"},
                {"type": "tool_use", "id": "toolu_1", "name": "get", "input": {"a": 1}},
                {"type": "tool_use", "id": "toolu_2", "name": "get", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "toolu_1",
                    "content": [
                        {"type": "text", "text": "One"},
                        {
                            "type": "image",
                            "source": {"type": "base64", "media_type": "image/png", "data": "aGk="},
                        },
                    ],
                    "is_error": True,
                },
                {"type": "tool_result", "tool_use_id": "toolu_2", "content": "Two"},
            ],
        },
        {"role": "system", "content": "A note."},
        {"role": "user", "content": "Go on"},
    ],
    "tools": [
        {
            "name": "get",
            "description": "Gets",
            "input_schema": {
                "type": "object",
                "properties": {"a": {"type": "integer", "enum": [1, 2]}},
                "required": ["a"],
                "$defs": {"x": {"type": "string"}},
            },
            "strict": True,
            **CACHED,
        },
        {"type": "bash_20250124", "name": "bash"},
    ],
    "tool_choice": {"type": "tool", "name": "get", "disable_parallel_tool_use": True},
    "thinking": {"type": "enabled", "budget_tokens": 1024},
    "metadata": {"user_id": "somebody"},
    "stop_sequences": ["END"],
    "temperature": 1,
    "top_p": 0.5,
    "top_k": 4,
    "service_tier": "auto",
    "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
    "output_config": {"effort": "high", "format": {"type": "json_schema", "schema": {"type": "object"}}},
}
OTHERS: tuple[Any, ...] = (
    None, 5, -1, 1e300, True, "", "x", [], {}, [5], [[]], {"type": 5}, {"type": "unknown"}, [None],
    {"a": None},
)  # fmt: skip
GONE = object()


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from places(value[index], (*path, index))


def changed(path: tuple[Any, ...], new: Any) -> bytes:
    body = copy.deepcopy(REQUEST)
    around = body
    for step in path[:-1]:
        around = around[step]
    if new is GONE:
        del around[path[-1]]
    else:
        around[path[-1]] = copy.deepcopy(new)
    return json.dumps(body)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_no_wrong_type_is_an_error_of_our_own(kind: ProviderKind) -> None:
    provider = Provider("far", kind.kind, "https://provider.example.com/v1")
    guard = Guard(bytes(32))
    answered = 0
    for path in places(REQUEST):
        for new in (*OTHERS, GONE):
            try:
                request = parse_request(changed(path, new))
                redacted = guard.redact(request).body
                list(attachments(request))
                estimate(request)
                call = Call(provider, "far-1", redacted, stream=request.get("stream") is True)
                kind.request(call)
                kind.count_tokens(call)
                answered += 1
            except ProxyError as error:
                if error.status >= 500:
                    raise AssertionError(f"{path} = {new!r}: {error}") from error
            except Exception as error:
                raise AssertionError(f"{path} = {new!r}: {type(error).__name__}") from error
    assert answered > 100
