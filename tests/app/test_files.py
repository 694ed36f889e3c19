"""Files of the user: no crash and no second process can harm them."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app import files
from app.files import (
    HeldLock,
    LockTimeout,
    atomic_write,
    clear_leftovers,
    file_lock,
    fingerprint,
    is_held,
    signature,
)

#: Writes a file and dies by SIGKILL at a chosen call of the operating system.
DYING_WRITER = """
import os, signal, sys
from pathlib import Path
from app.files import atomic_write
point, path = sys.argv[1:]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(os, point, die)
atomic_write(Path(path), b"new" * 1000)
"""


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    atomic_write(path, b"data")
    assert path.read_bytes() == b"data"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_an_existing_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(mode)
    atomic_write(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", mode)


def test_a_symlink_stays_and_its_target_changes(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "config"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link = tmp_path / "config"
    link.symlink_to(Path("dotfiles") / "config")
    atomic_write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert sorted(entry.name for entry in target.parent.iterdir()) == ["config"]


def test_a_symlink_to_nothing_gets_its_target(tmp_path: Path) -> None:
    link = tmp_path / "config"
    link.symlink_to(tmp_path / "elsewhere" / "config")
    atomic_write(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "elsewhere" / "config").read_bytes() == b"new"


def test_a_failing_replace_leaves_the_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        atomic_write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("linked", [False, True])
def test_a_file_that_was_made_read_only_is_not_replaced(tmp_path: Path, linked: bool) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"old")
    path.chmod(0o444)
    named = path
    if linked:
        named = tmp_path / "link.toml"
        named.symlink_to(path)
    with pytest.raises(PermissionError, match="read-only") as caught:
        atomic_write(named, b"new")
    assert caught.value.filename == str(path)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"old", 0o444)
    assert sorted(tmp_path.iterdir()) == sorted({path, named})


@pytest.mark.parametrize("point", ["fdopen", "fsync", "chmod", "replace"])
def test_a_kill_at_any_point_leaves_the_old_file_whole(tmp_path: Path, point: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", DYING_WRITER, point, str(path)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2
    clear_leftovers(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_clearing_leftovers_takes_only_our_own(tmp_path: Path) -> None:
    for name in ("file", ".file.swp", ".file2.abc.tmp", "file.tmp", ".file.abcd.tmp"):
        (tmp_path / name).write_bytes(b"")
    clear_leftovers(tmp_path / "file")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        ".file.swp",
        ".file2.abc.tmp",
        "file",
        "file.tmp",
    ]
    clear_leftovers(tmp_path / "no such folder" / "file")


def test_the_signature_changes_with_every_write(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert signature(path) is None
    seen = set()
    for data in (b"a", b"b", b"a"):
        atomic_write(path, data)
        seen.add(signature(path))
    assert len(seen) == 3


def test_the_fingerprint_is_of_the_file_not_of_the_way_to_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert fingerprint(tmp_path / "link") == fingerprint(tmp_path / "file")
    assert fingerprint(tmp_path / "file") != fingerprint(tmp_path / "other")


def test_a_lock_is_had_by_one_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "state" / "lock"
    with (
        file_lock(lock),
        pytest.raises(LockTimeout, match="changing the same file"),
        file_lock(lock, timeout=0),
    ):
        pytest.fail("two holders")
    with file_lock(lock, timeout=0):
        pass


def test_a_waiting_thread_gets_the_lock_when_it_is_free(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    order: list[str] = []
    started = threading.Event()

    def second() -> None:
        started.set()
        with file_lock(lock, timeout=30):
            order.append("second")

    thread = threading.Thread(target=second)
    with file_lock(lock):
        thread.start()
        started.wait(30)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


def test_a_lock_ends_with_its_holder(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    code = f"""
import os, signal
from pathlib import Path
from app.files import file_lock
with file_lock(Path({str(lock)!r})):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    with file_lock(lock, timeout=0):
        pass


def test_the_lock_is_dropped_when_its_block_fails(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), file_lock(tmp_path / "lock"):
        raise ValueError("inside")
    with file_lock(tmp_path / "lock", timeout=0):
        pass
    assert files.signature(tmp_path / "lock") is not None


def test_a_lock_is_held_until_it_is_let_go(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "one"
    held = HeldLock(path)
    assert is_held(path)
    with pytest.raises(LockTimeout):
        HeldLock(path)
    held.release()
    assert not path.exists()
    assert not is_held(path)
    HeldLock(path).release()
