"""The journal of a running program."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.journal_place import journal_file
from app.startup import Program
from proxy_core.auth import ANYBODY
from proxy_core.journal.database import Database
from proxy_core.journal.entry import DOLLAR, Entry, Outcome
from proxy_core.policy.budget import Alert
from proxy_core.policy.limits import rates_of
from tests.app.running import running
from tests.app.test_lifecycle import ask
from ui.ports import ProxyState

DAILY = "version = 1\n[policy]\ndaily = 3\n"


async def started(built: Program) -> str:
    await built.lifecycle.start()
    return built.lifecycle.status().url


async def test_what_was_asked_is_in_the_journal_after_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        await ask(await started(built))
        path = built.journaling.journal.path
    assert path == journal_file(tmp_path / "config.toml")
    database = Database(path)
    assert database.rows("SELECT outcome, counted, provider FROM exchanges") == [("done", 1, "demo")]
    database.close()
    assert {each.suffix for each in path.parent.iterdir()} == {".sqlite"}, "no lock is left"


async def test_the_requests_of_today_count_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for expected in (2, 1, 0):
        async with running(tmp_path, monkeypatch, DAILY) as built:
            await ask(await started(built))
            left = built.core.limits.left(rates_of(built.core.config, ANYBODY))
            assert left is not None
            assert left.remaining == expected


@pytest.mark.allow_logs("not a journal of Scrubroom", "could not be written")
async def test_a_journal_that_cannot_be_used_refuses_only_where_there_is_a_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRUBROOM_STATE_DIR", str(tmp_path / "state"))
    path = journal_file(tmp_path / "config.toml")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"somebody else's" * 100)
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        await ask(await started(built))
        assert "not a journal" in built.journaling.journal.problem
        assert built.journaling.refusal == ""
        assert "not a journal" in built.journaling.notice()
        built.store.save_settings({"policy.budget_usd": 5})
        while not built.core.config["policy.budget_usd"]:
            await asyncio.sleep(0.01)
        assert "not a journal" in built.journaling.refusal


async def test_a_change_of_the_configuration_is_in_the_trail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        await started(built)
        built.store.save_settings({"policy.require_baa": "off"})
        while built.core.config["policy.require_baa"] != "off":
            await asyncio.sleep(0.01)
    database = Database(journal_file(tmp_path / "config.toml"))
    assert database.rows("SELECT kind, subject FROM audit ORDER BY number") == [
        ("model.mapped", "*"),
        ("policy.changed", "policy.require_baa"),
    ]
    database.close()


@pytest.mark.allow_logs("ends in 5 days")
async def test_an_agreement_that_ends_is_told_once_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    day = (date.today() + timedelta(days=5)).isoformat()
    text = (
        'version = 1\n[[providers]]\nname = "cloud"\nkind = "openai"\nbase_url = "https://c.example"\n'
        f'auth = "none"\nbaa = {{ status = "signed", expires_on = {day} }}\n'
        '[[models]]\nalias = "*"\nroutes = [{ provider = "cloud" }]\n'
    )
    async with running(tmp_path, monkeypatch, text) as built:
        await started(built)
        for theme in ("dark", "light"):
            built.journaling.notice()
            built.store.save_settings({"app.theme": theme})
            while built.core.config["app.theme"] != theme:
                await asyncio.sleep(0.01)
        assert "ends in 5 days" in built.journaling.notice()
        while "ends in 5 days" not in built.lifecycle.status().message:
            await asyncio.sleep(0.01)
        assert built.lifecycle.status().state is ProxyState.ON
    assert caplog.text.count("The agreement with 'cloud' ends in 5 days") == 1


@pytest.mark.allow_logs("% used")
async def test_a_threshold_is_heard_on_the_event_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n[policy]\nbudget_usd = 1\n") as built:
        heard: asyncio.Future[Alert] = asyncio.get_running_loop().create_future()
        built.journaling.subscribe_alerts(heard.set_result)
        entry = Entry("req_1", built.core.clock.now(), outcome=Outcome.DONE, cost=DOLLAR // 2)
        built.core.ring.record(entry)
        alert = await asyncio.wait_for(heard, 30)
    assert (alert.percent, alert.spent) == (50, DOLLAR // 2)
