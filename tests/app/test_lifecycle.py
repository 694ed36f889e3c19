"""The proxy's switch, its light, and what keeps it from listening."""

from __future__ import annotations

import asyncio
import errno
import json
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app import lifecycle
from app.lifecycle import address_problem
from app.local_keys import create_key
from app.running_proxy import Found
from app.startup import Program
from tests.app.running import running
from tests.fakes.answers import message, stream, text_block
from tests.fakes.signals import Signal
from tests.fakes.upstream import Step, Upstream, sse
from ui.ports import ProxyState, ProxyStatus

FAR = """
[[providers]]
name = "far"
kind = "anthropic"
base_url = "{url}"
auth = "none"
[[models]]
alias = "*"
routes = [{{ provider = "far" }}]
"""


async def ask(url: str, text: str = "Hi", stream: bool = False) -> bytes:
    body = {
        "model": "m",
        "max_tokens": 900,
        "stream": stream,
        "messages": [{"role": "user", "content": text}],
    }
    request = urllib.request.Request(url + "/v1/messages", json.dumps(body).encode())

    def send() -> bytes:
        with urllib.request.urlopen(request, timeout=30) as answer:
            data: bytes = answer.read()
            return data

    return await asyncio.to_thread(send)


class Light:
    """Every status that was shown."""

    def __init__(self, program: Program) -> None:
        self.shown: list[ProxyStatus] = []
        self._queue: asyncio.Queue[ProxyStatus] = asyncio.Queue()
        program.lifecycle.subscribe(self._note)

    def _note(self, status: ProxyStatus) -> None:
        self.shown.append(status)
        self._queue.put_nowait(status)

    async def until(self, state: ProxyState) -> ProxyStatus:
        while True:
            status = await asyncio.wait_for(self._queue.get(), 30)
            if status.state is state:
                return status


async def test_the_switch_turns_the_proxy_on_and_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(tmp_path, monkeypatch) as built:
        assert built.lifecycle.status() == ProxyStatus(ProxyState.OFF)
        for _ in range(2):
            await built.lifecycle.start()
            url = built.lifecycle.status().url
            assert built.lifecycle.status().state is ProxyState.ON
            assert b"You said: Hi" in await ask(url)
            await built.lifecycle.stop()
            assert built.lifecycle.status() == ProxyStatus(ProxyState.OFF)
            with pytest.raises(OSError, match="refused"):
                await ask(url)


async def test_turning_it_on_twice_at_once_is_one_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch) as built:
        await asyncio.gather(*(built.lifecycle.start() for _ in range(5)))
        assert built.lifecycle.status().state is ProxyState.ON


@pytest.mark.allow_logs("is taken")
async def test_a_taken_port_is_said_and_not_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with running(tmp_path, monkeypatch, f"[server]\nport = {port}\n", port=None) as built:
            await built.lifecycle.start()
            status = built.lifecycle.status()
            assert (status.state, status.url) == (ProxyState.ERROR, "")
            assert str(port) in status.message
            other.close()
            await built.lifecycle.start()
            assert built.lifecycle.status().url == f"http://127.0.0.1:{port}"


async def test_other_machines_are_let_in_only_with_a_local_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, '[server]\nhost = "0.0.0.0"\n') as built:
        await built.lifecycle.start()
        status = built.lifecycle.status()
    assert status.state is ProxyState.ERROR
    assert "keys create" in status.message


@pytest.mark.allow_logs("there is no local key")
@pytest.mark.parametrize("how", ["revoked", "deleted by hand", "revoked on the command line's host"])
async def test_without_its_last_local_key_a_proxy_lets_no_other_machine_in(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, kept = create_key("desk")
    own = "command line" in how
    config = 'version = 1\n[server]\nhost = "%s"\n' % ("127.0.0.1" if own else "0.0.0.0")
    keys = f'[[keys]]\nname = "desk"\nsha256 = "{kept.sha256}"\nlast_four = "{kept.last_four}"\n'
    host = "0.0.0.0" if own else None
    async with running(tmp_path, monkeypatch, config + keys, host=host) as built:
        light = Light(built)
        await built.lifecycle.start()
        url = (await light.until(ProxyState.ON)).url.replace("0.0.0.0", "127.0.0.1")
        if how.startswith("revoked"):
            built.store.revoke_key("desk")
        else:
            (tmp_path / "config.toml").write_text(config)
        status = await light.until(ProxyState.ERROR)
        assert status.url == ""
        assert "there is no local key" in status.message
        with pytest.raises(OSError, match="refused"):
            await ask(url)
        built.store.add_key(kept)
        assert (await light.until(ProxyState.ON)).url


@pytest.mark.parametrize("keys", ["", '[[keys]]\nname = "desk"\nsha256 = "' + "0" * 64 + '"\n'])
async def test_a_name_that_leads_nowhere_lets_nobody_in_and_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    text = f'[server]\nhost = "nope.invalid"\n{keys}'
    async with running(tmp_path, monkeypatch, text) as built:
        await built.lifecycle.start()
        status = built.lifecycle.status()
    assert status.state is ProxyState.ERROR
    assert status.message == "There is no address behind the name nope.invalid. Set server.host to 127.0.0.1."


async def test_a_request_under_way_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Signal("the provider's answer")
    frames = stream(message([text_block("Hello")]))
    with Upstream([Step(sse([frames[0], gate, *frames[1:]]))]) as far:
        async with running(tmp_path, monkeypatch, FAR.format(url=far.url)) as built:
            light = Light(built)
            await built.lifecycle.start()
            asked = asyncio.ensure_future(ask(built.lifecycle.status().url, stream=True))
            busy = await light.until(ProxyState.BUSY)
            assert busy.active == 1
            gate.set()
            await asked
            assert (await light.until(ProxyState.ON)).active == 0


async def test_a_refused_request_shows_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "BLOCKED_S", 0.05)
    config = FAR.format(url="https://provider.invalid")
    async with running(tmp_path, monkeypatch, config) as built:
        light = Light(built)
        await built.lifecycle.start()
        url = built.lifecycle.status().url
        with pytest.raises(OSError, match="402"):
            await ask(url, "Patient: Maria Gonzalez, SSN 536-22-8741")
        blocked = await light.until(ProxyState.BLOCKED)
        assert "'far'" in blocked.message
        assert (await light.until(ProxyState.ON)).message == ""


@pytest.mark.allow_logs("no_such_model")
async def test_a_proxy_that_must_refuse_everything_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = '[privacy]\npresidio = true\npresidio_model = "no_such_model"\n'
    async with running(tmp_path, monkeypatch, config) as built:
        light = Light(built)
        await built.lifecycle.start()
        status = await light.until(ProxyState.ERROR)
        assert status.url
        assert "'no_such_model' is not installed" in status.message
        with pytest.raises(urllib.error.HTTPError, match="500"):
            await ask(status.url)
        (tmp_path / "config.toml").write_text("[privacy]\npresidio = false\n")
        await light.until(ProxyState.ON)
        assert b"You said: Hi" in await ask(status.url)


async def test_a_new_port_is_taken_over_while_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    async with running(tmp_path, monkeypatch, "[server]\nport = 0\n", port=None) as built:
        light = Light(built)
        await built.lifecycle.start()
        assert (await light.until(ProxyState.ON)).url
        built.store.save_settings({"server.port": port})
        while (await light.until(ProxyState.ON)).url != f"http://127.0.0.1:{port}":
            continue
        assert b"You said" in await ask(f"http://127.0.0.1:{port}")


@pytest.mark.allow_logs("is taken")
async def test_who_has_the_port_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "first").mkdir()
    async with running(tmp_path / "first", monkeypatch) as first:
        await first.lifecycle.start()
        port = int(first.lifecycle.status().url.rsplit(":", 1)[1])
        async with running(tmp_path, monkeypatch, port=port) as second:
            await second.lifecycle.start()
            message = second.lifecycle.status().message
    assert f"Port {port} is taken: your own Scrubroom" in message
    assert "--port" in message
    taken = OSError(errno.EADDRINUSE, "x")
    assert "by another program" in address_problem(taken, "127.0.0.1", 80, Found(True))
    assert "another user's Scrubroom" in address_problem(taken, "127.0.0.1", 80, Found(True, stranger=True))


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.EADDRINUSE, "x"), "taken"),
        (OSError(errno.EACCES, "x"), "reserved"),
        (OSError(errno.EADDRNOTAVAIL, "x"), "no address"),
        (OSError(errno.EINVAL, "x"), "server.host"),
        (OverflowError("x"), "server.port"),
    ],
)
def test_why_an_address_cannot_be_had_is_said_for_a_person(error: OSError | OverflowError, word: str) -> None:
    assert word in address_problem(error, "127.0.0.1", 80, Found(False))


@pytest.mark.allow_logs("is taken")
async def test_a_move_to_a_port_that_is_taken_leaves_the_old_one_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        async with running(tmp_path, monkeypatch, "[server]\nport = 0\n", port=None) as built:
            await built.lifecycle.start()
            url = built.lifecycle.status().url
            built.store.save_settings({"server.port": taken})
            while str(taken) not in built.lifecycle.status().message:
                await asyncio.sleep(0)
            status = built.lifecycle.status()
            assert (status.state, status.url) == (ProxyState.ON, url)
            assert b"You said" in await ask(url)
