"""Where Scrubroom keeps what."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from app import paths


def test_a_named_configuration_file_comes_before_the_platforms_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCRUBROOM_CONFIG", str(tmp_path / "mine.toml"))
    assert paths.config_file() == tmp_path / "mine.toml"
    monkeypatch.delenv("SCRUBROOM_CONFIG")
    assert paths.config_file().name == "config.toml"
    assert "scrubroom" in paths.config_file().parts


def test_a_named_state_folder_holds_everything_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCRUBROOM_STATE_DIR", str(tmp_path))
    folders = [paths.state_dir(), paths.log_dir(), paths.cache_dir(), paths.runtime_dir()]
    assert all(folder.is_relative_to(tmp_path) for folder in folders)
    assert len(set(folders)) == 4


def test_without_it_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCRUBROOM_STATE_DIR", raising=False)
    folders = [paths.state_dir(), paths.log_dir(), paths.cache_dir(), paths.runtime_dir()]
    assert all(any("scrubroom" in part for part in folder.parts) for folder in folders)


def test_without_a_session_nothing_goes_to_a_shared_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SCRUBROOM_STATE_DIR", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "ended"))
    assert paths.runtime_dir() == paths.state_dir() / "run"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert paths.runtime_dir() == tmp_path / "scrubroom"


def test_a_private_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = paths.private_dir(tmp_path / "a" / "b")
    assert made.is_dir()
    if sys.platform != "win32":
        assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_an_existing_folder_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    paths.private_dir(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
