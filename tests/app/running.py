"""The whole program but its window, on a configuration of the test's own."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from app.startup import Program, program


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets with the test. A real one is used where the keyring itself is tested."""

    priority = 1

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


@contextlib.asynccontextmanager
async def running(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    config: str = "",
    *,
    host: str | None = None,
    port: int | None = 0,
) -> AsyncIterator[Program]:
    """config: the text of the configuration file; none is written if it is empty. host, port: the command
    line's own."""
    monkeypatch.setenv("SCRUBROOM_STATE_DIR", str(folder / "state"))
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    file = folder / "config.toml"
    if config:
        file.write_text(config, encoding="utf-8")
    try:
        async with program(file, host=host, port=port) as built:
            yield built
    finally:
        keyring.set_keyring(before)
