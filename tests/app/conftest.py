"""The keyring and the configuration file that the tests of this folder share."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from app.config_store import ConfigStore
from tests.app.config_files import KINDS, TEXT, Make


class MemoryKeyring(KeyringBackend):
    """An operating system's keyring, in memory.

    calls: what was asked for, by name. refuse: what every call raises. gate: while it is clear, every call
    blocks, as a locked keyring does.
    """

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []
        self.threads: set[str] = set()
        self.refuse: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def get_password(self, service: str, username: str) -> str | None:
        self._call("get", username)
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._call("set", username)
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._call("delete", username)
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("No such password!")

    def lock(self) -> None:
        """From now on its owner dismisses every dialog."""
        self.refuse = KeyringLocked("Failed to unlock the collection!")

    def _call(self, what: str, name: str) -> None:
        self.calls.append(f"{what} {name}")
        self.threads.add(threading.current_thread().name)
        if not self.gate.wait(60):
            raise TimeoutError
        if self.refuse is not None:
            raise self.refuse


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "config.toml"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


@pytest.fixture
def make(path: Path, tmp_path: Path) -> Make:
    """A store as another start of the program makes it."""

    def build(**options: object) -> ConfigStore:
        return ConfigStore(path, KINDS, state=tmp_path / "state", **options)  # type: ignore[arg-type]

    return build
