"""One process tells the others that something has changed, and not what."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.stamp import Stamp


def test_a_mark_is_noticed_once_by_others_and_not_by_oneself(tmp_path: Path) -> None:
    one, other = Stamp(tmp_path / "state" / "stamp"), Stamp(tmp_path / "state" / "stamp")
    assert not other.changed()
    for _ in range(3):
        one.mark()
        assert not one.changed()
        assert [other.changed(), other.changed()] == [True, False]
    assert (tmp_path / "state" / "stamp").read_bytes() == b""


def test_what_was_marked_before_is_old(tmp_path: Path) -> None:
    Stamp(tmp_path / "stamp").mark()
    assert not Stamp(tmp_path / "stamp").changed()


def test_a_mark_of_ones_own_hides_no_other(tmp_path: Path) -> None:
    one, other = Stamp(tmp_path / "stamp"), Stamp(tmp_path / "stamp")
    other.mark()
    one.mark()
    assert one.changed()


@pytest.mark.allow_logs("cannot be written")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    stamp = Stamp(tmp_path / "file" / "stamp")
    stamp.mark()
    assert not stamp.changed()
    assert "cannot be written" in caplog.text
