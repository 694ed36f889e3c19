"""What changed of the policy, whoever changed it and whenever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from proxy_core.config import Config
from proxy_core.journal import audit, changes
from proxy_core.journal.database import Database
from tests.fakes.clock import START
from tests.fakes.requests import config

KEY = {"name": "laptop", "sha256": "ab" * 32, "last_four": "x7Qa"}
AZURE = {"name": "azure", "kind": "openai", "base_url": "https://azure.example/v1", "auth": "none"}
SIGNED = {"status": "signed", "reference": "MSA-2231"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "journal.sqlite")
    yield made
    made.close()


def told(
    database: Database, now: Config, digest: changes.Digest = changes.no_digest
) -> list[tuple[str, str]]:
    """Kind and subject of each row that this configuration adds."""
    with database.transaction() as run:
        return [(row.kind, row.subject) for row in changes.record(run, now, START, digest)]


def details(database: Database) -> Any:
    with database.transaction() as run:
        return audit.newest(run, 1)[0].details


def test_the_same_configuration_again_adds_nothing(database: Database) -> None:
    some = config(keys=[KEY], providers=[AZURE])
    assert told(database, some)
    assert told(database, some) == []


def test_a_setting_tells_from_what_to_what(database: Database) -> None:
    told(database, config())
    assert told(database, config(policy={"require_baa": "off"})) == [("policy.changed", "policy.require_baa")]
    assert details(database) == {"from": None, "to": "off"}
    assert told(database, config()) == [("policy.changed", "policy.require_baa")]
    assert details(database) == {"from": "off", "to": None}


def test_the_window_is_no_policy(database: Database) -> None:
    told(database, config())
    assert told(database, config(app={"theme": "dark"})) == []


def test_keys_are_created_changed_and_revoked(database: Database) -> None:
    told(database, config())
    assert told(database, config(keys=[KEY])) == [("key.created", "laptop")]
    assert told(database, config(keys=[{**KEY, "rpm": 5}])) == [("key.changed", "laptop")]
    assert details(database)["to"]["rpm"] == 5
    assert told(database, config(keys=[{**KEY, "rpm": 5, "sha256": "cd" * 32}])) == [
        ("key.changed", "laptop")
    ]
    with database.transaction() as run:
        run.execute("INSERT INTO last_used VALUES ('laptop', '2026')")
    assert told(database, config()) == [("key.revoked", "laptop")]
    assert database.rows("SELECT * FROM last_used") == []


def test_a_keys_hash_is_not_repeated(database: Database) -> None:
    told(database, config(keys=[KEY]))
    assert KEY["sha256"] not in json.dumps(database.rows("SELECT * FROM audit"))


def test_agreements_are_attested_and_withdrawn(database: Database) -> None:
    told(database, config(providers=[AZURE]))
    assert told(database, config(providers=[{**AZURE, "baa": SIGNED}])) == [("baa.attested", "azure")]
    assert details(database)["to"]["reference"] == "MSA-2231"
    assert told(database, config(providers=[AZURE])) == [("baa.withdrawn", "azure")]


def test_providers_and_models(database: Database) -> None:
    told(database, config())
    routes = [{"provider": "azure", "model": "gpt-5.2"}]
    mapped = config(providers=[AZURE], models=[{"alias": "c*", "routes": routes}])
    assert ("provider.added", "azure") in told(database, mapped)
    moved = config(
        providers=[{**AZURE, "base_url": "https://b.example"}], models=[{"alias": "c*", "routes": routes}]
    )
    assert told(database, moved) == [("provider.changed", "azure")]
    assert ("provider.removed", "azure") in told(database, config())


def test_prices(database: Database) -> None:
    told(database, config())
    price = {"model": "gpt-5*", "input": 1, "output": 10}
    assert told(database, config(prices=[price])) == [("price.set", "gpt-5*")]
    assert told(database, config(prices=[{**price, "input": 2}])) == [("price.set", "gpt-5*")]
    assert details(database) == {"from": [1, 10, None, None], "to": [2, 10, None, None]}
    assert told(database, config()) == [("price.removed", "gpt-5*")]


def test_no_value_of_a_list_is_kept(database: Database) -> None:
    secret = "Maria Gonzalez"
    told(database, config())

    def digest(content: bytes) -> str:
        return "d1" if b"Gonzalez" in content else "d0"

    with_value = config(privacy={"deny": [secret]})
    assert told(database, with_value, digest) == [("policy.changed", "privacy.deny")]
    assert details(database)["to"] == {"entries": 1, "digest": "d1"}
    for table in ("audit", "policy_seen"):
        assert "Gonzalez" not in str(database.rows(f"SELECT * FROM {table}"))
