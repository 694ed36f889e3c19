"""`scrubroom allow`: read first, then trust; another content is asked anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.commands.conftest import CommandLine

FILE = "# invented\nErika Mustermann\n/TEST-\\d{4}/\n"


@pytest.fixture
def repository(scrubroom: CommandLine) -> Path:
    (scrubroom.folder / ".git").mkdir()
    (scrubroom.folder / "src").mkdir()
    (scrubroom.folder / ".phiallow").write_text(FILE)
    return scrubroom.folder


def decided(scrubroom: CommandLine) -> list[str]:
    """What is on the disk."""
    file = Path(scrubroom.environ()["SCRUBROOM_STATE_DIR"]) / "phiallow.json"
    return (
        [one["decision"] for one in json.loads(file.read_text())["files"].values()] if file.exists() else []
    )


@pytest.mark.parametrize("path", [(), (".",), ("src",), (".phiallow",)])
def test_the_content_is_shown_and_trusted(
    scrubroom: CommandLine, repository: Path, path: tuple[str, ...]
) -> None:
    done = scrubroom("allow", "--yes", *path)
    assert done.stdout.splitlines() == ["Erika Mustermann", r"/TEST-\d{4}/"]
    assert decided(scrubroom) == ["trusted"]
    assert "trusted already" in scrubroom("allow").stderr


def test_nothing_is_trusted_unread(scrubroom: CommandLine, repository: Path) -> None:
    done = scrubroom("allow", code=2)
    assert "Nobody is here to be asked." in done.stderr
    assert decided(scrubroom) == []


@pytest.mark.parametrize(
    ("answer", "code", "after"), [("y\n", 0, ["trusted"]), ("\n", 1, []), ("no\n", 1, [])]
)
def test_a_person_is_asked(
    scrubroom: CommandLine, repository: Path, answer: str, code: int, after: list[str]
) -> None:
    if sys.platform == "win32":
        return  # it has no pseudo-terminals
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "allow"],
        env={**scrubroom.environ(), "PYTHONPATH": str(Path(__file__).parents[3])},
        cwd=repository,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.write(ours, answer.encode())
    _, said = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code, said
    assert "Trust this content? [y/N]" in said
    assert decided(scrubroom) == after


def test_what_was_decided_is_listed_and_can_be_taken_back(scrubroom: CommandLine, repository: Path) -> None:
    assert "Nothing was decided" in scrubroom("allow", "--list").stdout
    scrubroom("allow", "--ignore")
    assert decided(scrubroom) == ["ignored"]
    (repository / ".phiallow").write_text(FILE + "more\n")
    line = scrubroom("allow", "--list").stdout.splitlines()[1]
    assert line.startswith("ignored")
    assert line.endswith("changed since")
    scrubroom("allow", "--revoke")
    assert decided(scrubroom) == []


@pytest.mark.parametrize(
    ("content", "why"), [("/.*/\n", "Line 1 takes in the empty text"), ("/(/\n", "Line 1 is a regular")]
)
def test_a_file_that_cannot_be_used_is_not_trusted(
    scrubroom: CommandLine, repository: Path, content: str, why: str
) -> None:
    (repository / ".phiallow").write_text(content)
    assert why in scrubroom("allow", "--yes", code=2).stderr
    assert decided(scrubroom) == []


def test_a_folder_without_one_says_so(scrubroom: CommandLine) -> None:
    assert "There is no .phiallow for" in scrubroom("allow", "--yes", code=2).stderr


def test_what_stands_there_cannot_drive_a_terminal(scrubroom: CommandLine, repository: Path) -> None:
    (repository / ".phiallow").write_text("a\x1b[2Jb\n")
    assert scrubroom("allow", "--yes").stdout == "a\\x1b[2Jb\n"
