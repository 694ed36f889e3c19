"""What the window is told of usage, budgets and keys: from requests that were really made."""

from __future__ import annotations

import asyncio
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from app.bridge import Bridge
from app.bridge_usage import standing, used
from app.journal_place import journal_file
from app.startup import Program
from proxy_core.config import LocalKey
from proxy_core.core import Core
from proxy_core.journal import audit
from proxy_core.policy import budget
from proxy_core.policy.cost import DOLLAR
from proxy_core.wire import json
from tests.app.running import running
from tests.app.test_bridge import Told
from ui.ports import Standing, Usage


async def ask(url: str, key: str, text: str) -> None:
    body = {"model": "claude-x", "max_tokens": 900, "messages": [{"role": "user", "content": text}]}
    request = urllib.request.Request(url + "/v1/messages", json.dumps(body), {"x-api-key": key})

    def send() -> None:
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()

    await asyncio.to_thread(send)


async def served(built: Program) -> str:
    await built.lifecycle.start()
    return built.lifecycle.status().url


async def stands(bridge: Bridge) -> Standing:
    told = Told()
    bridge.standing(told)
    value = await told.value()
    assert isinstance(value, Standing)
    return value


async def usage(bridge: Bridge, days: int) -> Usage:
    told = Told()
    bridge.usage(days, told)
    value = await told.value()
    assert isinstance(value, Usage)
    return value


async def test_requests_are_told_by_day_model_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        url = await served(built)
        new = bridge.create_key(LocalKey("desk", "", "", ("ai:chat",), daily=9))
        assert new.key.startswith("scrub_live_")
        assert new.key not in repr(new)
        async with asyncio.timeout(30):
            while not built.core.config.keys:
                await asyncio.sleep(0.01)
        await ask(url, new.key, "Hello.")
        await ask(url, new.key, "Patient Erika Mustermann, SSN 219-09-9999.")
        found = await usage(bridge, 7)
        assert found.problem == ""
        assert found.last - found.first == timedelta(days=6)
        assert (found.total.requests, found.total.with_phi) == (2, 1)
        assert found.total.output > 0
        assert [day for day, _ in found.by_day] == [found.last]
        assert [(provider, sums.requests) for provider, _, sums in found.by_model] == [("demo", 2)]
        assert [(key, sums.requests) for key, sums in found.by_key] == [("desk", 2)]
        assert found.phi["SSN"] == 1
        now = await stands(bridge)
        assert (now.minute, now.today) == (2, 2)
        use = now.keys["desk"]
        assert use.today == 2
        assert use.last_used is not None
        assert abs(built.core.clock.now() - use.last_used) < timedelta(minutes=10)
        await bridge.close()


async def test_a_budget_stands_as_its_books_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        bridge.create_key(LocalKey("desk", "", ""))
        journal = built.core.journal
        assert journal is not None
        today = built.core.clock.now().astimezone().date()
        await asyncio.wrap_future(
            journal.ask(lambda run: budget.settle(run, "r1", today, "desk", 3 * DOLLAR // 2))
        )
        limit = budget.Limit(budget.EVERYBODY, 10 * DOLLAR)
        await asyncio.wrap_future(journal.reserve("r2", "desk", DOLLAR // 4, [limit]))
        now = await stands(bridge)
        assert (now.spent_usd, now.reserved_usd, now.keys["desk"].spent_usd) == (1.5, 0.25, 1.5)
        assert now.resets_on.day == 1
        assert now.resets_on > today
        await bridge.close()


@pytest.mark.allow_logs("not a journal of Scrubroom", "could not be written")
async def test_a_journal_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRUBROOM_STATE_DIR", str(tmp_path / "state"))
    path = journal_file(tmp_path / "config.toml")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"somebody else's" * 100)
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        assert "not a journal" in (await stands(bridge)).problem
        assert "not a journal" in (await usage(bridge, 30)).problem
        await bridge.close()


async def test_without_a_journal_nothing_is_told_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        core: Core = built.core
        journal, core.journal = core.journal, None
        assert "not known" in (await standing(core, core.config)).problem
        assert "not known" in (await used(core, 7)).problem
        core.journal = journal


async def test_keys_are_made_changed_and_revoked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        assert bridge.create_key(LocalKey("desk", "", "")).problem == ""
        assert "already a key" in bridge.create_key(LocalKey("desk", "", "")).problem
        assert bridge.create_key(LocalKey("no name", "", "")).problem
        (desk,) = bridge.config().keys
        assert bridge.change_key(LocalKey("desk", desk.sha256, desk.last_four, ("debug",), rpm=3)) is None
        assert (bridge.config().keys[0].scopes, bridge.config().keys[0].rpm) == (("debug",), 3)
        assert bridge.change_key(LocalKey("gone", "0" * 64, ""))
        assert bridge.revoke_key("desk") is None
        assert bridge.config().keys == ()
        assert bridge.revoke_key("desk")
        await bridge.close()


async def test_what_was_acknowledged_is_in_the_audit_trail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        bridge.acknowledge("policy.require_baa", "PHI then goes to every provider.")
        journal = built.core.journal
        assert journal is not None
        (row,) = await asyncio.wrap_future(
            journal.ask(lambda run: audit.newest(run, 9, kind="policy.acknowledged"))
        )
        assert (row.subject, dict(row.details)) == (
            "policy.require_baa",
            {"text": "PHI then goes to every provider."},
        )
        await bridge.close()
