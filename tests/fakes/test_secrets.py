"""The fake keyring keeps, forgets and refuses like a real one."""

from __future__ import annotations

import pytest

from proxy_core.secrets import Secret, SecretState, SecretStore, SecretsUnavailable
from tests.fakes.secrets import FakeSecrets


async def test_it_keeps_and_forgets() -> None:
    store: SecretStore = FakeSecrets({"azure": "sk-scripted-0001"})
    assert await store.get("azure") == Secret("sk-scripted-0001")
    assert store.state("azure") is SecretState.SET
    await store.delete("azure")
    assert await store.get("azure") is None
    assert store.state("azure") is SecretState.MISSING
    await store.set("azure", Secret("new"))
    assert await store.get("azure") == Secret("new")


async def test_a_locked_keyring_refuses() -> None:
    store = FakeSecrets({"azure": "sk"}, unavailable=SecretState.LOCKED)
    assert store.state("azure") is SecretState.LOCKED
    with pytest.raises(SecretsUnavailable, match="locked"):
        await store.get("azure")
