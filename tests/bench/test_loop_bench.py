"""The loop's measurement runs; what its numbers are is for a quiet machine and a person."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.bench.loop_bench import ROOT


def test_one_round_compares_the_loops() -> None:
    command = [sys.executable, "-m", "tests.bench.loop_bench", "--rounds", "1", "--cases", "hello,sse"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    tray = [line for line in done.stdout.splitlines() if line.startswith("  tray")]
    assert len(tray) == 2
    for line in tray:
        assert re.search(r"us [\d.]+ \([\d.]+x\), worst tick ms [\d.]+, p99 tick ms [\d.]+", line)
