"""The guard follows the settings and the keyring, and closes when it could not keep its rules."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from app.guard_rules import GuardRules
from app.keyring_store import KeyringStore
from proxy_core.config import parse_config
from proxy_core.privacy.guard import Guard
from proxy_core.privacy.phiallow import parse
from proxy_core.privacy.plugins import PLUGINS
from proxy_core.privacy.plugins.base import Find
from proxy_core.privacy.types import Span
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


def presidio(**more: object) -> Mapping[str, Any]:
    return parse_config({"privacy": {"presidio": True, "presidio_model": "no_such_model", **more}}).settings


@pytest.mark.allow_logs("no_such_model")
async def test_a_plug_in_that_cannot_be_loaded_refuses_every_request_until_it_is_off() -> None:
    rules = GuardRules(KEY, KeyringStore(MemoryKeyring()))
    async with proxy() as running:
        await rules.apply(running.core, presidio())
        await rules.loaded()
        assert "spacy download no_such_model" in rules.refusal
        status, headers, body = await running.post(ask("Hello"))
        assert (status, headers["x-should-retry"]) == (500, "false")
        assert body["error"]["code"] == "PRIVACY_CHECK_FAILED"
        assert body["error"]["message"] == rules.refusal
        await rules.apply(running.core, presidio(presidio=False))
        assert rules.refusal == ""
        assert (await running.post(ask("Hello")))[0] == 200


async def test_a_plug_in_is_opened_in_a_thread_and_kept_while_its_own_settings_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[threading.Thread] = []

    def opened(settings: Mapping[str, Any]) -> Find:
        threads.append(threading.current_thread())
        return lambda text: []

    monkeypatch.setattr(PLUGINS[0], "open", opened)
    rules = GuardRules(KEY, KeyringStore(MemoryKeyring()))
    async with proxy() as running:
        await rules.apply(running.core, presidio())
        await rules.loaded()
        first = running.core.guard
        await rules.apply(running.core, presidio(allow=["x"]))
        await rules.loaded()
        assert running.core.guard is not first
        assert (await running.post(ask("Hello")))[0] == 200
        assert len(threads) == 1
        assert threads[0] is not threading.main_thread()
        await rules.apply(running.core, presidio(presidio_score=90))
        await rules.loaded()
        assert len(threads) == 2


async def test_even_a_short_text_is_checked_in_a_thread_if_a_plug_in_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[threading.Thread] = []

    def find(text: str) -> list[Span]:
        asked.append(threading.current_thread())
        return []

    monkeypatch.setattr(PLUGINS[0], "open", lambda settings: find)
    rules = GuardRules(KEY, KeyringStore(MemoryKeyring()))
    async with proxy() as running:
        await rules.apply(running.core, presidio())
        for text in ("Hello", "Hello again"):
            assert (await running.post(ask(text)))[0] == 200
    assert asked
    assert threading.main_thread() not in asked
