"""The real command in a process of its own, with everything that it keeps in a fresh folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

Result = subprocess.CompletedProcess[str]


@dataclass
class CommandLine:
    """folder: the current one. config: its configuration file. env: variables on top of the clean ones."""

    folder: Path
    config: Path
    home: Path
    env: dict[str, str] = field(default_factory=dict)

    def environ(self) -> dict[str, str]:
        clean = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.home),
            "SCRUBROOM_CONFIG": str(self.config),
            "SCRUBROOM_STATE_DIR": str(self.folder.parent / "state"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "PYTHONWARNINGS": "error",
        }
        return {**clean, **self.env}

    def __call__(self, *arguments: str, input: str = "", code: int = 0) -> Result:
        """Runs `scrubroom ARGUMENTS`; its exit code must be `code`, and no traceback may be seen."""
        done = subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            input=input,
            env={**self.environ(), "PYTHONPATH": str(Path(__file__).parents[3])},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stderr
        return done


@pytest.fixture
def scrubroom(tmp_path: Path) -> CommandLine:
    for name in ("work", "home", "config"):
        (tmp_path / name).mkdir()
    return CommandLine(tmp_path / "work", tmp_path / "config" / "config.toml", tmp_path / "home")


@pytest.fixture
def fake_claude(tmp_path: Path) -> Callable[..., Mapping[str, str]]:
    """A stand-in for the `claude` program. Gives the variables with which `scrubroom` finds it."""

    def make(body: str, version: str = "2.1.197") -> Mapping[str, str]:
        path = tmp_path / "bin" / "claude"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"#!{sys.executable}\nimport json, os, sys\n"
            f"if sys.argv[1:] == ['--version']:\n    print({version!r})\n    sys.exit()\n{body}\n"
        )
        path.chmod(0o755)
        return {"SCRUBROOM_CLAUDE": str(path)}

    return make
