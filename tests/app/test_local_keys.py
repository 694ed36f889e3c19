"""Local keys: shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import re

import pytest

from app.local_keys import create_key, hash_key
from proxy_core.config import ConfigError


def test_a_key_has_its_public_form_and_only_its_hash_is_kept() -> None:
    key, kept = create_key("laptop", scopes=["ai:chat", "debug", "ai:chat"], rpm=5, daily=100, budget_usd=1.5)
    assert re.fullmatch(r"scrub_live_[0-9A-Za-z]{32}", key)
    assert kept.sha256 == hashlib.sha256(key.encode()).hexdigest() == hash_key(key)
    assert kept.last_four == key[-4:]
    assert (kept.name, kept.scopes, kept.rpm, kept.daily, kept.budget_usd) == (
        "laptop",
        ("ai:chat", "debug"),
        5,
        100,
        1.5,
    )
    assert key not in repr(kept)


def test_no_two_keys_are_the_same() -> None:
    assert len({create_key("x")[0] for _ in range(200)}) == 200


@pytest.mark.parametrize("name", ["", "a b", "-x", "x" * 65, "a/b", "é"])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="name: must be 1 to 64 letters"):
        create_key(name)


@pytest.mark.parametrize("scopes", [["AI:chat"], [""], ["a b"], ["ai:"], ["x:y:z"]])
def test_what_is_no_scope_is_refused(scopes: list[str]) -> None:
    with pytest.raises(ConfigError, match="is no scope"):
        create_key("x", scopes=scopes)
    with pytest.raises(ConfigError, match="at least one"):
        create_key("x", scopes=[])
