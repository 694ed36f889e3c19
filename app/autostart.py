"""Start at login: one small interface over the three systems' ways.

Owns the entry that the system reads, and nothing of when it is wanted. Must not run anything.

Sources: Desktop Application Autostart Specification 0.5 and Desktop Entry Specification 1.5
(https://specifications.freedesktop.org), launchd.plist(5), and Microsoft's "Run and RunOnce Registry Keys".
"""

from __future__ import annotations

import importlib
import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from app.files import atomic_write

_LABEL: Final = "io.scrubroom.Scrubroom"
_NAME: Final = "Scrubroom"
_RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
#: Where the Task Manager keeps what a person has switched off; an odd first byte means off.
_APPROVED: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"


class Autostart(Protocol):
    """All three raise OSError if the system's entry cannot be read or written."""

    def enabled(self) -> bool:
        """Whether the system will start Scrubroom; False also where a person switched it off elsewhere."""
        ...

    def enable(self) -> None:
        """Start this very program at each login; writes the entry anew if the program has moved."""
        ...

    def disable(self) -> None: ...


class Registry(Protocol):
    """The values of the current user's registry, as far as they are needed here."""

    def get(self, key: str, name: str) -> str | bytes | None: ...

    def set(self, key: str, name: str, value: str) -> None: ...

    def delete(self, key: str, name: str) -> None:
        """No error if there is none."""
        ...


def autostart(
    command: Sequence[str],
    platform: str = sys.platform,
    environment: Mapping[str, str] = os.environ,
    home: Path | None = None,
    registry: Registry | None = None,
) -> Autostart:
    """The way of this platform (`sys.platform`'s names). command: what to start, see `own_command`."""
    home = home or Path.home()
    if platform == "win32":
        return RunKey(command, registry or WindowsRegistry())
    if platform == "darwin":
        return LaunchAgent(command, home / "Library" / "LaunchAgents")
    config = environment.get("XDG_CONFIG_HOME", "")
    folder = Path(config) if os.path.isabs(config) else home / ".config"
    return DesktopEntry(command, folder / "autostart")


def own_command(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> list[str]:
    """The command that starts this program as it was started, without arguments."""
    if environment.get("APPIMAGE"):
        return [environment["APPIMAGE"]]  # the mounted one inside it is gone after this run
    program = Path(sys.executable)
    if getattr(sys, "frozen", False):
        return [str(program)]
    windowless = program.with_name("pythonw.exe")
    if platform == "win32" and windowless.exists():
        program = windowless
    return [str(program), "-m", "app"]


class DesktopEntry:
    """Linux and the BSDs: a file in the autostart folder."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._command = command
        self._file = folder / "scrubroom.desktop"

    def enabled(self) -> bool:
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        pairs = dict(re.findall(r"(?m)^([A-Za-z-]+)[ \t]*=[ \t]*(.*?)[ \t]*$", text))
        return pairs.get("Hidden") != "true" and pairs.get("X-GNOME-Autostart-enabled") != "false"

    def enable(self) -> None:
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            f"Name={_NAME}",
            "Comment=Keeps patients' data out of what Claude Code sends",
            f"Exec={' '.join(map(_exec_argument, self._command))}",
            "Icon=scrubroom",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
        )
        atomic_write(self._file, "\n".join((*lines, "")).encode(), mode=0o644)

    def disable(self) -> None:
        self._file.unlink(missing_ok=True)


class LaunchAgent:
    """macOS: a property list in the user's LaunchAgents."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._command = command
        self._file = folder / f"{_LABEL}.plist"

    def enabled(self) -> bool:
        try:
            entry = plistlib.loads(self._file.read_bytes())
        except (FileNotFoundError, plistlib.InvalidFileException, ValueError):
            return False
        return isinstance(entry, dict) and bool(entry.get("RunAtLoad")) and not entry.get("Disabled")

    def enable(self) -> None:
        entry = {
            "Label": _LABEL,
            "ProgramArguments": list(self._command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        atomic_write(self._file, plistlib.dumps(entry), mode=0o644)

    def disable(self) -> None:
        self._file.unlink(missing_ok=True)


class RunKey:
    """Windows: a value in the current user's Run key."""

    def __init__(self, command: Sequence[str], registry: Registry) -> None:
        self._command = command
        self._registry = registry

    def enabled(self) -> bool:
        if self._registry.get(_RUN, _NAME) is None:
            return False
        approved = self._registry.get(_APPROVED, _NAME)
        return not (isinstance(approved, bytes) and approved and approved[0] & 1)

    def enable(self) -> None:
        self._registry.set(_RUN, _NAME, subprocess.list2cmdline(self._command))
        self._registry.delete(_APPROVED, _NAME)

    def disable(self) -> None:
        self._registry.delete(_RUN, _NAME)


class WindowsRegistry:
    """HKEY_CURRENT_USER by the standard library's `winreg`, which only Windows has."""

    def __init__(self, winreg: Any = None) -> None:
        self._winreg = winreg or importlib.import_module("winreg")

    def get(self, key: str, name: str) -> str | bytes | None:
        registry = self._winreg
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, key) as opened:
                value, _ = registry.QueryValueEx(opened, name)
        except FileNotFoundError:
            return None
        return value if isinstance(value, str | bytes) else None

    def set(self, key: str, name: str, value: str) -> None:
        registry = self._winreg
        with registry.CreateKeyEx(registry.HKEY_CURRENT_USER, key, 0, registry.KEY_SET_VALUE) as opened:
            registry.SetValueEx(opened, name, 0, registry.REG_SZ, value)

    def delete(self, key: str, name: str) -> None:
        registry = self._winreg
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, key, 0, registry.KEY_SET_VALUE) as opened:
                registry.DeleteValue(opened, name)
        except FileNotFoundError:
            return


def _exec_argument(argument: str) -> str:
    """One argument of an Exec line. The file's own escapes are undone before those of the quotes."""
    escaped = re.sub(r'(["`$\\])', r"\\\1", argument).replace("\\", "\\\\").replace("%", "%%")
    plain = re.fullmatch(r"[A-Za-z0-9_@%+=:,./-]+", argument)
    return escaped if plain else f'"{escaped}"'
