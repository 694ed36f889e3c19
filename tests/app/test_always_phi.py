"""Values that are always PHI rest in the keyring; without one they last for this run."""

from __future__ import annotations

import re

import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from app.always_phi import AlwaysPhi
from app.keyring_store import KeyringStore
from proxy_core.secrets import SecretsUnavailable
from tests.app.running import MemoryKeyring


class Locked(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("canary")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked("canary")


def store(backend: KeyringBackend) -> AlwaysPhi:
    return AlwaysPhi(KeyringStore(backend))


async def test_a_value_is_kept_in_the_keyring_and_named_by_an_id() -> None:
    backend = MemoryKeyring()
    always = store(backend)
    entry = await always.add("NAME", "Project Falcon")
    assert re.fullmatch("NAME: keyring:[0-9a-f]{12}", entry)
    assert "Project Falcon" in backend.entries.values()
    assert "Falcon" not in f"{entry} {always!r}"
    assert always.entry_of([entry], "Project Falcon") == entry
    assert always.entry_of([entry], "another") == ""


async def test_the_next_run_reads_it_again() -> None:
    backend = MemoryKeyring()
    entry = await store(backend).add("NAME", "Project Falcon")
    later = store(backend)
    assert await later.read([entry, "NAME: plain"]) == ""
    assert list(later.values.values()) == ["Project Falcon"]


async def test_a_value_that_is_gone_or_locked_is_said_and_not_taken_for_none() -> None:
    entry = await store(MemoryKeyring()).add("NAME", "Project Falcon")
    said = await store(MemoryKeyring()).read([entry])
    assert "nothing is sent" in said
    assert entry in said


@pytest.mark.allow_logs("keyring refused")
async def test_behind_a_locked_keyring_nothing_is_kept_and_nothing_sent() -> None:
    always = store(Locked())
    with pytest.raises(SecretsUnavailable):
        await always.add("NAME", "Project Falcon")
    assert not always.values
    said = await store(Locked()).read(["NAME: keyring:0123456789ab"])
    assert "nothing is sent" in said
    assert "canary" not in said


async def test_without_a_keyring_it_lasts_for_this_run() -> None:
    always = store(NoKeyring())  # type: ignore[no-untyped-call]
    assert await always.add("NAME", "Project Falcon") == ""
    (entry,) = always.passing
    assert always.entry_of([], "Project Falcon") == entry
    await always.remove(entry)
    assert (always.passing, always.values) == ([], {})


async def test_a_value_is_forgotten_everywhere() -> None:
    backend = MemoryKeyring()
    always = store(backend)
    entry = await always.add("NAME", "Project Falcon")
    await always.remove(entry)
    assert not backend.entries
    assert not always.values
