"""The built-in model: deterministic, on this machine, and enough to see the whole product work.

It says what it was sent, counts the placeholders in it, and calls a tool when it is told to:
`call NAME {"key": "value"}` on a line of its own calls the tool of that name, if the request offers it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from proxy_core.config import Provider
from proxy_core.errors import ProxyError
from proxy_core.providers.anthropic import StreamReader
from proxy_core.providers.base import AnswerReader, Call, Field, ProviderKind, UpstreamRequest
from proxy_core.providers.failures import upstream_failure
from proxy_core.secrets import Secret
from proxy_core.wire import json
from proxy_core.wire.collect import events_of
from proxy_core.wire.events import Event

URL = "demo:///v1/messages"
#: How much of a message is said back.
ECHO_CHARACTERS = 2000
#: How `max_tokens` is understood.
CHARACTERS_A_TOKEN = 4
#: parameters that change nothing of what it says
UNHEEDED = ("temperature", "top_p", "top_k", "thinking", "output_config", "tool_choice", "stop_sequences")
# Spaces but no line ends: a pattern that runs over empty lines takes the square of their number.
#: how Claude Code marks a text that is not the person's
_REMINDER = "<system-reminder>"
_CALL = re.compile(r"^[ \t]*call[ \t]+([A-Za-z0-9_-]{1,128})[ \t]+(\{.*\})[ \t\r]*$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"PHI_([A-Z]+(?:_[A-Z]+)?)_[0-9A-Z]{8}")


class Demo(ProviderKind):
    """The built-in model."""

    kind: ClassVar[str] = "demo"
    label: ClassVar[str] = "Demo (built in)"
    help: ClassVar[str] = (
        "A model inside this program that says what it was sent. Nothing leaves the machine."
    )
    fields: ClassVar[tuple[Field, ...]] = ()
    default_auth: ClassVar[str] = "none"

    def request(self, call: Call) -> UpstreamRequest:
        body = {**call.body, "model": call.model, "stream": call.stream}
        return UpstreamRequest("POST", URL, {}, json.dumps(body))

    def leaves_out(self, call: Call) -> tuple[str, ...]:
        return tuple(name for name in UNHEEDED if call.body.get(name) is not None)

    def reader(self, call: Call, content_type: str) -> AnswerReader:
        return StreamReader(call.provider.name)

    def failure(self, call: Call, status: int, headers: Mapping[str, str], body: bytes) -> ProxyError:
        return upstream_failure(call.provider.name, status, headers, body)

    def probe(self, provider: Provider, secret: Secret | None) -> None:
        return None


def answer(body: bytes) -> Iterator[bytes]:
    """The frames of the answer to a request, one by one."""
    request = json.loads(body)
    message = {
        "id": "msg_demo_" + hashlib.sha256(body).hexdigest()[:16],
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": _content(request),
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": len(body) // 4, "output_tokens": 0},
    }
    if any(block["type"] == "tool_use" for block in message["content"]):
        message["stop_reason"] = "tool_use"
    room = request.get("max_tokens", ECHO_CHARACTERS) * CHARACTERS_A_TOKEN
    first = message["content"][0]
    if len(first.get("text", "")) > room:
        message["content"] = [_text(first["text"][:room])]
        message["stop_reason"] = "max_tokens"
    text = json.dumps(message["content"])
    message["usage"] = {"input_tokens": max(1, len(body) // 4), "output_tokens": max(1, len(text) // 4)}
    for event in events_of(message):
        for piece in _in_pieces(event):
            yield piece.frame()


def _in_pieces(event: Event) -> Iterator[Event]:
    """A text delta word by word, as a model would send it."""
    if event.type != "content_block_delta" or event.data["delta"]["type"] != "text_delta":
        yield event
        return
    for word in re.findall(r"\S*\s*", event.data["delta"]["text"]):
        if word:
            yield Event.of({**event.data, "delta": {"type": "text_delta", "text": word}})


def _content(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    blocks = _last_turn(request["messages"])
    results = [block for block in blocks if block["type"] == "tool_result"]
    if results:
        return [_text("\n".join(f"The tool returned: {_echo(_plain(result))}" for result in results))]
    texts = [block["text"] for block in blocks if block["type"] == "text"]
    prompt = next((text for text in reversed(texts) if not text.startswith(_REMINDER)), "")
    tools = {tool.get("name") for tool in request.get("tools") or ()}
    content = [_text(_report(prompt, request))]
    for index, match in enumerate(_CALL.finditer(prompt)):
        call = _tool_use(match, tools, index, request)
        if call is not None:
            content.append(call)
    if len(content) == 1:
        content += _forced_call(request)
    return content


def _forced_call(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What `tool_choice` asks for: the tool that it names or the first, with the least input that fits."""
    choice: Mapping[str, Any] = request.get("tool_choice") or {}
    for tool in request.get("tools") or ():
        wanted = choice.get("type") == "any" or (
            choice.get("type") == "tool" and choice.get("name") == tool.get("name")
        )
        if wanted and tool.get("name"):
            identifier = f"toolu_demo_{len(request['messages'])}_forced"
            least = _least(tool.get("input_schema") or {})
            return [{"type": "tool_use", "id": identifier, "name": tool["name"], "input": least}]
    return []


def _least(schema: Mapping[str, Any]) -> Any:
    """The smallest value that a simple JSON Schema takes."""
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return schema["enum"][0]
    given = schema.get("properties")
    properties: Mapping[str, Any] = given if isinstance(given, dict) else {}
    if schema.get("type", "object") == "object":
        required = schema.get("required")
        names = required if isinstance(required, list) else []
        return {name: _least(properties[name]) for name in names if isinstance(properties.get(name), dict)}
    return {"string": "", "integer": 0, "number": 0, "boolean": False, "array": []}.get(str(schema["type"]))


def _last_turn(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of the last user message: Claude Code may add notes of its own behind it, as `system`."""
    last = next((each for each in reversed(messages) if each["role"] == "user"), messages[-1])["content"]
    return [{"type": "text", "text": last}] if isinstance(last, str) else last


def _tool_use(
    match: re.Match[str], tools: set[Any], index: int, request: Mapping[str, Any]
) -> dict[str, Any] | None:
    try:
        arguments = json.loads(match[2])
    except json.InvalidJson:
        return None
    if match[1] not in tools:
        return None
    turn = f"{len(request['messages'])}_{index}"
    return {"type": "tool_use", "id": f"toolu_demo_{turn}", "name": match[1], "input": arguments}


def _report(prompt: str, request: Mapping[str, Any]) -> str:
    whole = json.dumps(request).decode()
    found = Counter(match[1] for match in _PLACEHOLDER.finditer(whole))
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(found.items()))
    seen = f"It held placeholders instead of PHI: {counted}." if counted else "It held no PHI placeholders."
    return f"You said: {_echo(prompt)}\n\nThe demo model was sent {len(whole):,} characters. {seen}"


def _plain(result: Mapping[str, Any]) -> str:
    content = result.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(
        text if isinstance(text := block.get("text"), str) else f"[{block['type']}]" for block in content
    )


def _echo(text: str) -> str:
    return text if len(text) <= ECHO_CHARACTERS else text[:ECHO_CHARACTERS] + "…"


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}
