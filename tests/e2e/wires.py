"""The same scripted answer on each wire, and what a request of each wire says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes import answers, responses
from tests.fakes.upstream import Answer, Recorded, recut, reply, sse

PLACEHOLDER = re.compile(r"PHI_[A-Z]+(?:_[A-Z]+)*_[0-9A-Z]{8}")


@dataclass(frozen=True)
class ToolCall:
    name: str
    input: Mapping[str, Any]


def says(kind: str, text: str = "", *calls: ToolCall, cut: int | None = None, stream: bool = True) -> Answer:
    """An answer with text and tool calls. cut: the stream in pieces of so many bytes."""
    pairs = [(call.name, call.input) for call in calls]
    if kind == "openai_responses":
        if not stream:
            return reply(responses.response(text, pairs))
        frames = responses.response_stream(text, pairs)
    elif kind == "openai":
        if not stream:
            return reply(answers.completion(text, pairs))
        frames = answers.completion_stream(text, pairs)
    else:
        blocks = [answers.text_block(text)] if text else []
        for number, call in enumerate(calls):
            blocks.append(answers.tool_block(call.name, call.input, f"toolu_scripted{number}"))
        if not stream:
            return reply(answers.message(blocks))
        frames = answers.stream(answers.message(blocks))
    return sse(recut(frames, cut) if cut else frames)


def refuses(
    kind: str, status: int, text: str, error: str = "invalid_request_error", **headers: str
) -> Answer:
    """An error of the provider in its own words."""
    body = answers.anthropic_error(error, text) if kind == "anthropic" else answers.openai_error(error, text)
    return reply(body, status, {name.replace("_", "-"): value for name, value in headers.items()})


def tool_results(request: Recorded) -> list[str]:
    """The results of tools that a request hands to the model, as text."""
    items = request.json.get("input", [])
    found = [json.dumps(item["output"]) for item in items if item["type"] == "function_call_output"]
    for message in request.json.get("messages", []):
        if message["role"] == "tool":
            found.append(json.dumps(message["content"]))
        elif isinstance(message["content"], list):
            found += [json.dumps(block) for block in message["content"] if block.get("type") == "tool_result"]
    return found


def tool_names(request: Recorded) -> list[str]:
    """The tools that a request offers."""
    return [tool.get("name") or tool["function"]["name"] for tool in request.json.get("tools", [])]
