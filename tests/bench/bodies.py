"""Requests of the shape that Claude Code sends: long system prompt, many tools, files and tool results.

Deterministic; no text from elsewhere; synthetic patients only. Every line of text carries the word NONCE,
which the load generator replaces, so that a request can be new to every cache on its way or almost known.
"""

from __future__ import annotations

import json
import random
import re
from typing import Any

#: eight letters, replaced by eight others
NONCE = b"aaaaaaaa"
#: the same for the newest turn alone: what changes from one request of a session to the next
TURN = b"bbbbbbbb"

#: max_tokens doubles as the mark by which the stand-in provider knows what to do; it passes every wire.
BURST, PACED = 4096, 31337

_WORDS = re.findall(
    r"\w+",
    "parser reader index table queue window session buffer result config layout render column cursor handler "
    "request response retry budget token schema module cache worker stream report filter policy record",
)


def body(model: str, size: int, *, stream: bool = False, phi: bool = False, max_tokens: int = BURST) -> bytes:
    """One request of about `size` bytes of compact JSON. phi: a patient's record in every fourth file."""
    chance = random.Random(size)
    small = size < 20_000
    request: dict[str, Any] = {
        "model": model,
        "max_tokens": max_tokens,
        "system": [
            {"type": "text", "text": "You are a coding agent that works in a terminal."},
            {
                "type": "text",
                "text": _code(chance, 400 if small else 9000),
                "cache_control": {"type": "ephemeral"},
            },
        ],
        "tools": [_tool(chance, number) for number in range(0 if small else 24)],
        "messages": [{"role": "user", "content": [_text(_code(chance, 800))]}],
        "stream": stream,
    }
    left = size - len(json.dumps(request, separators=(",", ":")))
    files = max(0, left // 4400)
    for number in range(files):
        text = _code(chance, left // files - 600)
        request["messages"] += _turn(number, text + (_record(chance) if phi and number % 4 == 0 else ""))
    request["messages"].append(
        {"role": "user", "content": [_text(f"Now mend {TURN.decode()} in the parser.")]}
    )
    return json.dumps(request, separators=(",", ":")).encode()


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _code(chance: random.Random, size: int) -> str:
    """Lines that look like a program, of about 60 characters each."""
    lines: list[str] = []
    length = 0
    while length < size:
        one, two, three = chance.sample(_WORDS, 3)
        line = f"    {one}_{NONCE.decode()} = self.{two}({three}, limit={chance.randrange(100)})"
        lines.append(line)
        length += len(line) + 2
    return "\n".join(lines)


def _tool(chance: random.Random, number: int) -> dict[str, Any]:
    names = chance.sample(_WORDS, 4)
    return {
        "name": f"{names[0].capitalize()}{number}",
        "description": _code(chance, 1100),
        "input_schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {name: {"type": "string", "description": f"The {name} to use."} for name in names},
            "required": names[:2],
            "additionalProperties": False,
        },
    }


def _turn(number: int, text: str) -> list[dict[str, Any]]:
    """A file that was read: the call and its result."""
    call = {
        "type": "tool_use",
        "id": f"toolu_{number:08}",
        "name": "Read",
        "input": {"file_path": f"/src/f{number}.py"},
    }
    result = {"type": "tool_result", "tool_use_id": call["id"], "content": [_text(text)]}
    return [{"role": "assistant", "content": [call]}, {"role": "user", "content": [result]}]


def _record(chance: random.Random) -> str:
    number = chance.randrange(100000, 999999)
    return (
        f"\nPatient: Testina Sampleton, DOB 02/14/1957, MRN: {number}, phone (555) 010-{number % 10000:04}, "
        f"e-mail testina.sampleton{number}@example.org, admitted 03/{number % 27 + 1:02}/2024.\n"
    )
