"""Where journals lie, and which programs are alive."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.journal_place import Owner, journal_file, read_journal
from proxy_core.journal.database import Database, JournalError

_HOLDER = """
import sys
from pathlib import Path
from app.journal_place import Owner
owner = Owner(Path(sys.argv[1]))
print(owner.name, flush=True)
sys.stdin.read()
"""


def test_each_configuration_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRUBROOM_STATE_DIR", str(tmp_path / "state"))
    one, other = journal_file(tmp_path / "a.toml"), journal_file(tmp_path / "b.toml")
    assert one != other
    assert one.parent == other.parent == tmp_path / "state" / "journal"
    (tmp_path / "link.toml").symlink_to(tmp_path / "a.toml")
    assert journal_file(tmp_path / "link.toml") == one


def test_a_program_is_alive_until_it_lets_go(tmp_path: Path) -> None:
    journal = tmp_path / "journal" / "x.sqlite"
    one, other = Owner(journal), Owner(journal)
    assert one.alive(one.name)
    assert one.alive(other.name)
    other.release()
    other.release()
    assert not one.alive(other.name)
    assert not one.alive("never was")
    one.release()
    assert list(journal.parent.iterdir()) == []


def test_a_killed_program_is_not_alive_and_its_file_goes_later(tmp_path: Path) -> None:
    journal = tmp_path / "x.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(journal)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        name = holder.stdout.readline().strip()
        own = Owner(journal)
        assert own.alive(name)
        holder.kill()
        holder.wait()
    assert not own.alive(name)
    (left,) = [path for path in tmp_path.iterdir() if name in path.name]
    Owner(journal).release()
    assert left.exists(), "it may be one that is about to be locked"
    os.utime(left, (0, 0))
    Owner(journal).release()
    assert not left.exists()
    own.release()


def test_where_nothing_can_be_locked_the_program_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    owner = Owner(tmp_path / "file" / "journal" / "x.sqlite")
    assert owner.alive(owner.name)
    owner.release()


def test_a_journal_is_read_beside_its_writer(tmp_path: Path) -> None:
    writer = Database(tmp_path / "x.sqlite")
    with writer.transaction() as run:
        run.execute("INSERT INTO last_used VALUES ('laptop', 'now')")
    assert read_journal(
        tmp_path / "x.sqlite", lambda run: run.execute("SELECT * FROM last_used").fetchall()
    ) == [("laptop", "now")]
    writer.close()
    (tmp_path / "y.sqlite").write_bytes(b"somebody else's" * 100)
    with pytest.raises(JournalError, match="not a journal"):
        read_journal(tmp_path / "y.sqlite", lambda run: None)
