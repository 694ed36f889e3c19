"""The PHI Guard that a configuration asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.lists import Lists, parse_allow, parse_deny
from proxy_core.privacy.types import PHI_TYPES

#: the settings that make another engine
RULES = ("privacy.types_off", "privacy.allow", "privacy.deny")


def engine_for(settings: Mapping[str, Any]) -> Engine:
    """The engine with the types and lists of valid settings."""
    off = set(settings["privacy.types_off"])
    lists = Lists(
        allow=parse_allow("\n".join(settings["privacy.allow"])),
        deny=parse_deny("\n".join(settings["privacy.deny"])),
    )
    return Engine(types=[kind for kind in PHI_TYPES if kind not in off], lists=lists)


def same_rules(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two configurations ask for the same engine."""
    return all(one[key] == other[key] for key in RULES)
