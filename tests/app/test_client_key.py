"""The local key with which the program's own Claude Code asks the proxy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from keyring.backends import fail

from app.client_key import ENTRY, VARIABLE, NoClientKey, client_key
from app.config_store import ConfigStore
from app.keyring_store import SERVICE, KeyringStore
from app.local_keys import create_key, hash_key

if TYPE_CHECKING:
    from tests.app.conftest import MemoryKeyring


@pytest.fixture
def store(tmp_path: Path) -> ConfigStore:
    store = ConfigStore(tmp_path / "config.toml", state=tmp_path / "state")
    store.load()
    return store


def with_key(store: ConfigStore) -> str:
    key, kept = create_key("laptop")
    store.add_key(kept)
    return key


async def test_a_proxy_that_asks_for_none_needs_none(store: ConfigStore, keyring: MemoryKeyring) -> None:
    assert await client_key(store, KeyringStore(keyring), {VARIABLE: "anything"}) == ""
    assert keyring.calls == []


async def test_the_key_in_the_variable_is_taken_if_it_is_good(
    store: ConfigStore, keyring: MemoryKeyring
) -> None:
    key = with_key(store)
    assert await client_key(store, KeyringStore(keyring), {VARIABLE: f"{key}\n"}) == key
    with pytest.raises(NoClientKey, match=f"{VARIABLE} is unknown or revoked"):
        await client_key(store, KeyringStore(keyring), {VARIABLE: "scrub_live_x"})
    assert keyring.calls == []


async def test_an_own_key_is_made_once_and_its_text_is_in_the_keyring_alone(
    store: ConfigStore, keyring: MemoryKeyring, tmp_path: Path
) -> None:
    with_key(store)
    key = await client_key(store, KeyringStore(keyring), {})
    assert keyring.entries == {(SERVICE, ENTRY): key}
    assert [kept.sha256 for kept in store.config.keys if kept.name == "claude-code"] == [hash_key(key)]
    assert await client_key(store, KeyringStore(keyring), {}) == key
    assert len(store.config.keys) == 2
    assert all(key.encode() not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


async def test_a_revoked_key_is_replaced_by_a_new_one(store: ConfigStore, keyring: MemoryKeyring) -> None:
    with_key(store)
    first = await client_key(store, KeyringStore(keyring), {})
    store.revoke_key("claude-code")
    second = await client_key(store, KeyringStore(keyring), {})
    assert second != first
    assert hash_key(first) not in {kept.sha256 for kept in store.config.keys}


async def test_a_lost_key_is_replaced_under_its_name(store: ConfigStore, keyring: MemoryKeyring) -> None:
    with_key(store)
    await client_key(store, KeyringStore(keyring), {})
    keyring.entries.clear()
    second = await client_key(store, KeyringStore(keyring), {})
    assert {kept.name: kept.sha256 for kept in store.config.keys}["claude-code"] == hash_key(second)


@pytest.mark.allow_logs("The keyring refused")
async def test_without_a_keyring_it_says_what_to_do_and_makes_none(
    store: ConfigStore, keyring: MemoryKeyring
) -> None:
    with_key(store)
    with pytest.raises(
        NoClientKey, match=r"no keyring to keep one in\. Make one with 'scrubroom keys create"
    ):
        await client_key(store, KeyringStore(fail.Keyring()), {})  # type: ignore[no-untyped-call]
    keyring.lock()
    with pytest.raises(NoClientKey, match="the keyring is locked"):
        await client_key(store, KeyringStore(keyring), {})
    assert [kept.name for kept in store.config.keys] == ["laptop"]
