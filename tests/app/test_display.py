"""Whether there can be a window is known before Qt is loaded."""

from __future__ import annotations

import pytest

from app.display import missing_display


@pytest.mark.parametrize(
    ("environ", "platform", "missing"),
    [
        ({}, "linux", True),
        ({"DISPLAY": ""}, "linux", True),
        ({"DISPLAY": ":0"}, "linux", False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", False),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({}, "darwin", False),
        ({}, "win32", False),
    ],
)
def test_a_display_is_needed_on_linux_alone(environ: dict[str, str], platform: str, missing: bool) -> None:
    assert (missing_display(environ, platform) is not None) is missing
