"""JSON schemas."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from proxy_core.translate.schema import complete, flat, for_gemini, is_strict, parameters


def test_bare_object_schemas_get_properties_nested_ones_too() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "object"},
            "b": {"type": "array", "items": {"type": ["object", "null"]}},
        },
        "$defs": {"d": {"anyOf": [{"type": "object"}, {"type": "string"}]}},
    }
    before = copy.deepcopy(schema)
    assert complete(schema) == {
        "type": "object",
        "properties": {
            "a": {"type": "object", "properties": {}},
            "b": {"type": "array", "items": {"type": ["object", "null"], "properties": {}}},
        },
        "$defs": {"d": {"anyOf": [{"type": "object", "properties": {}}, {"type": "string"}]}},
    }
    assert schema == before


def test_a_complete_schema_is_handed_on_as_the_same_object() -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "a": {"$ref": "#/$defs/a"},
            "n": {"type": "integer", "exclusiveMinimum": 0, "maximum": 9},
        },
        "$defs": {"a": {"type": "string", "enum": ["x"], "pattern": "^x"}},
        "required": ["a"],
        "additionalProperties": False,
        "propertyNames": {"pattern": "^[a-z]$"},
    }
    assert complete(schema) is schema


@pytest.mark.parametrize(
    ("schema", "whole"),
    [
        ({}, {"type": "object", "properties": {}}),
        ({"type": None}, {"type": "object", "properties": {}}),
        ({"properties": {"a": {}}}, {"type": "object", "properties": {"a": {}}}),
        (
            {"anyOf": [{"required": ["a"]}]},
            {"type": "object", "properties": {}, "anyOf": [{"required": ["a"]}]},
        ),
    ],
)
def test_a_tool_without_a_type_takes_an_object(schema: dict[str, Any], whole: dict[str, Any]) -> None:
    assert parameters(schema) == whole


def test_an_answers_schema_may_be_of_any_type() -> None:
    for schema in ({"type": "array", "items": {}}, {"anyOf": [{"type": "string"}]}):
        assert complete(schema) is schema


A = {
    "type": "object",
    "properties": {"kind": {"const": "a"}, "x": {"type": "string"}},
    "required": ["kind", "x"],
}
B = {"type": "object", "properties": {"kind": {"const": "b"}, "y": {"type": "string"}}, "required": ["kind"]}


@pytest.mark.parametrize("combined", ["anyOf", "oneOf"])
def test_openai_gets_all_properties_of_a_combination_on_top_and_those_required_in_each_case(
    combined: str,
) -> None:
    schema = {combined: [A, B], "description": "One of two.", "required": ["z"], "properties": {"z": {}}}
    before = copy.deepcopy(schema)
    made = parameters(schema, "openai")
    assert made == {
        "type": "object",
        "description": "One of two.",
        "properties": {"kind": {"const": "a"}, "x": {"type": "string"}, "y": {"type": "string"}, "z": {}},
        "required": ["z", "kind"],
    }
    assert schema == before
    assert combined in parameters(schema, "full")


def test_openai_gets_what_is_required_of_all_together_and_what_a_reference_on_top_means() -> None:
    both = parameters({"allOf": [A, {"$ref": "#/$defs/B"}], "$defs": {"B": B}}, "openai")
    assert set(both["properties"]) == {"kind", "x", "y"}
    assert both["required"] == ["kind", "x"]
    assert both["$defs"] == {"B": B}, "inner references still find it"
    endless = {
        "$ref": "#/$defs/A",
        "$defs": {"A": {"properties": {"a": {}}, "allOf": [{"$ref": "#/$defs/A"}]}},
    }
    assert parameters(endless, "openai")["properties"] == {"a": {}}
    assert parameters({"$ref": "elsewhere.json"}, "openai") == {"type": "object", "properties": {}}
    plain = {"type": "object", "properties": {"a": {"anyOf": [{}]}}}
    assert flat(plain) is plain


def test_properties_keep_their_names_whatever_these_are() -> None:
    names = (
        "title",
        "format",
        "default",
        "examples",
        "const",
        "not",
        "$schema",
        "type",
        "properties",
        "items",
    )
    schema = {"type": "object", "properties": {name: {"type": "string", "format": "uri"} for name in names}}
    assert set(for_gemini(schema)["properties"]) == set(names)
    assert for_gemini(schema)["properties"]["format"] == {"type": "string"}
    assert complete(schema) is schema


def test_gemini_gets_only_what_it_takes() -> None:
    schema = {
        "$schema": "x",
        "type": "object",
        "additionalProperties": {"type": "object"},
        "properties": {
            "when": {"type": "string", "format": "date-time"},
            "link": {"type": "string", "format": "uri"},
            "mode": {"const": "all"},
            "flag": {"const": True},
            "n": {"type": "integer", "exclusiveMinimum": 0, "minimum": 1},
        },
    }
    before = copy.deepcopy(schema)
    assert for_gemini(schema) == {
        "type": "object",
        "properties": {
            "when": {"type": "string", "format": "date-time"},
            "link": {"type": "string"},
            "mode": {"type": "string", "enum": ["all"]},
            "flag": {},
            "n": {"type": "integer", "minimum": 1},
        },
    }
    assert schema == before


@pytest.mark.parametrize(
    ("schema", "sent"),
    [
        ({"enum": ["a", "", "b"]}, {"type": "string", "enum": ["a", "b"]}),
        ({"type": "integer", "enum": [1, 2]}, {"type": "integer"}),
        ({"enum": [1, "a"]}, {}),
        ({"type": "string", "enum": [""]}, {"type": "string"}),
        ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1}),
        (
            {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1.5},
            {"type": "number", "minimum": 0, "maximum": 1.5},
        ),
        ({"type": "integer", "exclusiveMinimum": True, "minimum": 3}, {"type": "integer", "minimum": 3}),
        (
            {"type": "array", "prefixItems": [{}], "items": {}, "uniqueItems": True},
            {"type": "array", "items": {}},
        ),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        (
            {"type": ["string", "null"], "enum": ["a", None]},
            {"type": "string", "nullable": True, "enum": ["a"]},
        ),
        ({"type": ["string", "integer"]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
    ],
)
def test_geminis_enums_are_of_strings_and_its_types_are_single(
    schema: dict[str, Any], sent: dict[str, Any]
) -> None:
    assert for_gemini(schema) == sent
    assert for_gemini(sent) is sent


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        ({"type": "object", "properties": {}, "additionalProperties": False}, True),
        ({"type": "object", "properties": {}}, False),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, False),
        ({"type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": False}, True),
        ({"type": "array", "items": {"type": "object"}}, False),
        ({"anyOf": [{"type": "object", "properties": {}}]}, False),
        ({"$defs": {"d": {"type": "object"}}, "type": "string"}, False),
        ({"type": "string"}, True),
    ],
)
def test_a_schema_is_strict_if_every_object_is_closed_and_every_property_required(
    schema: dict[str, Any], strict: bool
) -> None:
    assert is_strict(schema) is strict
