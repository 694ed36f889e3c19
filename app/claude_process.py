"""The `claude` program: where it is, which version, and running it as a child.

Owns the child's signals: the terminal sends Ctrl-C to both, and it belongs to the child. Knows nothing of the
proxy.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

INSTALL = (
    "Install it: npm install -g @anthropic-ai/claude-code, or see https://code.claude.com/docs/en/setup."
)
VARIABLE = "SCRUBROOM_CLAUDE"
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_FORWARDED = ("SIGTERM", "SIGHUP")


def find_claude(environ: Mapping[str, str], folder: Path) -> Path | None:
    """The program: what SCRUBROOM_CLAUDE names, else on the PATH, else in a node_modules around here."""
    named = environ.get(VARIABLE)
    if named:
        found = shutil.which(Path(named).expanduser(), path=environ.get("PATH"))
        return Path(found) if found else None
    found = shutil.which("claude", path=environ.get("PATH"))
    if found:
        return Path(found)
    for place in (folder, *folder.parents):
        found = shutil.which("claude", path=str(place / "node_modules" / ".bin"))
        if found:
            return Path(found)
    return None


def claude_version(program: Path, environ: Mapping[str, str]) -> tuple[int, int, int] | None:
    """Its version; None if it does not say within 20 seconds."""
    try:
        done = subprocess.run(
            [str(program), "--version"],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _VERSION.search(done.stdout)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


async def run_child(program: Path, arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Runs the program on our terminal until it ends. Returns its exit code, 128 + n for signal n.

    Raises OSError if it cannot be started.
    """
    loop = asyncio.get_running_loop()
    process = await asyncio.create_subprocess_exec(str(program), *arguments, env=dict(environ))

    def forward(number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)

    handled: list[int] = []
    if sys.platform != "win32":
        # handlers of a loop are not inherited by a child, unlike ignored signals
        loop.add_signal_handler(signal.SIGINT, lambda: None)
        handled.append(signal.SIGINT)
        for name in _FORWARDED:
            number = int(getattr(signal, name))
            loop.add_signal_handler(number, forward, number)
            handled.append(number)
    try:
        code = await process.wait()
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
    return code if code >= 0 else 128 - code
