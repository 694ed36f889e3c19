"""What every plug-in declares."""

from __future__ import annotations

import pytest

from proxy_core.privacy.plugins import PLUGIN_SETTINGS, PLUGINS
from proxy_core.privacy.plugins.base import Plugin, PluginError
from proxy_core.settings import SETTINGS


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)
def test_its_settings_exist_and_it_is_off(plugin: Plugin) -> None:
    assert SETTINGS[plugin.switch].type is bool
    assert SETTINGS[plugin.switch].default is False
    assert set(plugin.options) <= set(SETTINGS)
    assert {plugin.switch, *plugin.options} <= set(PLUGIN_SETTINGS)


def test_an_error_passes_only_if_it_says_so() -> None:
    assert not PluginError("It is missing.").passing
    assert PluginError("It is loading.", passing=True).passing
