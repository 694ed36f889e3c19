"""What an Anthropic Messages request must look like before anything is done with it.

Checks the types of the fields that the proxy reads and names the first one that is wrong. Fields that it
does not know are left alone: newer clients know more than we do.
Source: https://docs.anthropic.com/en/api/messages and the types of the official Python SDK 2.11
(`MessageCreateParams`, `BetaMessageCreateParams`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from proxy_core.errors import ProxyError
from proxy_core.wire import json

VERSION = "2023-06-01"
ROLES = ("user", "assistant", "system")
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


def parse_request(body: bytes, *, counting: bool = False) -> dict[str, Any]:
    """The request in a body. counting: for count_tokens, which needs no max_tokens.

    Raises `ProxyError` VALIDATION_FAILED with the path of the field in `param`.
    """
    return valid_request(body, json.loads, counting=counting)


def valid_request(body: bytes, decode: Callable[[bytes], Any], *, counting: bool = False) -> dict[str, Any]:
    """The same with a decoder of one's own; parts that it gives as `json.Encoded` (or `EncodedList`) were
    valid before."""
    if not body.strip():
        raise ProxyError("VALIDATION_FAILED", "The request body is empty.")
    try:
        request = decode(body)
    except json.InvalidJson as error:
        raise ProxyError("VALIDATION_FAILED", f"The request body is not valid JSON: {error}.") from None
    if not isinstance(request, dict):
        raise ProxyError("VALIDATION_FAILED", "The request body must be a JSON object.")
    try:
        _fields(request, counting)
    except RecursionError:
        # Decoding allows a deeper nesting than Python's own calls do from 3.12 on.
        raise ProxyError("VALIDATION_FAILED", "The request is nested too deeply.") from None
    return request


def _fields(request: dict[str, Any], counting: bool) -> None:
    _model(request)
    _messages(request.get("messages"))
    _system(request.get("system"))
    _tools(request.get("tools"))
    if not counting and request.get("max_tokens") is None:
        _fail("max_tokens", "Field required")
    for name, (check, wanted) in _OPTIONAL.items():
        value = request.get(name)
        if value is not None and not check(value):
            _fail(name, f"must be {wanted}")
    wanted_format = (request.get("output_config") or {}).get("format")
    if wanted_format is not None and not _object(wanted_format):
        _fail("output_config.format", "must be an object")


def session_of(body: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """The conversation that a request belongs to, if it names one: an id, never a sentence.

    `session_id` in the body, Claude Code's header, or the session in its `metadata.user_id`.
    """
    found = body.get("session_id") or headers.get("x-claude-code-session-id")
    if found is None:
        metadata = body.get("metadata")
        user = metadata.get("user_id") if isinstance(metadata, dict) else None
        if isinstance(user, str) and user.startswith("{"):
            try:
                found = json.loads(user).get("session_id")
            except (json.InvalidJson, AttributeError):
                found = None
    return found if isinstance(found, str) and _SESSION.fullmatch(found) else ""


#: Where in the request: (the place around it, key or index). Put into words only for a failure.
_Path = tuple[Any, str | int]


def _fail(place: str | _Path, problem: str) -> NoReturn:
    path = place if isinstance(place, str) else _words(place)
    # Anthropic's own wording: "max_tokens: Field required".
    raise ProxyError("VALIDATION_FAILED", f"{path}: {problem}", param=path)


def _words(place: _Path) -> str:
    """`messages[0].content[1].text`."""
    around, step = place
    if around is None:
        return str(step)
    return f"{_words(around)}[{step}]" if isinstance(step, int) else f"{_words(around)}.{step}"


def _model(request: dict[str, Any]) -> None:
    model = request.get("model")
    if model is None:
        _fail("model", "Field required")
    if not isinstance(model, str) or not 1 <= len(model) <= 256:
        _fail("model", "must be a string of 1 to 256 characters")
    elif not model.isprintable():
        # It is shown, logged and sent on, in places where a line end would say something else.
        _fail("model", "must not hold control characters")
    elif " " in model:
        # No alias can hold one either. A name is routed and logged as it is, so it must not be a sentence.
        _fail("model", "must not hold spaces")


def _messages(messages: object) -> None:
    if messages is None:
        _fail("messages", "Field required")
    if not isinstance(messages, list):
        _fail("messages", "must be a list")
    if not messages:
        _fail("messages", "at least one message is required")
    for index, message in enumerate(messages):
        if type(message) is json.Encoded:
            continue
        place = (_MESSAGES, index)
        if not isinstance(message, dict):
            _fail(place, "must be an object")
        if message.get("role") not in ROLES:
            _fail((place, "role"), "must be 'user', 'assistant' or 'system'")
        content = message.get("content")
        if not isinstance(content, str):
            _content(content, (place, "content"))


_MESSAGES: _Path = (None, "messages")


def _content(content: object, path: _Path) -> None:
    if isinstance(content, str):
        return
    if not isinstance(content, list):
        _fail(path, "must be a string or a list of content blocks")
    for index, block in enumerate(content):
        if not isinstance(block, dict):
            _fail((path, index), "must be an object")
        kind = block.get("type")
        if not isinstance(kind, str):
            _fail(((path, index), "type"), "must be a string")
        check = _BLOCKS.get(kind)
        if check is not None:
            check(block, (path, index))


def _text(block: dict[str, Any], path: _Path) -> None:
    if not isinstance(block.get("text"), str):
        _fail((path, "text"), "must be a string")


def _tool_use(block: dict[str, Any], path: _Path) -> None:
    for name in ("id", "name"):
        if not isinstance(block.get(name), str):
            _fail((path, name), "must be a string")
    if not isinstance(block.get("input"), dict):
        _fail((path, "input"), "must be an object")


def _tool_result(block: dict[str, Any], path: _Path) -> None:
    if not isinstance(block.get("tool_use_id"), str):
        _fail((path, "tool_use_id"), "must be a string")
    if block.get("content") is not None:
        _content(block["content"], (path, "content"))


def _source(block: dict[str, Any], path: _Path) -> None:
    source = block.get("source")
    if not isinstance(source, dict) or not isinstance(source.get("type"), str):
        _fail((path, "source"), "must be an object with a type")
    if source["type"] in ("text", "base64") and not isinstance(source.get("data"), str):
        _fail(((path, "source"), "data"), "must be a string")
    if source["type"] == "url" and not isinstance(source.get("url"), str):
        _fail(((path, "source"), "url"), "must be a string")
    if source["type"] == "content":
        _content(source.get("content"), ((path, "source"), "content"))


_BLOCKS: dict[str, Callable[[dict[str, Any], _Path], None]] = {
    "text": _text,
    "tool_use": _tool_use,
    "tool_result": _tool_result,
    "image": _source,
    "document": _source,
}


def _system(system: object) -> None:
    if system is not None and type(system) is not json.EncodedList:
        _content(system, (None, "system"))


def _tools(tools: object) -> None:
    if tools is None or type(tools) is json.EncodedList:
        return
    if not isinstance(tools, list):
        _fail("tools", "must be a list")
    for index, tool in enumerate(tools):
        if not isinstance(tool, dict):
            _fail(f"tools[{index}]", "must be an object")
        if not isinstance(tool.get("type", ""), str | None):
            _fail(f"tools[{index}].type", "must be a string")
        if not isinstance(tool.get("name", ""), str):
            _fail(f"tools[{index}].name", "must be a string")
        kind = tool.get("type") or "custom"
        if not isinstance(tool.get("name"), str) and (kind == "custom" or kind.startswith(_CLIENT_TOOLS)):
            _fail(f"tools[{index}].name", "Field required")
        if not isinstance(tool.get("input_schema", {}), dict):
            _fail(f"tools[{index}].input_schema", "must be an object")


#: typed tools that the client runs itself: the call must be named
_CLIENT_TOOLS = ("bash_", "text_editor_", "memory_", "computer_")


def _integer(minimum: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= minimum


def _number(minimum: float, maximum: float) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and minimum <= value <= maximum
    )


def _typed(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("type"), str)


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


#: field -> check, and what is said if it fails.
_OPTIONAL: dict[str, tuple[Callable[[Any], bool], str]] = {
    "max_tokens": (_integer(1), "a whole number of at least 1"),
    "stream": (lambda value: isinstance(value, bool), "true or false"),
    "temperature": (_number(0, 2), "a number from 0 to 2"),
    "top_p": (_number(0, 1), "a number from 0 to 1"),
    "top_k": (_integer(0), "a whole number that is not negative"),
    "stop_sequences": (_strings, "a list of strings"),
    "tool_choice": (_typed, "an object with a type"),
    "thinking": (_typed, "an object with a type"),
    "metadata": (_object, "an object"),
    "output_config": (_object, "an object"),
    "output_format": (_object, "an object"),
    "context_management": (_object, "an object"),
}
