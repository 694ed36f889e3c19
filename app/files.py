"""Files of the user, changed so that no crash and no second process can harm them.

Owns the atomic write, the lock between processes and the signature by which an outside edit is seen. Knows
nothing of what the files hold.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.paths import private_dir

#: (mtime in ns, size, inode): differs after any write that another program can make.
Signature = tuple[int, int, int]

_WRITABLE = 0o222
_LOCK_PAUSE = 0.02
_WINDOWS_TRIES = 20


class LockTimeout(OSError):
    """Another process held the lock for too long."""


def signature(path: Path) -> Signature | None:
    """What tells one state of a file from the next; None if there is no file. Raises OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def fingerprint(path: Path) -> str:
    """A short name for a path, for files that are kept elsewhere on its behalf."""
    return hashlib.sha256(os.path.realpath(path).encode()).hexdigest()[:16]


def atomic_write(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Puts data in the place of a file, all or nothing, on disk when this returns.

    A symlink is followed: the link stays and its target is replaced. An existing file keeps its permissions;
    mode is for a new one. A file that nobody may write is not replaced, although its folder would allow it:
    somebody has made it so. Raises OSError; the file is then as it was.
    """
    target = Path(os.path.realpath(path))
    private_dir(target.parent)
    with contextlib.suppress(FileNotFoundError):
        mode = target.stat().st_mode & 0o7777
    refuse_read_only(target)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if sys.platform != "win32":
            os.chmod(name, mode)
        _replace(name, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)


def refuse_read_only(path: Path) -> None:
    """Raises PermissionError for a file that nobody may write, whoever asks: root may write anything."""
    with contextlib.suppress(FileNotFoundError):
        if not path.stat().st_mode & _WRITABLE:
            raise PermissionError(errno.EACCES, "it is read-only; make it writable first", str(path))


def clear_leftovers(path: Path) -> None:
    """Removes what a process that was killed within `atomic_write` left beside the file. Call it under the
    file's lock. Raises OSError."""
    target = Path(os.path.realpath(path))
    prefix = f".{target.name}."
    if not target.parent.is_dir():
        return
    for entry in os.scandir(target.parent):
        if entry.name.startswith(prefix) and entry.name.endswith(".tmp"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(entry.path)


def _replace(source: str, target: Path) -> None:
    """os.replace; on Windows a reader, often a virus scanner, can be in the way for a moment."""
    tries = _WINDOWS_TRIES if sys.platform == "win32" else 1
    for left in range(tries - 1, -1, -1):
        try:
            os.replace(source, target)
        except PermissionError:
            if not left:
                raise
            time.sleep(_LOCK_PAUSE)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Makes the new name survive a power cut; not every file system can, and Windows has no such call."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def file_lock(path: Path, *, timeout: float = 5.0) -> Iterator[None]:
    """Holds a lock that other processes and threads honour. path: a file kept for this alone.

    The operating system drops the lock when its holder dies. Raises `LockTimeout` after `timeout` seconds.
    """
    private_dir(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        deadline = time.monotonic() + timeout
        while not _try_lock(handle):
            if time.monotonic() >= deadline:
                raise LockTimeout(f"Another program has been changing the same file for {timeout:g} seconds.")
            time.sleep(_LOCK_PAUSE)
        try:
            yield
        finally:
            _unlock(handle)
    finally:
        os.close(handle)


class HeldLock:
    """A lock on a file for as long as this process lives, or until `release`. Raises OSError."""

    def __init__(self, path: Path) -> None:
        private_dir(path.parent)
        self._path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        if not _try_lock(self._handle):
            os.close(self._handle)
            raise LockTimeout(f"Another program holds {path}.")

    def release(self) -> None:
        """Let go, and remove the file."""
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)
        _unlock(self._handle)
        os.close(self._handle)
        if sys.platform == "win32":  # where an open file cannot be removed
            self._path.unlink(missing_ok=True)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock on a file."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        if not _try_lock(handle):
            return True
        _unlock(handle)
        return False
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
