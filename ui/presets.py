"""Presets of the Models page, read from `resources/presets/models.toml`. Applies nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from ui.assets import resource_text


@dataclass(frozen=True, slots=True)
class ModelPreset:
    """aliases: what it adds, in order. help: one sentence."""

    name: str
    help: str
    aliases: tuple[str, ...]


@lru_cache(maxsize=1)
def model_presets() -> tuple[ModelPreset, ...]:
    """The presets, in the order of the menu."""
    data = tomllib.loads(resource_text("presets/models.toml"))
    return tuple(
        ModelPreset(row["name"], row["help"], tuple(row["aliases"])) for row in data.get("presets", [])
    )
