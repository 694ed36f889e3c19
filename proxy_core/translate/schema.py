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
    return _walk(schema, _with_properties)


def parameters(schema: Mapping[str, Any], dialect: str = "full") -> Mapping[str, Any]:
    """The schema of a tool's input as the parameters of a function, which are always an object.

    dialect: a value of the flag `schema`: `full`, `openai` or `gemini`.
    """
    whole = complete(schema)
    if whole.get("type") != "object":
        # A tool without parameters comes as {} or with a null type; one of several shapes with anyOf alone.
        rest = {key: value for key, value in whole.items() if key != "type"}
        whole = {"type": "object", "properties": {}, **rest}
    if dialect == "gemini":
        return for_gemini(whole)
    return flat(whole) if dialect == "openai" else whole


#: what OpenAI refuses at the top of a function's parameters
_NOT_ON_TOP = ("anyOf", "oneOf", "allOf", "enum", "not", "$ref")


def flat(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema with what its top combines drawn together: every property stays, and required is what is
    required in each case.

    OpenAI's words: "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the
    top level".
    """
    if not any(name in schema for name in _NOT_ON_TOP):
        return schema
    properties, required = _drawn_together(schema, schema, frozenset())
    rest = {key: value for key, value in schema.items() if key not in (*_NOT_ON_TOP, "required")}
    whole = {**rest, "properties": properties}
    return {**whole, "required": required} if required else whole


def _drawn_together(
    schema: Mapping[str, Any], root: Mapping[str, Any], seen: frozenset[str]
) -> tuple[dict[str, Any], list[str]]:
    """All properties of a schema and of what it combines, and those that are required in any case."""
    own = schema.get("properties")
    properties: dict[str, Any] = dict(own) if isinstance(own, dict) else {}
    wanted = schema.get("required")
    required = list(wanted) if isinstance(wanted, list) else []
    sure = [part for part in schema.get("allOf") or () if isinstance(part, dict)]
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        seen |= {reference}
        sure += [found] if (found := _found(root, reference)) is not None else []
    for part in sure:
        more, needed = _drawn_together(part, root, seen)
        properties = more | properties
        required += [name for name in needed if name not in required]
    for name in ("anyOf", "oneOf"):
        cases = [
            _drawn_together(part, root, seen) for part in schema.get(name) or () if isinstance(part, dict)
        ]
        for more, _ in cases:
            properties = more | properties
        common = [each for each in (cases[0][1] if cases else ()) if all(each in case[1] for case in cases)]
        required += [each for each in common if each not in required]
    return properties, required


def _found(root: Mapping[str, Any], reference: str) -> dict[str, Any] | None:
    """What a reference inside the document points at, such as `#/$defs/Item`."""
    place: Any = root
    for step in reference.removeprefix("#/").split("/"):
        place = place.get(step) if isinstance(place, dict) else None
    return place if isinstance(place, dict) and reference.startswith("#/") else None


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
        "dependentSchemas",
        "dependentRequired",
        "prefixItems",
        "uniqueItems",
        "contains",
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
_BOUNDS = (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1))
_GEMINI_FORMATS = ("enum", "date-time")


def _gemini(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    changed = {
        key: value
        for key, value in schema.items()
        if key not in _NOT_GEMINI and (key != "format" or value in _GEMINI_FORMATS)
    }
    for bound, exclusive, step in _BOUNDS:
        limit = schema.get(exclusive)
        if bound not in schema and isinstance(limit, int | float) and not isinstance(limit, bool):
            # One value more than the client allows, unless they are whole numbers.
            changed[bound] = limit + (step if schema.get("type") == "integer" else 0)
    if isinstance(schema.get("const"), str):
        changed["enum"] = [schema["const"]]
    if isinstance(kinds := changed.get("type"), list):
        _one_type(changed, kinds)
    if isinstance(changed.get("enum"), list):
        _enum(changed)
    return changed if changed != schema else schema


def _enum(schema: dict[str, Any]) -> None:
    """Gemini's enums are of strings that are not empty, and such a schema must say that it is a string."""
    values = [item for item in schema.pop("enum") if item not in ("", None)]
    texts = all(isinstance(item, str) for item in values)
    if values and texts and schema.get("type") in (None, "string"):
        schema |= {"type": "string", "enum": values}


def _one_type(schema: dict[str, Any], kinds: list[Any]) -> None:
    """Gemini has one type in each schema, and `nullable`."""
    kinds = [kind for kind in kinds if kind != "null"]
    if len(kinds) < len(schema["type"]):
        schema["nullable"] = True
    del schema["type"]
    if len(kinds) == 1:
        schema["type"] = kinds[0]
    elif "anyOf" not in schema:
        schema["anyOf"] = [{"type": kind} for kind in kinds]


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
