"""What Claude Code's settings were before they were connected."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from app.claude_journal import Journal, digest, value_digest

JOURNAL = Journal(
    settings="/home/ada/.claude/settings.json",
    original=b'\xef\xbb\xbf{"a": 1}',
    written=digest(b"new"),
    folder_made=False,
    env_was_there=True,
    before={"A": '"1"', "B": None},
    ours={"A": [value_digest('"x"')], "B": [value_digest('"y"')]},
)


def test_a_journal_is_read_as_it_was_written_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "journal.json"
    JOURNAL.save(path)
    assert Journal.load(path) == JOURNAL
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_journal_is_none(tmp_path: Path) -> None:
    assert Journal.load(tmp_path / "journal.json") is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"original": 1}'])
def test_what_is_no_journal_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "journal.json"
    path.write_bytes(data)
    with pytest.raises(ValueError):
        Journal.load(path)


def test_ours_are_known_however_they_are_written() -> None:
    assert JOURNAL.is_ours("A", '"x"')
    assert JOURNAL.is_ours("A", '"\\u0078"')
    assert not JOURNAL.is_ours("A", '"y"')
    assert not JOURNAL.is_ours("C", '"x"')
    assert not JOURNAL.is_ours("A", None)


def test_a_later_journal_knows_the_earlier_values_too() -> None:
    later = Journal("s", None, "w", True, False, {"A": '"1"'}, {"A": [value_digest('"z"')]})
    both = later.with_earlier(JOURNAL)
    assert both.is_ours("A", '"x"')
    assert both.is_ours("A", '"z"')
    assert both.is_ours("B", '"y"')
    assert both.before == {"A": '"1"', "B": None}
    assert (both.original, both.written) == (None, "w")
