"""The PHI Guard that a configuration asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from proxy_core.privacy.engine import Engine
from proxy_core.privacy.lists import Lists, kept_id, parse_allow, parse_deny
from proxy_core.privacy.plugins import PLUGIN_SETTINGS, PLUGINS
from proxy_core.privacy.plugins.detector import Detector
from proxy_core.privacy.types import PHI_TYPES

#: the settings that make another engine
RULES = ("privacy.types_off", "privacy.allow", "privacy.deny", *PLUGIN_SETTINGS)


def engine_for(
    settings: Mapping[str, Any],
    values: Mapping[str, str] | None = None,
    more_denied: Sequence[str] = (),
    *,
    open_detectors: Sequence[Detector] = (),
) -> Engine:
    """The engine with the types, lists and plug-ins of valid settings.

    values: what the deny list keeps elsewhere, by id; more_denied: entries that stand in no file.
    open_detectors: those of an earlier engine, kept if they fit. Raises `ListError` if a value is missing,
    which must not be taken for an empty list.
    """
    off = set(settings["privacy.types_off"])
    lists = Lists(
        allow=parse_allow("\n".join(settings["privacy.allow"])),
        deny=parse_deny("\n".join([*settings["privacy.deny"], *more_denied]), values or {}),
    )
    return Engine(
        types=[kind for kind in PHI_TYPES if kind not in off],
        lists=lists,
        detectors=_detectors(settings, open_detectors),
    )


def _detectors(settings: Mapping[str, Any], open_detectors: Sequence[Detector]) -> list[Detector]:
    kept = {detector.identity: detector for detector in open_detectors}
    made = [Detector(plugin, settings) for plugin in PLUGINS if settings[plugin.switch]]
    return [kept.get(detector.identity, detector) for detector in made]


def without_kept(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings less what the deny list keeps elsewhere, for a check that has no keyring at hand."""
    return {**settings, "privacy.deny": [entry for entry in settings["privacy.deny"] if not kept_id(entry)]}


def same_rules(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two configurations ask for the same engine."""
    return all(one[key] == other[key] for key in RULES)
