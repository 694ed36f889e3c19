"""The PHI Guard that a configuration asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.lists import Lists, kept_id, parse_allow, parse_deny
from proxy_core.privacy.types import PHI_TYPES

#: the settings that make another engine
RULES = ("privacy.types_off", "privacy.allow", "privacy.deny")


def engine_for(
    settings: Mapping[str, Any], values: Mapping[str, str] | None = None, more_denied: Sequence[str] = ()
) -> Engine:
    """The engine with the types and lists of valid settings.

    values: what the deny list keeps elsewhere, by id; more_denied: entries that stand in no file. Raises
    `ListError` if a value is missing, which must not be taken for an empty list.
    """
    off = set(settings["privacy.types_off"])
    lists = Lists(
        allow=parse_allow("\n".join(settings["privacy.allow"])),
        deny=parse_deny("\n".join([*settings["privacy.deny"], *more_denied]), values or {}),
    )
    return Engine(types=[kind for kind in PHI_TYPES if kind not in off], lists=lists)


def without_kept(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings less what the deny list keeps elsewhere, for a check that has no keyring at hand."""
    return {**settings, "privacy.deny": [entry for entry in settings["privacy.deny"] if not kept_id(entry)]}


def same_rules(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two configurations ask for the same engine."""
    return all(one[key] == other[key] for key in RULES)
