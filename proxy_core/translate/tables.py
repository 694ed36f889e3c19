"""The tables of the conversion: finish reasons, budgets, the schemas of Anthropic's own client tools.

Sources: https://docs.anthropic.com/en/api/handling-stop-reasons, the `finish_reason` values of OpenAI,
DeepSeek (insufficient_system_resource), Mistral (model_length, error), z.ai (sensitive, network_error),
Gemini (MALFORMED_FUNCTION_CALL and the SAFETY family) and OpenRouter (error); the tools' published schemas at
https://docs.anthropic.com/en/docs/agents-and-tools/tool-use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: `finish_reason`, in lower case -> `stop_reason`; what is not here ends the turn
STOP_REASONS: Mapping[str, str] = {
    "stop": "end_turn",
    "end_turn": "end_turn",
    "eos": "end_turn",
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "model_length": "max_tokens",
    "tool_calls": "tool_use",
    "tool_use": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
    "content_filtered": "refusal",
    "refusal": "refusal",
    "safety": "refusal",
    "recitation": "refusal",
    "prohibited_content": "refusal",
    "blocklist": "refusal",
    "spii": "refusal",
    "sensitive": "refusal",
    "model_context_window_exceeded": "model_context_window_exceeded",
}

#: `finish_reason`, in lower case, of an answer that failed -> what happened
FAILED_REASONS: Mapping[str, str] = {
    "error": "ended its answer with an error",
    "network_error": "lost the connection to its model",
    "insufficient_system_resource": "ran out of resources",
    "malformed_function_call": "made a tool call that cannot be read",
    "abort": "broke off its answer",
    "aborted": "broke off its answer",
    "cancelled": "broke off its answer",
}

FILTER_REFUSAL = "The provider's content filter stopped the answer."
MODEL_REFUSAL = "The model refused to answer."

#: a thinking budget below the limit (in tokens) -> effort; None: all larger budgets
BUDGET_EFFORT: tuple[tuple[int | None, str], ...] = (
    (1024, "minimal"),
    (2048, "low"),
    (4096, "medium"),
    (None, "high"),
)

# ---------------------------------------------------------------- Anthropic's client tools


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def _string(description: str, *values: str) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": "string", "description": description}
    return {**kind, "enum": list(values)} if values else kind


def _numbers(description: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "integer"}, "description": description}


_BASH = _object(
    {
        "command": _string("The bash command to run. Required unless the tool is being restarted."),
        "restart": {"type": "boolean", "description": "Restart the shell instead of running a command."},
    }
)

_EDITOR = {
    "path": _string("Absolute path to a file or directory."),
    "file_text": _string("The whole text of the file; for create."),
    "old_str": _string("The text to replace, which must occur exactly once; for str_replace."),
    "new_str": _string("The new text; for str_replace and insert."),
    "insert_line": {"type": "integer", "description": "The line after which to insert; 0 is the beginning."},
    "insert_text": _string("The text to insert; for insert."),
    "view_range": _numbers("First and last line to show, from 1; -1 is the end; for view."),
}


def _editor(*commands: str) -> dict[str, Any]:
    return _object({"command": _string("What to do.", *commands), **_EDITOR}, "command", "path")


_MEMORY = _object(
    {
        "command": _string("What to do.", "view", "create", "str_replace", "insert", "delete", "rename"),
        "path": _string("Path below /memories."),
        "file_text": _string("The whole text; for create."),
        "old_str": _string("The text to replace; for str_replace."),
        "new_str": _string("The new text; for str_replace."),
        "insert_line": {"type": "integer", "description": "The line at which to insert; for insert."},
        "insert_text": _string("The text to insert; for insert."),
        "view_range": _numbers("First and last line to show; for view."),
        "old_path": _string("The present path; for rename."),
        "new_path": _string("The new path; for rename."),
    },
    "command",
)

_ACTIONS = (
    "key",
    "type",
    "mouse_move",
    "left_click",
    "left_click_drag",
    "right_click",
    "middle_click",
    "double_click",
    "triple_click",
    "screenshot",
    "cursor_position",
    "left_mouse_down",
    "left_mouse_up",
    "scroll",
    "hold_key",
    "wait",
    "zoom",
)
_COMPUTER = _object(
    {
        "action": _string("What to do.", *_ACTIONS),
        "coordinate": _numbers("x and y in pixels, from the top left."),
        "start_coordinate": _numbers("Where a drag begins, x and y in pixels."),
        "text": _string("Text to type, or keys to press such as ctrl+s."),
        "scroll_direction": _string("Where to scroll.", "up", "down", "left", "right"),
        "scroll_amount": {"type": "integer", "description": "How many clicks of the wheel."},
        "duration": {"type": "number", "description": "Seconds, for hold_key and wait."},
        "region": _numbers("x0, y0, x1, y1 of the part to zoom into."),
    },
    "action",
)

#: beginning of a typed tool's type -> description and schema. These tools run at the client, so a provider
#: that does not know them gets plain functions.
CLIENT_TOOLS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "bash_": ("Runs commands in a bash session that keeps its state.", _BASH),
    "text_editor_20241022": (
        "Views, creates and edits text files.",
        _editor("view", "create", "str_replace", "insert", "undo_edit"),
    ),
    "text_editor_20250124": (
        "Views, creates and edits text files.",
        _editor("view", "create", "str_replace", "insert", "undo_edit"),
    ),
    "text_editor_": (
        "Views, creates and edits text files.",
        _editor("view", "create", "str_replace", "insert"),
    ),
    "memory_": ("Keeps notes in files below /memories that last from one conversation to the next.", _MEMORY),
    "computer_2024": ("Uses a computer's screen, mouse and keyboard.", _COMPUTER),
    "computer_2025": ("Uses a computer's screen, mouse and keyboard.", _COMPUTER),
}

#: beginning of the type of a server tool that is only needed where tools are loaded late: here all are sent
NEEDLESS_TOOLS = ("tool_search_tool_",)
WEB_SEARCH = "web_search_"
