"""`scrubroom serve`: the proxy alone, as a process."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.commands.serve import port_number

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_serves_and_ends_at_a_signal(
    scrubroom: CommandLine, number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", "0"],
        env={**scrubroom.environ(), "PYTHONPATH": str(Path(__file__).parents[3])},
        cwd=scrubroom.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("listening on http://127.0.0.1:")
        url = said.removeprefix("listening on ").strip()
        with urllib.request.urlopen(f"{url}/healthz", timeout=30) as answer:
            assert json.load(answer)["product"] == "scrubroom"
        process.send_signal(number)
        assert process.wait(60) == 0
        process.stdout.close()
    finally:
        process.kill()
        process.wait()


def test_a_port_is_a_port() -> None:
    assert port_number("0") == 0
    for text in ("-1", "65536", "x", "", "٣"):
        with pytest.raises(argparse.ArgumentTypeError, match="is no port"):
            port_number(text)
