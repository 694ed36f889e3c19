"""Which placeholder means what, in memory only."""

from __future__ import annotations

import pickle

import pytest

from proxy_core.privacy.placeholders import Placeholders
from proxy_core.privacy.vault import Vault

MAKE = Placeholders(b"a synthetic install key")


def test_a_value_keeps_its_placeholder() -> None:
    vault = Vault(MAKE)
    token = vault.token("NAME", "Okafor")
    assert vault.token("NAME", "Okafor") == token
    assert vault.original(token) == "Okafor"
    assert len(vault) == 1


def test_a_placeholder_that_the_text_holds_means_nothing_else() -> None:
    vault = Vault(MAKE)
    token = MAKE.make("NAME", "Okafor")
    assert vault.adopt(token, token) == token
    assert vault.kept(token)
    assert vault.token("NAME", "Okafor") != token


def test_a_typed_placeholder_becomes_a_value_of_its_own() -> None:
    vault = Vault(MAKE)
    typed = next(f"PHI_NAME_AAAAAAA{c}" for c in "0123456789" if not MAKE.fits(f"PHI_NAME_AAAAAAA{c}"))
    token = vault.adopt(typed, typed)
    assert token != typed
    assert vault.original(token) == typed


def test_it_never_leaves_memory() -> None:
    vault = Vault(MAKE)
    vault.token("NAME", "Okafor")
    assert "Okafor" not in repr(vault)
    with pytest.raises(TypeError):
        pickle.dumps(vault)
