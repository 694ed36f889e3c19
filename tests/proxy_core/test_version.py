"""The version is told once and is the package's own."""

from __future__ import annotations

import tomllib
from pathlib import Path

from proxy_core.version import VERSION


def test_the_program_says_the_version_of_the_package() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
