"""The guard follows the settings and the keyring, and closes when it could not keep its rules."""

from __future__ import annotations

import pytest

from app.guard_rules import GuardRules
from app.keyring_store import KeyringStore
from proxy_core.config import parse_config
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.phiallow import parse
from tests.app.running import MemoryKeyring
from tests.fakes.proxy import PATIENT, ask, proxy

KEY = bytes(range(32))


def found(guard: Guard, text: str = PATIENT) -> dict[str, int]:
    return dict(guard.redact(ask(text)).counts)


async def test_a_rule_that_changes_makes_a_guard_for_the_next_request() -> None:
    rules = GuardRules(KEY, KeyringStore(MemoryKeyring()))
    async with proxy() as running:
        core = running.core
        await rules.apply(core, core.config.settings)
        first = core.guard
        await rules.apply(core, parse_config({"privacy": {"mode": "block"}}).settings)
        assert core.guard is first
        await rules.apply(core, parse_config({"privacy": {"allow": ["Maria Gonzalez"]}}).settings)
        assert found(core.guard) == {"SSN": 1, "MRN": 1}


async def test_a_value_of_this_run_alone_makes_one_too() -> None:
    rules = GuardRules(KEY, KeyringStore(MemoryKeyring()))
    async with proxy() as running:
        core = running.core
        await rules.apply(core, core.config.settings)
        rules.always.values["0123456789ab"] = "zebra"
        rules.always.passing.append("OTHER_ID: keyring:0123456789ab")
        await rules.apply(core, core.config.settings)
        assert found(core.guard, "a zebra") == {"OTHER_ID": 1}


@pytest.mark.allow_logs("always PHI")
async def test_a_value_that_cannot_be_read_closes_the_guard_until_it_can() -> None:
    backend = MemoryKeyring()
    rules = GuardRules(KEY, KeyringStore(backend))
    wanted = parse_config({"privacy": {"deny": ["NAME: keyring:0123456789ab"]}}).settings
    async with proxy() as running:
        core = running.core
        await rules.apply(core, wanted)
        status, _, body = await running.post(ask("Hello"))
        assert status >= 400
        assert "Always PHI" in body["error"]["message"]
        assert rules.allowing(core.guard, parse(b"x")) is core.guard
        backend.entries["scrubroom", "always-phi:0123456789ab"] = "zebra"
        await rules.apply(core, wanted)
        assert rules.problem == ""
        assert found(core.guard, "a zebra") == {"NAME": 1}


async def test_a_repository_s_list_comes_on_top() -> None:
    rules = GuardRules(KEY, KeyringStore(MemoryKeyring()))
    usual = await rules.guard(parse_config({"privacy": {"allow": ["00482913"]}}).settings)
    more = rules.allowing(usual, parse(b"Maria Gonzalez\n"))
    assert found(usual) == {"NAME": 1, "SSN": 1}
    assert found(more) == {"SSN": 1}
