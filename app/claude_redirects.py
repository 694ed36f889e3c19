"""Settings files by which Claude Code would go past the proxy: found, not changed.

Owns the list of files that Claude Code reads and what in them leads elsewhere.

Source: https://code.claude.com/docs/en/settings (managed before local before project before user); measured:
`env` in any of them beats the environment of the process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.claude_code import ClaudeCodeError, config_dir, parse_settings
from app.claude_environment import REDIRECTING

_MANAGED = {
    "darwin": Path("/Library/Application Support/ClaudeCode/managed-settings.json"),
    "win32": Path("C:/ProgramData/ClaudeCode/managed-settings.json"),
}
_MANAGED_ELSEWHERE = Path("/etc/claude-code/managed-settings.json")


@dataclass(frozen=True, slots=True)
class Redirect:
    """names: what in the file leads elsewhere. problem: why the file cannot be read, else empty."""

    path: Path
    names: tuple[str, ...]
    problem: str = ""


def managed_settings() -> Path:
    return _MANAGED.get(sys.platform, _MANAGED_ELSEWHERE)


def project_settings(folder: Path, environ: Mapping[str, str] = os.environ) -> Iterator[Path]:
    """The settings of the project in a folder and of those around it, the strongest first."""
    user = config_dir(environ).resolve()
    for place in (folder.resolve(), *folder.resolve().parents):
        for name in ("settings.local.json", "settings.json"):
            path = place / ".claude" / name
            if path.parent != user:
                yield path


def find_redirects(
    folder: Path, url: str, environ: Mapping[str, str] = os.environ, managed: Path | None = None
) -> list[Redirect]:
    """What would lead a Claude Code in this folder past the proxy at `url`. Raises nothing."""
    files = [
        managed or managed_settings(),
        *project_settings(folder, environ),
        config_dir(environ) / "settings.json",
    ]
    found = (redirect_in(path, url) for path in files)
    return [redirect for redirect in found if redirect is not None]


def redirect_in(path: Path, url: str) -> Redirect | None:
    """What in one file leads past the proxy at `url`; None if nothing does."""
    try:
        settings = parse_settings(path.read_bytes(), path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return Redirect(path, (), f"{path} cannot be read: {error.strerror}.")
    except ClaudeCodeError as error:
        return Redirect(path, (), str(error))
    raw = settings.get("env")
    env = raw if isinstance(raw, dict) else {}
    if str(env.get("ANTHROPIC_BASE_URL", "")).rstrip("/") == url.rstrip("/"):
        names: list[str] = []  # its token is for us
    else:
        names = [name for name in REDIRECTING if env.get(name)]
    if settings.get("apiKeyHelper"):
        names.append("apiKeyHelper")
    return Redirect(path, tuple(names)) if names else None
