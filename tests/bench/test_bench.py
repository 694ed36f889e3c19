"""The measurement runs and its table is whole; what the numbers are is for a quiet machine and a person."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.bench.targets import ROOT


def test_one_short_round_fills_the_table() -> None:
    command = [sys.executable, "-m", "tests.bench", "--rounds", "1", "--no-tray", "--only", "8 connections"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("|")]
    assert [name.strip() for name in lines[0].strip("|").split("|")] == [
        "p50", "direct", "floor", "serve anthropic", "serve openai",
    ]  # fmt: skip
    (measured,) = [line for line in lines if "8 connections" in line]
    assert len(re.findall(r"[\d.]+ ms \([\d.]+x\)", measured)) == 4
    assert "Target: at most 3x the floor" in done.stdout
