"""Values of a decoded TOML document, each checked, each error with its path in the file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


class ConfigError(ValueError):
    """A configuration that cannot be used. path: where, such as `models[0].routes[1].provider`."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        self.message = message
        super().__init__(f"{path}: {message}" if path else message)


def table(value: object, path: str) -> Mapping[str, Any]:
    """Raises `ConfigError`, as all of these do."""
    if not isinstance(value, Mapping):
        raise ConfigError(path, "must be a table")
    return value


def array(value: object, path: str) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise ConfigError(path, "must be a list of tables")
    return value


def string(values: Mapping[str, Any], key: str, path: str, default: str | None = None) -> str:
    value = values.get(key, default)
    if value is None:
        raise ConfigError(f"{path}.{key}", "is missing")
    if not isinstance(value, str):
        raise ConfigError(f"{path}.{key}", "must be a string")
    return value


def amount(values: Mapping[str, Any], key: str, path: str) -> float:
    value: Any = values[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ConfigError(f"{path}.{key}", "must be a number that is not negative")
    return value
