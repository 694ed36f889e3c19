"""The presets of the Models page."""

from __future__ import annotations

from proxy_core.config import alias_problem
from ui.presets import model_presets


def test_the_first_preset_maps_what_claude_code_asks_for() -> None:
    assert model_presets()[0].aliases == ("claude-opus-*", "claude-sonnet-*", "claude-haiku-*")


def test_there_is_one_that_catches_the_rest() -> None:
    assert any(preset.aliases == ("*",) for preset in model_presets())


def test_every_alias_is_a_valid_one_and_every_preset_says_what_it_is() -> None:
    for preset in model_presets():
        assert preset.name
        assert preset.help.endswith(".")
        assert [alias_problem(alias) for alias in preset.aliases] == [None] * len(preset.aliases)
