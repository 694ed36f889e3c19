"""JSON schemas."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from proxy_core.translate.schema import complete, for_gemini, is_strict


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
        ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}]}),
    ],
)
def test_a_tool_without_a_type_takes_an_object(schema: dict[str, Any], whole: dict[str, Any]) -> None:
    assert complete(schema) == whole


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
            "mode": {"enum": ["all"]},
            "flag": {},
            "n": {"type": "integer", "minimum": 1},
        },
    }
    assert schema == before


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
