"""Draws every page in light and dark into PNG files: `python -m tests.ui.screenshots OUTDIR`.

For eyes: empty states, errors, long names and a working day, all synthetic, without a screen.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui import inspector_scenes, policy_scenes, scenes
from tests.ui.stage import settle
from ui.assets import APP_SIZES, pixmap
from ui.main_window import MainWindow
from ui.ports import ProxyState
from ui.theme import Theme

SCENES = (*scenes.SCENES, *inspector_scenes.SCENES, *policy_scenes.SCENES)


def tray_icons() -> QWidget:
    """The tray's states at every size, on a light and on a dark panel."""
    sheet = QWidget()
    image = QImage(760, 380, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    for half, panel in enumerate(("#EDEFF0", "#1E2226")):
        painter.fillRect(0, half * 190, 760, 190, QColor(panel))
        for row, state in enumerate(ProxyState):
            left = 16
            for size in APP_SIZES[:6]:
                painter.drawPixmap(
                    left, half * 190 + 8 + row * 36, pixmap(f"tray/{state.value}", "#000000", min(size, 34))
                )
                left += 44
    painter.end()
    sheet.resize(image.size())
    sheet.image = image  # type: ignore[attr-defined]
    return sheet


def draw_all(folder: Path, only: str = "") -> Iterator[Path]:
    """Draw the scenes whose name begins with `only`; the files, one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(["scrubroom"])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    icons = tray_icons()
    icons.image.save(str(folder / "tray-icons.png"))  # type: ignore[attr-defined]
    yield folder / "tray-icons.png"
    for choice in ("light", "dark"):
        theme.choose(choice)
        for scene in SCENES:
            if not scene.__name__.startswith(only):
                continue
            widget = scene()
            settle()
            path = folder / f"{scene.__name__.replace('_', '-')}-{choice}.png"
            if not widget.grab().save(str(path)):
                raise OSError(f"{path} could not be written")
            yield path
            window = widget.window()
            if isinstance(window, MainWindow):
                window.quit_close()
            window.deleteLater()
            settle(1)


def main() -> int:
    if len(sys.argv) < 2:
        print("usage: python -m tests.ui.screenshots OUTDIR [BEGINNING-OF-NAME]", file=sys.stderr)
        return 2
    for path in draw_all(Path(sys.argv[1]), "".join(sys.argv[2:3])):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
