"""Where Scrubroom keeps what: one function for each folder.

Owns the choice of folders, nothing in them. The environment variables `SCRUBROOM_CONFIG` (a file) and
`SCRUBROOM_STATE_DIR` (a folder, for everything but the configuration) come before the platform's own places;
a second copy of the program, or a test, lives entirely inside them.

Source: the platform's conventions as platformdirs knows them (https://platformdirs.readthedocs.io).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("scrubroom", appauthor=False)


def config_file() -> Path:
    """The configuration file of this user."""
    named = os.environ.get("SCRUBROOM_CONFIG")
    return Path(named).expanduser() if named else Path(_DIRS.user_config_path) / "config.toml"


def state_dir() -> Path:
    """What must outlive a restart: the last good configuration, journals, locks."""
    return _own() or Path(_DIRS.user_state_path)


def secrets_stamp() -> Path:
    """The file by which a command tells a running proxy that a key in the keyring has changed."""
    return state_dir() / "secrets.stamp"


def phiallow_file() -> Path:
    """What was decided about `.phiallow` files: digests, none of their content."""
    return state_dir() / "phiallow.json"


def journal_dir() -> Path:
    """The journals, one for each configuration file: metadata of requests, budgets, the audit trail."""
    return state_dir() / "journal"


def log_dir() -> Path:
    own = _own()
    return own / "log" if own else Path(_DIRS.user_log_path)


def cache_dir() -> Path:
    """What can be thrown away."""
    own = _own()
    return own / "cache" if own else Path(_DIRS.user_cache_path)


def runtime_dir() -> Path:
    """Sockets and files that end with the session. Never in a shared folder such as /tmp."""
    own = _own()
    if own:
        return own / "run"
    if sys.platform != "linux":
        return Path(_DIRS.user_runtime_path)
    session = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(session) / "scrubroom" if os.access(session, os.W_OK) else state_dir() / "run"


def _own() -> Path | None:
    named = os.environ.get("SCRUBROOM_STATE_DIR")
    return Path(named).expanduser() if named else None


def private_dir(path: Path) -> Path:
    """The folder, made if need be for this user alone (0700). An existing one keeps its permissions.

    Raises OSError.
    """
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    return path
