"""What the window asks is done by the program, and told back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import aiohttp
import keyring
import pytest

from app.bridge import Bridge
from proxy_core.config import Auth, Baa, ModelMapping, Provider, Route
from proxy_core.errors import ProxyError
from proxy_core.inspector.view import View
from proxy_core.journal.entry import Entry, Outcome
from proxy_core.routing.health import FAILURES
from proxy_core.secrets import SecretState
from tests.app.running import MemoryKeyring, running
from tests.app.test_lifecycle import Light, ask
from tests.fakes.proxy import PATIENT, PATIENT_VALUES
from tests.fakes.upstream import Upstream
from ui.ports import Health, Marked, ProbeResult, ProxyState, Trust

FAR = Provider("far", "anthropic", "https://api.example.com", Auth("keyring"), Baa("signed"))


class Told:
    """What `done` was called with."""

    def __init__(self) -> None:
        self._future: asyncio.Future[object] = asyncio.get_running_loop().create_future()

    def __call__(self, value: object) -> None:
        self._future.set_result(value)

    async def value(self) -> object:
        return await asyncio.wait_for(self._future, 30)


async def test_the_proxy_is_switched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(tmp_path, monkeypatch) as built:
        bridge, light = Bridge(built, lambda: None), Light(built)
        bridge.start()
        url = (await light.until(ProxyState.ON)).url
        assert bridge.status().url == url
        seen: list[Entry] = []
        end = bridge.subscribe_entries(seen.append)
        await ask(url)
        end()
        assert [entry.outcome for entry in seen] == [Outcome.RUNNING, Outcome.DONE]
        assert bridge.entries()[-1] == seen[-1]
        bridge.stop()
        await light.until(ProxyState.OFF)
        await bridge.close()


async def test_providers_models_and_settings_are_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "# mine\nversion = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        assert bridge.save_provider(FAR, None) is None
        assert bridge.save_models([ModelMapping("claude-*", (Route("far", "m"),))]) is None
        assert bridge.save_settings({"privacy.mode": "block"}) is None
        assert bridge.config().provider("far") == FAR
        assert bridge.config()["privacy.mode"] == "block"
        assert Path(bridge.config_path()).read_text(encoding="utf-8").startswith("# mine")
        await bridge.close()


async def test_what_cannot_be_saved_is_told_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        before = (tmp_path / "config.toml").read_text(encoding="utf-8")
        assert "nobody" in (bridge.save_models([ModelMapping("a", (Route("nobody"),))]) or "")
        assert bridge.save_settings({"privacy.mode": "off"})
        assert (tmp_path / "config.toml").read_text(encoding="utf-8") == before
        assert bridge.problem() is None
        await bridge.close()


async def test_a_key_is_kept_shown_masked_and_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        bridge.save_provider(FAR, None)
        changes: list[SecretState] = []
        bridge.subscribe_secrets(lambda: changes.append(bridge.secret_state("far")))
        told = Told()
        bridge.set_secret("far", "sk-ant-123456789", told)
        assert await told.value() is None
        assert bridge.secret_state("far") is SecretState.SET
        assert bridge.secret_hint("far") == "…6789"
        assert SecretState.SET in changes
        too_long = Told()
        bridge.set_secret("far", "x" * 5000, too_long)
        assert "1,280" in str(await too_long.value())
        gone = Told()
        bridge.delete_secret("far", gone)
        assert await gone.value() is None
        assert bridge.secret_state("far") is SecretState.MISSING
        assert bridge.secret_state("demo") is SecretState.NOT_NEEDED
        await bridge.close()


async def test_a_renamed_provider_keeps_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        bridge.save_provider(FAR, None)
        told = Told()
        bridge.set_secret("far", "sk-ant-123456789", told)
        await told.value()
        renamed = Provider("near", FAR.kind, FAR.base_url, FAR.auth, FAR.baa)
        moved = asyncio.Event()
        bridge.subscribe_secrets(
            lambda: moved.set() if bridge.secret_state("near") is SecretState.SET else None
        )
        assert bridge.save_provider(renamed, "far") is None
        await asyncio.wait_for(moved.wait(), 30)
        assert bridge.secret_hint("near") == "…6789"
        assert bridge.remove_provider("near") is None
        await bridge.close()


async def test_a_connection_is_tested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Upstream([]) as far:
        async with running(tmp_path, monkeypatch) as built:
            bridge = Bridge(built, lambda: None)
            told = Told()
            bridge.probe(Provider("far", "anthropic", far.url), "sk-typed", told)
            result = await told.value()
            assert isinstance(result, ProbeResult)
            assert result.ok
            await bridge.close()


async def test_quitting_is_the_programs_business(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    async with running(tmp_path, monkeypatch) as built:
        Bridge(built, lambda: asked.append("quit")).quit()
    assert asked == ["quit"]


async def _inspected(bridge: Bridge, request_id: str) -> View | None:
    told = Told()
    bridge.inspect(request_id, told)
    value = await told.value()
    assert value is None or isinstance(value, View)
    return value


async def test_a_request_can_be_inspected_until_the_proxy_is_turned_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch) as built:
        assert not built.core.keep.on
        bridge, light = Bridge(built, lambda: None), Light(built)
        bridge.start()
        await ask((await light.until(ProxyState.ON)).url)
        request_id = bridge.entries()[-1].request_id
        assert bridge.inspectable(request_id)
        view = await _inspected(bridge, request_id)
        assert view is not None
        assert view.complete
        assert [leaf.part for leaf in view.request] == ["messages"]
        bridge.stop()
        await light.until(ProxyState.OFF)
        await bridge.close()
        assert not bridge.inspectable(request_id)
        assert not built.core.keep.on


async def test_what_is_kept_follows_the_settings_and_goes_with_sleep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        await built.lifecycle.start()
        await ask(built.lifecycle.status().url)
        told: list[int] = []
        bridge.subscribe_forgotten(lambda: told.append(len(built.core.keep)))
        for let_go in (bridge.woke, bridge.locked):
            assert len(built.core.keep) == 1
            let_go()
            assert len(built.core.keep) == 0
            await ask(built.lifecycle.status().url)
        assert told == [0, 0]
        await ask(built.lifecycle.status().url)
        bridge.save_settings({"log.inspector": False})
        assert not built.core.keep.on
        assert told == [0, 0, 0]
        assert await _inspected(bridge, bridge.entries()[-1].request_id) is None
        await bridge.close()


async def test_a_value_is_marked_and_that_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        marks: list[Callable[[Told], None]] = [
            lambda told: bridge.not_phi("Zebra-7", told),
            lambda told: bridge.always_phi("NAME", "Zebra-7", told),
        ]
        for mark in marks:
            told, undone = Told(), Told()
            mark(told)
            marked = await told.value()
            assert isinstance(marked, Marked)
            assert marked.ok
            assert marked.undo is not None
            marked.undo(undone)
            assert await undone.value() is None
        assert list(bridge.config()["privacy.allow"]) == list(bridge.config()["privacy.deny"]) == []
        await bridge.close()


async def test_a_repository_s_file_is_shown_and_decided_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch) as built:
        bridge = Bridge(built, lambda: None)
        for name, text in (("good", "zebra\n/TEST-[0-9]{3}/\n"), ("bad", "/.*/\n")):
            (tmp_path / name).mkdir()
            (tmp_path / name / ".phiallow").write_text(text, encoding="utf-8")
            await built.repositories._look(tmp_path / name)
        good, bad = bridge.repositories()
        assert (good.trust, good.values, good.expressions) == (Trust.NEW, ("zebra",), ("TEST-[0-9]{3}",))
        assert bad.trust is Trust.BROKEN
        assert "takes in" in bad.problem
        told: list[Trust] = []
        end = bridge.subscribe_repositories(lambda: told.append(bridge.repositories()[0].trust))
        for trusted in (True, False, None):
            assert bridge.decide_repository(good.path, good.digest, trusted) is None
        end()
        assert told == [Trust.TRUSTED, Trust.IGNORED, Trust.NEW]
        await bridge.close()


async def test_what_is_kept_reaches_neither_the_log_nor_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with running(tmp_path, monkeypatch) as built:
        bridge = Bridge(built, lambda: None)
        await built.lifecycle.start()
        url = built.lifecycle.status().url
        body = {"model": "demo", "max_tokens": 9, "messages": [{"role": "user", "content": PATIENT}]}
        async with aiohttp.ClientSession() as client, client.post(f"{url}/v1/messages", json=body) as answer:
            assert answer.status == 200
        request_id = bridge.entries()[-1].request_id
        view = await _inspected(bridge, request_id)
        assert view is not None
        kept = built.core.keep.get(request_id)
        said = f"{caplog.text} {kept!r} {built.core.keep!r} {view!r} {view.request!r} {built!r}"
        await bridge.close()
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for value in PATIENT_VALUES:
        assert value not in said
        assert value.encode() not in written


async def test_a_value_that_is_taken_off_the_list_leaves_the_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        bridge = Bridge(built, lambda: None)
        told = Told()
        bridge.always_phi("NAME", "Zebra-7", told)
        await told.value()
        backend = keyring.get_keyring()
        assert isinstance(backend, MemoryKeyring)
        assert "Zebra-7" in backend.entries.values()
        assert bridge.save_settings({"privacy.deny": []}) is None
        async with asyncio.timeout(30):
            while bridge._tasks:
                await asyncio.wait(tuple(bridge._tasks))
        assert "Zebra-7" not in backend.entries.values()
        await bridge.close()


async def test_a_provider_that_fails_is_shown_until_it_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch) as built:
        bridge, health = Bridge(built, lambda: None), built.core.health
        heard: list[Health] = []
        end = bridge.subscribe_health(lambda: heard.append(bridge.health("demo")))
        for _ in range(FAILURES):
            health.failed("demo", ProxyError("INFERENCE_UNAVAILABLE"))
        health.answered("demo", "", "m")
        end()
        await bridge.close()
    assert [(one.passed_over, one.failures, one.code) for one in heard] == [
        (True, FAILURES, "INFERENCE_UNAVAILABLE"),
        (False, 0, ""),
    ]
