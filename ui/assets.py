"""Reads what ships in `resources`: icons, the stylesheet, presets. Knows nothing of where they are shown."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

#: sizes that trays and title bars ask for, in pixels
APP_SIZES = (16, 20, 22, 24, 32, 48, 64, 128)
_LINE_SIZES = (16, 18, 20, 24, 32, 40, 48)


def resource_text(name: str) -> str:
    """A text file below `resources`, such as `styles/base.qss`. Raises FileNotFoundError."""
    return files("resources").joinpath(name).read_text(encoding="utf-8")


def resource_url(name: str) -> str:
    """The path of a file below `resources`, as a stylesheet's `url("…")` takes it."""
    return str(files("resources").joinpath(name)).replace("\\", "/")


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    source = resource_text(f"icons/{name}.svg").replace("currentColor", color)
    return QSvgRenderer(QByteArray(source.encode()))


def draw(painter: QPainter, name: str, color: str, rect: QRectF) -> None:
    """Paint an icon into a rectangle. color: `#rrggbb`, used where the icon has none of its own."""
    _renderer(name, color).render(painter, rect)


def pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """size: in device-independent pixels; ratio: device pixels for each of them."""
    side = round(size * ratio)
    image = QPixmap(side, side)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw(painter, name, color, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=256)
def line_icon(name: str, color: str, disabled: str) -> QIcon:
    """A line icon in one colour, and in another while its widget is disabled."""
    icon = QIcon()
    for size in _LINE_SIZES:
        icon.addPixmap(pixmap(name, color, size), QIcon.Mode.Normal)
        icon.addPixmap(pixmap(name, color, size), QIcon.Mode.Active)
        icon.addPixmap(pixmap(name, color, size), QIcon.Mode.Selected)
        icon.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return icon


@lru_cache(maxsize=256)
def button_icon(name: str, color: str, disabled: str) -> QIcon:
    """A 16 px icon with a gap of 4 px at its right: styles put the text too close to an icon."""
    icon = QIcon()
    for ratio in (1.0, 2.0):
        for mode, ink in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled)):
            wide = QPixmap(round(20 * ratio), round(16 * ratio))
            wide.fill(Qt.GlobalColor.transparent)
            painter = QPainter(wide)
            draw(painter, name, ink, QRectF(0, 0, 16 * ratio, 16 * ratio))
            painter.end()
            wide.setDevicePixelRatio(ratio)
            icon.addPixmap(wide, mode)
    return icon


@lru_cache(maxsize=16)
def app_icon(name: str) -> QIcon:
    """An icon with colours of its own, at every size that a tray or a title bar asks for."""
    icon = QIcon()
    for size in APP_SIZES:
        icon.addPixmap(pixmap(name, "#000000", size))
    return icon
