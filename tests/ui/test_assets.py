"""Icons, the stylesheet and presets are found, and every icon can be drawn."""

from __future__ import annotations

from importlib.resources import files
from itertools import combinations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from ui.assets import APP_SIZES, app_icon, button_icon, line_icon, pixmap, resource_text, resource_url
from ui.ports import ProxyState

_ICONS = files("resources").joinpath("icons")
LINE = sorted(item.name.removesuffix(".svg") for item in _ICONS.iterdir() if item.name.endswith(".svg"))
TRAY = [f"tray/{state.value}" for state in ProxyState]


def inked(image: QImage) -> set[tuple[int, int]]:
    """The pixels that are not transparent."""
    return {
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 100
    }


def main_color(image: QImage) -> tuple[int, int, int]:
    """The commonest opaque colour that is not white."""
    seen: dict[tuple[int, int, int], int] = {}
    for x, y in inked(image):
        color = image.pixelColor(x, y)
        rgb = (color.red(), color.green(), color.blue())
        if rgb != (255, 255, 255):
            seen[rgb] = seen.get(rgb, 0) + 1
    return max(seen, key=lambda rgb: seen[rgb])


@pytest.mark.parametrize("name", LINE + TRAY)
def test_every_icon_is_a_valid_drawing_with_ink_in_it(qtbot: QtBot, name: str) -> None:
    source = resource_text(f"icons/{name}.svg").replace("currentColor", "#000000")
    assert QSvgRenderer(source.encode()).isValid()
    assert len(inked(pixmap(name, "#000000", 24).toImage())) >= 5


def test_the_tray_tells_every_state_by_shape_as_well_as_by_colour_at_16_pixels(qtbot: QtBot) -> None:
    images = {state: pixmap(f"tray/{state.value}", "#000000", 16).toImage() for state in ProxyState}
    colors = {main_color(image) for image in images.values()}
    assert len(colors) == len(ProxyState)

    def glyph(image: QImage) -> frozenset[tuple[int, int, bool]]:
        """Which pixels are inked, and which of them are light: the shape without its colour."""
        return frozenset((x, y, image.pixelColor(x, y).lightness() > 210) for x, y in inked(image))

    shapes = {glyph(image) for image in images.values()}
    assert len(shapes) == len(ProxyState)

    # by the outline alone, too: what is drawn inside is two or three pixels wide
    outlines = {state: inked(image) for state, image in images.items()}
    for one, other in combinations((state for state in ProxyState if state is not ProxyState.OFF), 2):
        assert len(outlines[one] ^ outlines[other]) >= 30, (one, other)


@pytest.mark.parametrize("panel", ["#F0F0F0", "#202428"])
@pytest.mark.parametrize("state", list(ProxyState))
def test_a_tray_icon_can_be_seen_on_light_and_dark_panels(
    qtbot: QtBot, state: ProxyState, panel: str
) -> None:
    red, green, blue = main_color(pixmap(f"tray/{state.value}", "#000000", 32).toImage())
    icon, ground = luminance(QColor(red, green, blue)), luminance(QColor(panel))
    contrast = (max(icon, ground) + 0.05) / (min(icon, ground) + 0.05)
    assert contrast > 2.2


def luminance(color: QColor) -> float:
    """Relative luminance as in WCAG 2.1."""
    parts = [color.redF(), color.greenF(), color.blueF()]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_app_icon_has_every_size_that_is_asked_for(qtbot: QtBot) -> None:
    sizes = {size.width() for size in app_icon("scrubroom").availableSizes()}
    assert sizes == set(APP_SIZES)


def test_a_line_icon_takes_the_colour_and_another_while_disabled(qtbot: QtBot) -> None:
    icon = line_icon("plus", "#ff0000", "#0000ff")
    assert main_color(icon.pixmap(QSize(24, 24)).toImage())[0] > 200
    assert main_color(icon.pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage())[2] > 200


def test_a_buttons_icon_leaves_a_gap_at_its_right(qtbot: QtBot) -> None:
    image = button_icon("columns", "#ff0000", "#0000ff").pixmap(QSize(20, 16)).toImage()
    assert max(x for x, _ in inked(image)) < 16 * image.width() / 20


def test_a_pixmap_on_a_dense_screen_has_more_pixels_for_the_same_size(qtbot: QtBot) -> None:
    dense = pixmap("drop", "#000000", 20, 2.0)
    assert dense.width() == 40
    assert dense.deviceIndependentSize().width() == 20


def test_a_resource_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        resource_text("icons/none.svg")


def test_a_path_for_a_stylesheet_has_no_backslashes() -> None:
    assert resource_url("icons/plus.svg").endswith("resources/icons/plus.svg")
    assert "\\" not in resource_url("icons/plus.svg")
