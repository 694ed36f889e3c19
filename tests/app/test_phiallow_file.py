"""Which `.phiallow` belongs to a directory, and what it holds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.phiallow_file import find, read
from proxy_core.privacy.phiallow import LARGEST, NAME, digest_of


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a folder in it."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    root = tmp_path / "home" / "code"
    (root / "src" / "deep").mkdir(parents=True)
    (root / ".git").mkdir()
    return root


def test_it_is_found_in_the_directory_and_up_to_the_repository_s_root(repository: Path) -> None:
    assert find(repository / "src" / "deep") is None
    (repository / NAME).write_text("x")
    assert find(repository / "src" / "deep") == (repository / NAME).resolve()
    (repository / "src" / NAME).write_text("y")
    assert find(repository / "src" / "deep") == (repository / "src" / NAME).resolve()
    assert find(repository) == (repository / NAME).resolve()


def test_what_lies_above_a_repository_or_without_one_is_not_its_own(repository: Path) -> None:
    (repository.parent / NAME).write_text("home's")
    assert find(repository) is None
    loose = repository.parent / "loose" / "deep"
    loose.mkdir(parents=True)
    (loose.parent / NAME).write_text("x")
    assert find(loose) is None
    assert find(loose.parent) == (loose.parent / NAME).resolve()


def test_a_home_directory_under_version_control_does_not_speak_for_what_is_in_it(repository: Path) -> None:
    home = repository.parent
    (home / ".git").mkdir()
    (home / NAME).write_text("x")
    (home / "notes").mkdir()
    assert find(home / "notes") is None
    assert find(home) == (home / NAME).resolve()


@pytest.mark.parametrize("directory", ["relative", "", "/no/such/place", "\0", "x" * 5000])
def test_a_directory_that_is_none_has_none(directory: str) -> None:
    assert find(Path(directory)) is None


def test_it_is_read_once_and_judged_whole(repository: Path) -> None:
    file = repository / NAME
    file.write_bytes(b"TEST-1\n")
    found = read(file)
    assert found is not None
    assert found.allow is not None
    assert found.allow.allows("TEST-1")
    assert found.digest == digest_of(b"TEST-1\n")
    assert "TEST-1" not in repr(found)


@pytest.mark.parametrize(
    ("data", "problem"), [(b"/.*/\n", "Line 1 takes in"), (b"x" * (LARGEST + 9), "larger")]
)
def test_one_that_cannot_be_used_says_why(repository: Path, data: bytes, problem: str) -> None:
    (repository / NAME).write_bytes(data)
    found = read(repository / NAME)
    assert found is not None
    assert found.allow is None
    assert problem in found.problem


def test_one_that_is_gone_is_none(repository: Path) -> None:
    assert read(repository / NAME) is None


def test_a_pipe_is_not_waited_for(repository: Path) -> None:
    if sys.platform == "win32":
        return
    os.mkfifo(repository / NAME)
    assert find(repository) is None
    found = read(repository / NAME)
    assert found is not None
    assert "no regular file" in found.problem
