"""A configuration that can be given away: no local keys, no comments, nothing key-shaped.

Owns what is left out. Provider keys are not in the file to begin with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit

from app.config_file import load_toml, read_text
from app.logging_setup import mask_keys
from proxy_core.privacy.lists import kept_id


def export(path: Path) -> tuple[str, list[str]]:
    """The text to give away, and the paths of values that were left out because they look like keys.

    A missing file is an empty configuration. Raises `ConfigError` for a broken one.
    """
    file = read_text(path)
    data = load_toml(file.text) if file is not None else {}
    data.pop("keys", None)
    privacy = data.get("privacy", {})
    if "deny" in privacy:  # an entry whose value is in this computer's keyring would close another's guard
        privacy["deny"] = [entry for entry in privacy["deny"] if not kept_id(entry)]
    masked = [place for place, value in _strings(data, "") if mask_keys(value) != value]
    return tomlkit.dumps(_clean({"version": 1, **data})), masked


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _strings(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _strings(item, f"{path}[{number}]")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return mask_keys(value)
    if isinstance(value, Mapping):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
