"""Tools and tool_choice."""

from __future__ import annotations

from typing import Any

import pytest

from proxy_core.errors import ProxyError
from proxy_core.translate.dialect import Dialect
from proxy_core.translate.tools import asks_for_search, request_fields
from proxy_core.wire import json

READ = {"name": "Read", "description": "Reads.", "input_schema": {"type": "object"}}


def fields(tools: list[dict[str, Any]], choice: Any = None, **flags: Any) -> dict[str, Any]:
    """What they become, the same whether the tools are new or known from an earlier request."""
    made = request_fields({"tools": tools, "tool_choice": choice}, Dialect(**flags))
    known = json.EncodedList(tools)
    for _ in range(2):
        again = request_fields({"tools": known, "tool_choice": choice}, Dialect(**flags))
        assert json.loads(json.dumps(again)) == made
    return made


def test_a_tool_becomes_a_function_and_nothing_else_of_it_leaves() -> None:
    tool = {**READ, "cache_control": {}, "defer_loading": True, "strict": True, "input_examples": [{}]}
    assert fields([tool])["tools"] == [
        {
            "type": "function",
            "function": {
                "name": "Read",
                "description": "Reads.",
                "parameters": {"type": "object", "properties": {}},
            },
        }
    ]
    assert "description" not in fields([{"name": "a", "input_schema": {}}])["tools"][0]["function"]


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ({"type": "auto"}, "auto"),
        ({"type": "any"}, "required"),
        ({"type": "none"}, "none"),
        ({"type": "tool", "name": "Read"}, {"type": "function", "function": {"name": "Read"}}),
        (None, None),
    ],
)
def test_auto_any_tool_none_become_auto_required_function_none(choice: Any, sent: Any) -> None:
    assert fields([READ], choice).get("tool_choice") == sent


def test_without_tools_neither_tool_choice_nor_parallel_tool_calls_is_sent() -> None:
    assert fields([], {"type": "any", "disable_parallel_tool_use": True}) == {}


def test_disable_parallel_tool_use_becomes_parallel_tool_calls_false_where_that_is_known() -> None:
    choice = {"type": "auto", "disable_parallel_tool_use": True}
    assert fields([READ], choice)["parallel_tool_calls"] is False
    assert "parallel_tool_calls" not in fields([READ], choice, parallel_tool_calls=False)
    assert "parallel_tool_calls" not in fields([READ], {"type": "auto"})


def test_where_no_tool_can_be_named_any_is_required() -> None:
    choice = {"type": "tool", "name": "Read"}
    assert fields([READ], choice, named_tool_choice=False)["tool_choice"] == "required"
    assert "tool_choice" not in fields([READ], {**choice, "name": "Write"}, named_tool_choice=False)


def test_a_model_that_cannot_be_forced_is_left_to_choose() -> None:
    assert "tool_choice" not in fields([READ], {"type": "any"}, forced_tool_choice=False)
    assert fields([READ], {"type": "none"}, forced_tool_choice=False)["tool_choice"] == "none"


@pytest.mark.parametrize(
    ("kind", "name", "property"),
    [
        ("bash_20250124", "bash", "command"),
        ("text_editor_20250728", "str_replace_based_edit_tool", "old_str"),
        ("text_editor_20250124", "str_replace_editor", "old_str"),
        ("memory_20250818", "memory", "old_path"),
        ("computer_20251124", "computer", "coordinate"),
    ],
)
def test_anthropics_client_tools_become_functions_with_their_published_schema(
    kind: str, name: str, property: str
) -> None:
    function = fields([{"type": kind, "name": name}])["tools"][0]["function"]
    assert function["name"] == name
    assert property in function["parameters"]["properties"]
    assert "type" not in function


def test_the_editor_can_undo_only_in_the_versions_that_could() -> None:
    def commands(kind: str) -> list[str]:
        function = fields([{"type": kind, "name": "e"}])["tools"][0]["function"]
        values: list[str] = function["parameters"]["properties"]["command"]["enum"]
        return values

    assert "undo_edit" in commands("text_editor_20250124")
    assert "undo_edit" not in commands("text_editor_20250728")


def test_a_computers_screen_is_described() -> None:
    tool = {
        "type": "computer_20250124",
        "name": "computer",
        "display_width_px": 1280,
        "display_height_px": 800,
    }
    assert "1280 x 800" in fields([tool])["tools"][0]["function"]["description"]


@pytest.mark.parametrize("kind", ["web_search_20250305", "web_fetch_20250910", "code_execution_20250825"])
def test_a_server_tool_that_nobody_can_run_is_refused(kind: str) -> None:
    with pytest.raises(ProxyError) as refused:
        fields([READ, {"type": kind, "name": "x"}])
    assert refused.value.code == "UNSUPPORTED_PARAMETER"
    assert refused.value.param == "tools[1].type"


def test_the_search_for_tools_is_needless_where_all_tools_are_sent() -> None:
    made = fields([{"type": "tool_search_tool_regex_20251119", "name": "s"}, {**READ, "defer_loading": True}])
    assert [tool["function"]["name"] for tool in made["tools"]] == ["Read"]


def test_web_search_is_the_providers_own_where_it_has_one() -> None:
    search = {
        "type": "web_search_20250305",
        "name": "web_search",
        "user_location": {"type": "approximate", "city": "Bern", "country": "CH"},
    }
    choice = {"type": "tool", "name": "web_search"}
    made = fields([search], choice, web_search="web_search_options")
    assert made == {
        "web_search_options": {
            "user_location": {"type": "approximate", "approximate": {"city": "Bern", "country": "CH"}}
        }
    }
    assert fields([{"type": "web_search_20250305"}], web_search="web_search_options") == {
        "web_search_options": {}
    }
    both = fields([search, READ], choice, web_search="plugin")
    assert both["plugins"] == [{"id": "web"}]
    assert "tool_choice" not in both


def test_a_gemini_schema_is_cleaned() -> None:
    schema = {"type": "object", "properties": {"a": {"const": "x"}}, "additionalProperties": False}
    made = fields([{"name": "t", "input_schema": schema}], schema="gemini")
    assert made["tools"][0]["function"]["parameters"] == {
        "type": "object",
        "properties": {"a": {"type": "string", "enum": ["x"]}},
    }


def test_known_tools_are_made_anew_for_another_dialect() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": "x"}}}
    tools = json.EncodedList([{"name": "Read", "input_schema": schema}])
    for dialect in (Dialect(), Dialect(schema="gemini"), Dialect()):
        made = json.loads(json.dumps(request_fields({"tools": tools}, dialect)))
        assert made == request_fields({"tools": list(tools)}, dialect)


def test_the_responses_api_has_its_functions_flat_and_a_search_of_its_own() -> None:
    search = {"type": "web_search_20250305", "name": "web_search", "user_location": {"city": "Oslo", "x": 1}}
    tools: Any = [{"name": "Read", "input_schema": {"type": "object"}}, search]
    for offered in (tools, json.EncodedList(tools)):
        fields = request_fields(
            {"tools": offered, "tool_choice": {"type": "tool", "name": "web_search"}},
            Dialect(web_search="tool"),
            flat=True,
        )
        assert json.loads(json.dumps(fields["tools"])) == [
            {
                "type": "function",
                "name": "Read",
                "parameters": {"type": "object", "properties": {}},
                "strict": False,
            },
            {"type": "web_search", "user_location": {"type": "approximate", "city": "Oslo"}},
        ]
        assert fields["tool_choice"] == {"type": "web_search"}
        assert asks_for_search({"tools": offered})
    assert not asks_for_search({"tools": tools[:1]})
    assert not asks_for_search({})


def test_known_tools_are_made_anew_for_another_wire() -> None:
    tools = json.EncodedList([{"name": "Read", "input_schema": {"type": "object"}}])
    for flat in (True, False, True):
        (tool,) = json.loads(json.dumps(request_fields({"tools": tools}, Dialect(), flat=flat)["tools"]))
        assert ("function" in tool) is not flat
