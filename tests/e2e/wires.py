"""The same scripted answer on either wire, and what a request of either wire says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes import answers
from tests.fakes.upstream import Answer, Recorded, recut, reply, sse

PLACEHOLDER = re.compile(r"PHI_[A-Z]+(?:_[A-Z]+)*_[0-9A-Z]{8}")


@dataclass(frozen=True)
class ToolCall:
    name: str
    input: Mapping[str, Any]


def says(kind: str, text: str = "", *calls: ToolCall, cut: int | None = None, stream: bool = True) -> Answer:
    """An answer with text and tool calls. cut: the stream in pieces of so many bytes."""
    if kind == "openai":
        pairs = [(call.name, call.input) for call in calls]
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
    body = answers.openai_error(error, text) if kind == "openai" else answers.anthropic_error(error, text)
    return reply(body, status, {name.replace("_", "-"): value for name, value in headers.items()})


def tool_results(request: Recorded) -> list[str]:
    """The results of tools that a request hands to the model, as text."""
    found = []
    for message in request.json["messages"]:
        if message["role"] == "tool":
            found.append(json.dumps(message["content"]))
        elif isinstance(message["content"], list):
            found += [json.dumps(block) for block in message["content"] if block.get("type") == "tool_result"]
    return found


def tool_names(request: Recorded) -> list[str]:
    """The tools that a request offers."""
    return [tool.get("name") or tool["function"]["name"] for tool in request.json.get("tools", [])]
