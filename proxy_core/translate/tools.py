"""Tools and tool_choice as functions, as both of OpenAI's wires have them.

On chat completions a function stands in a member of its tool; on the Responses API the tool is the function
("flat"), and strict unless it says otherwise. Source: https://platform.openai.com/docs/guides/function-calling
"""

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


def request_fields(body: Mapping[str, Any], dialect: Dialect, *, flat: bool = False) -> dict[str, Any]:
    """`tools`, `tool_choice`, `parallel_tool_calls` and web search, as far as the request has them.

    flat: as the Responses API has them. Raises `ProxyError` UNSUPPORTED_PARAMETER for a server tool that
    nobody here can run.
    """
    offered = _offered(body.get("tools"), dialect, flat)
    fields = dict(offered.fields)
    if offered.choices:
        fields |= _choice(body.get("tool_choice") or {}, dialect, offered.choices)
    return fields


def asks_for_search(body: Mapping[str, Any]) -> bool:
    """Whether the request offers a web search that the provider is to run."""
    return any(str(tool.get("type")).startswith(WEB_SEARCH) for tool in body.get("tools") or ())


@dataclass(frozen=True, slots=True)
class _Offered:
    """What a request's tools become. fields: `tools` and web search. choices: the name of each tool in
    `tools` -> what demands it as `tool_choice`."""

    fields: Mapping[str, Any]
    choices: Mapping[str, Mapping[str, Any]]


def _offered(tools: Any, dialect: Dialect, flat: bool) -> _Offered:
    """Made once for tools that are known from an earlier request, and kept with them, encoded."""
    if type(tools) is not json.EncodedList:
        return _made(tools or (), dialect, flat)
    key = (the_same(dialect), flat)
    if tools.derived is not None and tools.derived[0] == key:
        known: _Offered = tools.derived[1]
        return known
    made = _made(tools, dialect, flat)
    if made.choices:
        encoded = msgspec.Raw(json.dumps(made.fields["tools"]))
        made = _Offered({**made.fields, "tools": encoded}, made.choices)
    tools.derived = (key, made)
    return made


def _made(tools: Iterable[Mapping[str, Any]], dialect: Dialect, flat: bool) -> _Offered:
    fields: dict[str, Any] = {}
    offered: list[dict[str, Any]] = []
    choices: dict[str, Mapping[str, Any]] = {}
    for index, tool in enumerate(tools):
        kind = tool.get("type") or "custom"
        if kind.startswith(WEB_SEARCH) and dialect.web_search == "tool":
            offered.append(_search_tool(tool))
            choices[str(tool.get("name"))] = {"type": "web_search"}
        elif kind.startswith(WEB_SEARCH) and dialect.web_search != "off":
            fields |= _web_search(tool, dialect)
        elif (function := _function(tool, kind, dialect, f"tools[{index}]")) is not None:
            name = {"name": function["name"]}
            within = {**function, "strict": False} if flat else {"function": function}
            offered.append({"type": "function", **within})
            choices[function["name"]] = {"type": "function", **(name if flat else {"function": name})}
    if offered:
        fields["tools"] = offered
    return _Offered(fields, choices)


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
    where = _location(tool)
    if where is None:
        return {"web_search_options": {}}
    return {"web_search_options": {"user_location": {"type": "approximate", "approximate": where}}}


def _search_tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    """https://platform.openai.com/docs/guides/tools-web-search"""
    search: dict[str, Any] = {"type": "web_search"}
    if (where := _location(tool)) is not None:
        search["user_location"] = {"type": "approximate", **where}
    if tool.get("allowed_domains"):
        search["filters"] = {"allowed_domains": tool["allowed_domains"]}
    return search


def _location(tool: Mapping[str, Any]) -> dict[str, Any] | None:
    location = tool.get("user_location")
    if not isinstance(location, dict):
        return None
    return {key: location[key] for key in ("city", "region", "country", "timezone") if location.get(key)}


def _choice(
    choice: Mapping[str, Any], dialect: Dialect, offered: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    kind = str(choice.get("type", ""))
    if kind == "tool":
        name = upstream_name(str(choice.get("name", "")))
        if name in offered:
            fields["tool_choice"] = offered[name] if dialect.named_tool_choice else "required"
    elif kind in _CHOICES:
        fields["tool_choice"] = _CHOICES[kind]
    if not dialect.forced_tool_choice and fields.get("tool_choice") != "none":
        fields.pop("tool_choice", None)
    if choice.get("disable_parallel_tool_use") and dialect.parallel_tool_calls:
        fields["parallel_tool_calls"] = False
    return fields
