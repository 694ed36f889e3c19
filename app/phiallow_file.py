"""The `.phiallow` that belongs to a working directory: where it is and what it holds.

Owns the search and the reading. The file is looked for in the directory and above it, up to the root of its
repository, which is where `.git` is; without one in the directory alone. Never in the home directory or the
file system's root on behalf of what lies below. Only a regular file of bounded size is read.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from proxy_core.privacy.phiallow import LARGEST, NAME, PhiAllow, PhiAllowError, digest_of, parse

_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class PhiAllowFile:
    """path: resolved. digest: of its bytes, as far as they were read. allow: None if it cannot be used, which
    `problem` then says as a sentence."""

    path: Path
    digest: str
    allow: PhiAllow | None = field(default=None, repr=False)
    problem: str = ""


def find(directory: Path) -> Path | None:
    """The file of a directory; None if it has none. Raises nothing: what cannot be seen is not there."""
    try:
        if not directory.is_absolute() or not directory.is_dir():
            return None
        home = Path.home()
        for place in _upwards(directory):
            file = place / NAME
            if file.is_file() and (place == directory or place not in (home, Path(place.anchor))):
                return file.resolve()
    except (OSError, RuntimeError, ValueError):
        return None
    return None


def _upwards(directory: Path) -> list[Path]:
    """The directory and those above it, up to the root of its repository."""
    places = [directory, *directory.parents][:_DEEPEST]
    for number, place in enumerate(places):
        if (place / ".git").exists():
            return places[: number + 1]
    return places[:1]


def read(path: Path) -> PhiAllowFile | None:
    """The file's content, read once: what is judged is what counts. None if it is gone."""
    try:
        data = _bytes(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        return PhiAllowFile(path, "", problem=f"It cannot be read: {error.strerror or type(error).__name__}.")
    digest = digest_of(data)
    try:
        return PhiAllowFile(path, digest, parse(data))
    except PhiAllowError as error:
        return PhiAllowFile(path, digest, problem=str(error))


def _bytes(path: Path) -> bytes:
    # Not blocking: a pipe by this name must not hold anybody up.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(0, "it is no regular file")
        return stream.read(LARGEST + 1)
