"""What a person types in a terminal to run this very program.

Owns that one line. `make run` installs into a virtual environment that is on nobody's PATH, so the name alone
would not do there.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

_NAME = "scrubroom"


def typed_program(
    environ: Mapping[str, str] = os.environ,
    python: Path | None = None,
    platform: str = sys.platform,
    *,
    frozen: bool = bool(getattr(sys, "frozen", False)),
) -> str:
    """`scrubroom` where that leads here in any terminal, else the whole path, quoted for the shell.

    python: the interpreter's path, beside which an installation has its commands.
    """
    python = python or Path(sys.executable)
    if image := environ.get("APPIMAGE"):
        return _quoted(image, platform)
    if frozen:
        return _quoted(str(python), platform)
    script = python.with_name(f"{_NAME}.exe" if platform == "win32" else _NAME)
    if _on_path(script, environ):
        return _NAME
    if script.exists():
        return _quoted(str(script), platform)
    return f"{_quoted(str(python), platform)} -m app"


def _on_path(script: Path, environ: Mapping[str, str]) -> bool:
    found = shutil.which(_NAME, path=environ.get("PATH", ""))
    if found is None:
        return False
    activated = environ.get("VIRTUAL_ENV")
    if activated and Path(found).is_relative_to(activated):
        return False  # it is on the PATH of this one terminal only
    try:
        return os.path.samefile(found, script)
    except OSError:
        return False


def _quoted(path: str, platform: str) -> str:
    """For POSIX shells; for PowerShell, which runs a quoted path only after `&`."""
    if platform != "win32":
        return shlex.quote(path)
    return f'& "{path}"' if " " in path else path
