"""JSON schemas of tools and answers, as far as providers need them changed.

The client's schema is never changed: where nothing is missing the very same object is handed on, else the
objects on the way to the change are made anew and all others shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: keywords whose value is a schema
_ONE = (
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
)
#: keywords whose value is a list of schemas
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
#: keywords whose value maps names, which may be any word, to schemas
_MAPS = ("properties", "$defs", "definitions", "patternProperties", "dependentSchemas")

Change = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def complete(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema with `properties: {}` wherever an object has none: OpenAI refuses such objects."""
    whole = _walk(schema, _with_properties)
    if whole.get("type") == "object" or any(name in whole for name in ("$ref", *_LISTS)):
        return whole
    # A tool without parameters comes as {} or with a null type; OpenAI wants an object.
    rest = {key: value for key, value in whole.items() if key != "type"}
    return {"type": "object", "properties": {}, **rest}


def _with_properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = schema.get("type")
    is_object = kind == "object" or (isinstance(kind, list) and "object" in kind)
    if is_object and not isinstance(schema.get("properties"), dict):
        return {**schema, "properties": {}}
    return schema


def for_gemini(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema less what Gemini refuses; properties keep their names, whatever these are.

    Source: https://ai.google.dev/api/caching#Schema
    """
    return _walk(schema, _gemini)


_NOT_GEMINI = frozenset(
    {
        "$schema",
        "$id",
        "$comment",
        "additionalProperties",
        "unevaluatedProperties",
        "patternProperties",
        "propertyNames",
        "const",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "contentEncoding",
        "contentMediaType",
        "deprecated",
        "readOnly",
        "writeOnly",
        "examples",
        "if",
        "then",
        "else",
        "not",
    }
)
_GEMINI_FORMATS = ("enum", "date-time")


def _gemini(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    changed = {
        key: value
        for key, value in schema.items()
        if key not in _NOT_GEMINI and (key != "format" or value in _GEMINI_FORMATS)
    }
    if isinstance(schema.get("const"), str):
        changed["enum"] = [schema["const"]]
    return changed if len(changed) != len(schema) or "const" in schema else schema


def is_strict(schema: Any) -> bool:
    """Whether a schema is what OpenAI's strict mode takes: every object closed, every property required."""
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object" or "properties" in schema:
        properties = schema.get("properties") or {}
        if schema.get("additionalProperties") is not False:
            return False
        if set(schema.get("required") or ()) != set(properties):
            return False
    for name in _ONE:
        if name != "additionalProperties" and not is_strict(schema.get(name)):
            return False
    parts = [item for name in _LISTS for item in schema.get(name) or ()]
    parts += [item for name in _MAPS for item in (schema.get(name) or {}).values()]
    return all(is_strict(part) for part in parts)


def _walk(schema: Mapping[str, Any], change: Change) -> Mapping[str, Any]:
    """The schema with `change` applied to it and to every schema inside it, sharing what stays the same."""
    changes: dict[str, Any] = {}
    for key, value in schema.items():
        if isinstance(value, dict):
            if key in _MAPS:
                new: Any = _map(value, change)
            elif key in _ONE:
                new = _walk(value, change)
            else:
                continue
        elif isinstance(value, list) and (key in _LISTS or key == "items"):
            new = _list(value, change)
        else:
            continue
        if new is not value:
            changes[key] = new
    return change({**schema, **changes} if changes else schema)


def _map(schemas: dict[str, Any], change: Change) -> dict[str, Any]:
    new = {name: _walk(item, change) if isinstance(item, dict) else item for name, item in schemas.items()}
    return new if any(new[name] is not schemas[name] for name in schemas) else schemas


def _list(schemas: list[Any], change: Change) -> list[Any]:
    new = [_walk(item, change) if isinstance(item, dict) else item for item in schemas]
    return new if any(a is not b for a, b in zip(new, schemas, strict=True)) else schemas
