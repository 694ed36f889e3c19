"""Which keyring this computer has, and what is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from app.keyring_backend import backend_name, is_safe

if TYPE_CHECKING:
    from tests.app.conftest import MemoryKeyring


def like(keyring: MemoryKeyring, module: str) -> KeyringBackend:
    """A backend derived from one of that module's."""
    base = type("Base", (type(keyring),), {"__module__": module})
    backend: KeyringBackend = type("Derived", (base,), {})()
    return backend


def test_what_fails_or_forgets_or_writes_plain_files_is_no_keyring(keyring: MemoryKeyring) -> None:
    assert is_safe(keyring)
    assert not is_safe(fail.Keyring())  # type: ignore[no-untyped-call]
    assert not is_safe(null.Keyring())  # type: ignore[no-untyped-call]
    assert not is_safe(like(keyring, "keyrings.alt.file"))
    assert not is_safe(like(keyring, "keyrings.alt.Windows"))
    assert is_safe(like(keyring, "keyrings.cryptfile.cryptfile"))


def test_a_backend_has_a_name_for_a_person(keyring: MemoryKeyring) -> None:
    assert backend_name(keyring).endswith("MemoryKeyring")
    assert backend_name(None) == "none"


FIND = "from app.keyring_backend import *; print(backend_name(find_backend()))"


@pytest.mark.parametrize(
    "chosen", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "no.such.Thing"]
)
def test_a_choice_that_is_none_is_said_and_not_raised(chosen: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIND],
        env={"PYTHON_KEYRING_BACKEND": chosen, "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "none\n"


def test_without_a_session_bus_there_is_none(tmp_path: Path) -> None:
    environment = {
        "HOME": str(tmp_path),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none",
        "PATH": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", FIND], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "none\n"
