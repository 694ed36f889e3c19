"""Colours: readable in both sets, switched while the program runs, following the system if so chosen."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.theme import DARK, LIGHT, Theme, Tokens, base_size, mono_font, palette, stylesheet, tokens
from ui.widgets.basics import button


def contrast(front: str, back: str) -> float:
    """The ratio of WCAG 2.1."""

    def luminance(name: str) -> float:
        parts = [QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF()]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(front), luminance(back)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("t", [LIGHT, DARK], ids=lambda t: t.name)
def test_text_is_readable_on_every_ground_it_is_put_on(t: Tokens) -> None:
    for ground in (t.window, t.sidebar, t.surface, t.sunken, t.hover, t.selection):
        assert contrast(t.text, ground) >= 7
        assert contrast(t.muted, ground) >= 4.5
    for ground in (t.window, t.surface, t.sunken):
        assert contrast(t.faint, ground) >= 4.5
    assert contrast(t.on_accent, t.accent) >= 4.5


@pytest.mark.parametrize("tone", ["ok", "info", "warn", "danger", "accent", "neutral"])
@pytest.mark.parametrize("t", [LIGHT, DARK], ids=lambda t: t.name)
def test_every_tone_is_readable_on_its_own_ground_and_on_a_card(t: Tokens, tone: str) -> None:
    front, back = t.tone(tone)
    assert contrast(front, back) >= 4.5
    assert contrast(front, t.surface) >= 4.5


@pytest.mark.parametrize("t", [LIGHT, DARK], ids=lambda t: t.name)
def test_the_stylesheet_has_no_token_left_open_and_balanced_braces(qtbot: QtBot, t: Tokens) -> None:
    sheet = stylesheet(t)
    assert "$" not in sheet.replace("$tokens", "")
    assert sheet.count("{") == sheet.count("}")
    assert t.accent in sheet


def test_the_palette_knows_disabled_text(qtbot: QtBot) -> None:
    made = palette(DARK)
    assert made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == QColor(DARK.faint)
    assert made.color(QPalette.ColorRole.Window) == QColor(DARK.window)


def test_a_choice_takes_effect_at_once_and_icons_follow(qtbot: QtBot, theme: Theme) -> None:
    one: QPushButton = button("Add", "ghost", "plus")
    qtbot.addWidget(one)
    one.show()
    before = one.icon().pixmap(20, 16).toImage()
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert tokens() is DARK
    assert theme.choice == "dark"
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert one.icon().pixmap(20, 16).toImage() != before
    theme.choose("light")
    assert tokens() is LIGHT


def test_system_follows_what_the_system_says(qtbot: QtBot, theme: Theme) -> None:
    theme.choose("dark")
    theme.choose("system")
    assert tokens() is LIGHT  # the offscreen platform knows no dark scheme


def test_choosing_the_same_twice_changes_nothing(qtbot: QtBot, theme: Theme) -> None:
    theme.choose("dark")
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose("dark")


def test_a_choice_that_is_none_is_refused(theme: Theme) -> None:
    with pytest.raises(ValueError, match="pink"):
        theme.choose("pink")


def test_both_sets_name_every_role_with_a_full_colour() -> None:
    for t in (LIGHT, DARK):
        colors = {name: value for name, value in asdict(t).items() if name != "name"}
        assert all(QColor(value).isValid() and len(value) == 7 for value in colors.values())


def test_type_is_never_smaller_than_can_be_read(qtbot: QtBot) -> None:
    assert base_size() >= 13
    assert mono_font(0).pixelSize() == base_size()
