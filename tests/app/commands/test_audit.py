"""`scrubroom audit`: the trail is shown, and tampering with the file is found."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from proxy_core.journal import audit
from proxy_core.journal.database import Database
from tests.fakes.clock import START

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine


@pytest.fixture
def journal(scrubroom: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Path:
    from app.journal_place import journal_file

    monkeypatch.setenv("SCRUBROOM_STATE_DIR", str(scrubroom.folder.parent / "state"))
    path = journal_file(scrubroom.config)
    database = Database(path)
    with database.transaction() as run:
        for number in range(1, 4):
            audit.append(run, START, "key.created", f"k{number}", {"to": {"rpm": number}})
    database.close()
    return path


def tamper(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as plain:
        plain.execute(statement)


def test_a_whole_trail_is_said_to_be_whole(scrubroom: CommandLine, journal: Path) -> None:
    said = scrubroom("audit", "verify").stdout
    assert "whole: 3 rows" in said
    noted = re.search(r"3:[0-9a-f]{16}", said)
    assert noted
    scrubroom("audit", "verify", "--noted", noted.group())


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM audit WHERE number = 3", "UPDATE audit SET details = '{}' WHERE number = 2"],
)
def test_tampering_is_found(scrubroom: CommandLine, journal: Path, statement: str) -> None:
    tamper(journal, statement)
    assert "not whole" in scrubroom("audit", "verify", code=1).stdout


def test_a_trail_made_anew_is_found_by_what_was_noted(scrubroom: CommandLine, journal: Path) -> None:
    assert "not whole" in scrubroom("audit", "verify", "--noted", f"2:{'0' * 16}", code=1).stdout
    journal.unlink()
    assert (
        "Nothing was written yet" in scrubroom("audit", "verify", "--noted", f"2:{'0' * 16}", code=1).stderr
    )


def test_the_trail_is_listed(scrubroom: CommandLine, journal: Path) -> None:
    lines = scrubroom("audit", "list", "--limit", "2").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["ROW", "3", "2"]
    assert "k3" in lines[1]
    assert '"rpm": 3' in lines[1]
    assert "no such rows" in scrubroom("audit", "list", "--kind", "policy").stdout
    assert len(scrubroom("audit", "list", "--kind", "key").stdout.splitlines()) == 4


def test_before_anything_was_written_nothing_is_made(scrubroom: CommandLine) -> None:
    for action in ("list", "verify"):
        assert "Nothing was written yet" in scrubroom("audit", action).stderr
    assert not (scrubroom.folder.parent / "state" / "journal").exists()


@pytest.mark.parametrize("noted", ["x", "3", "3:abc", ":0123456789abcdef"])
def test_what_is_no_note_is_refused(scrubroom: CommandLine, noted: str) -> None:
    assert "is not a row's number" in scrubroom("audit", "verify", "--noted", noted, code=2).stderr


def test_a_file_that_is_no_journal_is_said(scrubroom: CommandLine, journal: Path) -> None:
    journal.write_bytes(b"somebody else's" * 100)
    assert "not a journal" in scrubroom("audit", "list", code=2).stderr
