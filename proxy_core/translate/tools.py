"""Tools and tool_choice as chat completions functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from proxy_core.errors import ProxyError
from proxy_core.translate.dialect import Dialect, the_same
from proxy_core.translate.names import upstream_name
from proxy_core.translate.schema import parameters
from proxy_core.translate.tables import CLIENT_TOOLS, NEEDLESS_TOOLS, WEB_SEARCH
from proxy_core.wire import json

_CHOICES: Mapping[str, str] = {"auto": "auto", "any": "required", "none": "none"}


def request_fields(body: Mapping[str, Any], dialect: Dialect) -> dict[str, Any]:
    """`tools`, `tool_choice`, `parallel_tool_calls` and web search, as far as the request has them.

    Raises `ProxyError` UNSUPPORTED_PARAMETER for a server tool that nobody here can run.
    """
    offered = _offered(body.get("tools"), dialect)
    fields = dict(offered.fields)
    if offered.names:
        fields |= _choice(body.get("tool_choice") or {}, dialect, offered.names)
    return fields


@dataclass(frozen=True, slots=True)
class _Offered:
    """What a request's tools become. fields: `tools` and web search. names: of the functions."""

    fields: Mapping[str, Any]
    names: frozenset[str]


def _offered(tools: Any, dialect: Dialect) -> _Offered:
    """Made once for tools that are known from an earlier request, and kept with them, encoded."""
    if type(tools) is not json.EncodedList:
        return _made(tools or (), dialect)
    dialect = the_same(dialect)
    if tools.derived is not None and tools.derived[0] is dialect:
        known: _Offered = tools.derived[1]
        return known
    made = _made(tools, dialect)
    if made.names:
        encoded = msgspec.Raw(json.dumps(made.fields["tools"]))
        made = _Offered({**made.fields, "tools": encoded}, made.names)
    tools.derived = (dialect, made)
    return made


def _made(tools: Iterable[Mapping[str, Any]], dialect: Dialect) -> _Offered:
    fields: dict[str, Any] = {}
    functions: list[dict[str, Any]] = []
    for index, tool in enumerate(tools):
        kind = tool.get("type") or "custom"
        if kind.startswith(WEB_SEARCH) and dialect.web_search != "off":
            fields |= _web_search(tool, dialect)
        elif (function := _function(tool, kind, dialect, f"tools[{index}]")) is not None:
            functions.append({"type": "function", "function": function})
    if functions:
        fields["tools"] = functions
    return _Offered(fields, frozenset(each["function"]["name"] for each in functions))


def _function(tool: Mapping[str, Any], kind: str, dialect: Dialect, path: str) -> dict[str, Any] | None:
    if kind == "custom":
        function: dict[str, Any] = {"name": upstream_name(tool["name"])}
        if tool.get("description"):
            function["description"] = tool["description"]
        function["parameters"] = parameters(tool.get("input_schema") or {}, dialect.schema)
        return function
    for beginning, (description, schema) in CLIENT_TOOLS.items():
        if kind.startswith(beginning):
            return {
                "name": upstream_name(tool["name"]),
                "description": _with_screen(tool, description),
                "parameters": schema,
            }
    if kind.startswith(NEEDLESS_TOOLS):
        return None
    raise ProxyError(
        "UNSUPPORTED_PARAMETER",
        f"{path}: the tool '{kind[:60]}' runs at Anthropic and this provider cannot run it. "
        "Map the model to an Anthropic provider, or do without the tool.",
        param=f"{path}.type",
    )


def _with_screen(tool: Mapping[str, Any], description: str) -> str:
    width, height = tool.get("display_width_px"), tool.get("display_height_px")
    return f"{description} The screen is {width} x {height} pixels." if width and height else description


def _web_search(tool: Mapping[str, Any], dialect: Dialect) -> dict[str, Any]:
    if dialect.web_search == "plugin":
        return {"plugins": [{"id": "web"}]}
    location = tool.get("user_location")
    if not isinstance(location, dict):
        return {"web_search_options": {}}
    approximate = {
        key: location[key] for key in ("city", "region", "country", "timezone") if location.get(key)
    }
    return {"web_search_options": {"user_location": {"type": "approximate", "approximate": approximate}}}


def _choice(choice: Mapping[str, Any], dialect: Dialect, offered: frozenset[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    kind = str(choice.get("type", ""))
    if kind == "tool":
        name = upstream_name(str(choice.get("name", "")))
        if name in offered:
            fields["tool_choice"] = {"type": "function", "function": {"name": name}}
    elif kind in _CHOICES:
        fields["tool_choice"] = _CHOICES[kind]
    if not dialect.forced_tool_choice and fields.get("tool_choice") != "none":
        fields.pop("tool_choice", None)
    if choice.get("disable_parallel_tool_use") and dialect.parallel_tool_calls:
        fields["parallel_tool_calls"] = False
    return fields
