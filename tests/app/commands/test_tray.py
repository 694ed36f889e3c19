"""`scrubroom`: what runs without a command."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine


@pytest.mark.parametrize("arguments", [[], ["tray"]])
def test_without_a_display_it_says_so_and_serves(scrubroom: CommandLine, arguments: list[str]) -> None:
    scrubroom.config.write_text("[server]\nport = 0\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        env={**scrubroom.environ(), "PYTHONPATH": str(Path(__file__).parents[3])},
        cwd=scrubroom.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening on http://127.0.0.1:")
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
        assert "There is no display" in said
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()
