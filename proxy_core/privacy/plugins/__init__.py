"""Ordered plug-ins, one file for each, and the detectors that a configuration switches on."""

from __future__ import annotations

from proxy_core.privacy.plugins.base import Plugin
from proxy_core.privacy.plugins.presidio import PresidioPlugin

PLUGINS: tuple[Plugin, ...] = (PresidioPlugin(),)

#: the settings that make other detectors
PLUGIN_SETTINGS: tuple[str, ...] = tuple(
    key for plugin in PLUGINS for key in (plugin.switch, *plugin.options)
)
