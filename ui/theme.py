"""Colours, type and spacing: two sets of tokens, the palette and the stylesheet that are made from them.

Owns how the whole program looks. `Theme` applies a choice (system, light, dark) to the application and
follows the system while the choice is `system`. Widgets that paint themselves ask `tokens()` when they paint.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.assets import resource_text, resource_url

CHOICES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by role, as `#rrggbb`. `*_soft` is a background on which the plain colour is readable."""

    name: str
    window: str
    sidebar: str
    surface: str
    sunken: str
    border: str
    border_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    hover: str
    selection: str
    ok: str
    ok_soft: str
    info: str
    info_soft: str
    warn: str
    warn_soft: str
    danger: str
    danger_soft: str

    def tone(self, name: str) -> tuple[str, str]:
        """(foreground, background) of a tone: ok, info, warn, danger, accent or neutral."""
        if name == "neutral":
            return self.muted, self.hover
        return getattr(self, name), getattr(self, f"{name}_soft")


LIGHT = Tokens(
    name="light",
    window="#FFFFFF",
    sidebar="#F3F6F5",
    surface="#FFFFFF",
    sunken="#F6F8F7",
    border="#E0E6E4",
    border_strong="#C3CDCA",
    text="#15201E",
    muted="#52605C",
    faint="#687571",
    accent="#0B7A6B",
    accent_hover="#086457",
    accent_soft="#E0F2EE",
    on_accent="#FFFFFF",
    hover="#ECF0EF",
    selection="#DDF0EC",
    ok="#19703E",
    ok_soft="#E3F4E9",
    info="#1D5BB5",
    info_soft="#E7EFFB",
    warn="#85540A",
    warn_soft="#FBF1DD",
    danger="#B3261E",
    danger_soft="#FBEAE8",
)

DARK = Tokens(
    name="dark",
    window="#171C1E",
    sidebar="#111517",
    surface="#1C2225",
    sunken="#12171A",
    border="#2A3336",
    border_strong="#445055",
    text="#E7EDEB",
    muted="#A6B3AF",
    faint="#8A9894",
    accent="#3FC4AE",
    accent_hover="#5FD6C2",
    accent_soft="#16332F",
    on_accent="#05201B",
    hover="#242C2F",
    selection="#1B3A35",
    ok="#6BCF8E",
    ok_soft="#17301F",
    info="#8AB4F8",
    info_soft="#1B2A42",
    warn="#F0B84F",
    warn_soft="#352912",
    danger="#FF8F85",
    danger_soft="#3B1E1C",
)


def tokens() -> Tokens:
    """The tokens of the palette that the application has now."""
    return DARK if QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def base_size() -> int:
    """The size of body text in pixels: the system's, but never below 13."""
    return max(
        13, min(20, QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).pixelSize())
    )


def mono_font(delta: int = -1) -> QFont:
    """The system's fixed font. delta: pixels beside the body's size."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(base_size() + delta)
    return font


def palette(t: Tokens) -> QPalette:
    """A complete palette: what the stylesheet does not reach looks right as well."""
    role = QPalette.ColorRole
    plain = {
        role.Window: t.window,
        role.WindowText: t.text,
        role.Base: t.surface,
        role.AlternateBase: t.sunken,
        role.ToolTipBase: t.surface,
        role.ToolTipText: t.text,
        role.PlaceholderText: t.faint,
        role.Text: t.text,
        role.Button: t.surface,
        role.ButtonText: t.text,
        role.BrightText: t.danger,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.Highlight: t.accent,
        role.HighlightedText: t.on_accent,
        role.Light: t.hover,
        role.Midlight: t.border,
        role.Mid: t.border_strong,
        role.Dark: t.border_strong,
        role.Shadow: t.border_strong,
        role.Accent: t.accent,
    }
    made = QPalette()
    for name, color in plain.items():
        made.setColor(name, QColor(color))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(t.faint))
    return made


def stylesheet(t: Tokens) -> str:
    """The application's stylesheet in the colours of `t`."""
    size = base_size()
    mono = QFontInfo(mono_font()).family()
    return Template(resource_text("styles/base.qss")).substitute(
        asdict(t),
        caption=size - 1,
        body=size,
        heading=size + 2,
        title=size + 10,
        mono=mono,
        control=size * 2 + 6,
        focused=size * 2 + 4,  # a focused control's border is one pixel wider, its height the same
        chevron=resource_url(f"icons/chevron-{t.name}.svg"),
    )


class Theme(QObject):
    """Applies the choice of colours to the application. changed: after it looks different."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._applied: Tokens | None = None
        app.setStyle(QStyleFactory.create("Fusion"))
        font = app.font()
        font.setPixelSize(base_size())
        app.setFont(font)
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def choice(self) -> str:
        return self._choice

    def choose(self, choice: str) -> None:
        """system, light or dark; takes effect at once."""
        if choice not in CHOICES:
            raise ValueError(f"'{choice}' is not one of {', '.join(CHOICES)}")
        self._choice = choice
        hints = self._app.styleHints()
        if choice == "system":
            hints.unsetColorScheme()
        else:  # where the platform can, this also colours the title bar
            hints.setColorScheme(Qt.ColorScheme.Dark if choice == "dark" else Qt.ColorScheme.Light)
        self._apply()

    def _wanted(self) -> Tokens:
        if self._choice != "system":
            return DARK if self._choice == "dark" else LIGHT
        return DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _apply(self) -> None:
        wanted = self._wanted()
        if wanted is self._applied:
            return
        self._applied = wanted
        self._app.setPalette(palette(wanted))
        self._app.setStyleSheet(stylesheet(wanted))
        self.changed.emit()
