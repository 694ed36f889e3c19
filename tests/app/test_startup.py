"""The program without a window: built, changed while it runs, taken down."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app import paths
from app.keyring_store import KeyringStore
from app.stamp import Stamp
from app.startup import embedded
from proxy_core.secrets import Secret
from tests.app.running import running
from tests.app.test_lifecycle import ask
from tests.fakes.answers import message, stream, text_block
from tests.fakes.signals import Signal
from tests.fakes.upstream import Step, Upstream, sse

SERVE = (
    "import sys; from pathlib import Path; from app.startup import serve; "
    "sys.exit(serve(Path(sys.argv[1]), None, 0))"
)


def start(folder: Path, config: str, code: str = SERVE) -> subprocess.Popen[str]:
    file = folder / "config.toml"
    file.write_text(config, encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"},
        "SCRUBROOM_STATE_DIR": str(folder / "state"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    return subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("listening on http://127.0.0.1:"), process.communicate()
    return line.split()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_a_running_stream_end(tmp_path: Path, number: signal.Signals) -> None:
    from tests.app.test_lifecycle import FAR

    gate = Signal("the provider's next word")
    frames = stream(message([text_block("Hello")]))
    with Upstream([Step(sse([*frames[:3], gate, *frames[3:]]))]) as far:
        process = start(tmp_path, FAR.format(url=far.url))
        asked = asyncio.ensure_future(ask(address(process), stream=True))
        await far.arrival().arrived()
        process.send_signal(number)
        gate.set()
        assert (await asked).rstrip().endswith(b"}")
        assert b"message_stop" in await asked
        _, errors = await asyncio.to_thread(process.communicate, timeout=30)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors


def test_serving_loads_no_qt(tmp_path: Path) -> None:
    code = SERVE.replace("sys.exit(", "code = ").removesuffix(")") + "; print('PySide6' in sys.modules)"
    process = start(tmp_path, "", code)
    address(process)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    assert output.strip() == "False"


def test_an_address_that_cannot_be_had_is_said_in_a_sentence(tmp_path: Path) -> None:
    process = start(
        tmp_path, '[server]\nhost = "203.0.113.1"\n[[keys]]\nname = "a"\nsha256 = "' + "0" * 64 + '"\n'
    )
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (2, "")
    assert errors.strip().splitlines()[-1].startswith("scrubroom: ")
    assert "Traceback" not in errors


def test_a_broken_file_without_an_earlier_copy_is_not_served(tmp_path: Path) -> None:
    process = start(tmp_path, "port = \n")
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (2, "")
    said = [line for line in errors.splitlines() if "config.toml" in line]
    assert said == [
        f"scrubroom: {tmp_path / 'config.toml'}: line 1 at 'port': is not valid TOML: invalid value. "
        "Mend it, then start again."
    ]


def test_a_broken_file_with_an_earlier_copy_is_said_once_and_the_copy_serves(tmp_path: Path) -> None:
    process = start(tmp_path, "version = 1\n")
    address(process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    process = start(tmp_path, "port = \n")
    address(process)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert errors.count("The last good configuration is in use") == 1


def test_a_taken_port_is_said_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = start(tmp_path, f"[server]\nport = {port}\n", SERVE.replace("None, 0", "None, None"))
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (2, "")
    assert errors.count(f"Port {port} is taken") == 1


async def test_an_edit_of_the_file_takes_effect_while_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        changed = asyncio.Event()
        built.store.subscribe(lambda config: changed.set())
        (tmp_path / "config.toml").write_text("version = 1\n[privacy]\nmode = 'block'\n", encoding="utf-8")
        await asyncio.wait_for(changed.wait(), 30)
        while built.core.config["privacy.mode"] != "block":
            await asyncio.sleep(0)


@pytest.mark.allow_logs("last good")
async def test_a_broken_edit_leaves_the_last_good_configuration_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n[privacy]\nmode = 'block'\n") as built:
        changed = asyncio.Event()
        built.store.subscribe(lambda config: changed.set())
        file = tmp_path / "config.toml"
        file.write_text("version = 1\n[privacy]\nmode = 'nonsense'\n", encoding="utf-8")
        await asyncio.wait_for(changed.wait(), 30)
        assert "privacy.mode" in (built.store.problem or "")
        assert built.core.config["privacy.mode"] == "block"
        assert "nonsense" in file.read_text(encoding="utf-8")


async def test_a_key_that_a_command_deletes_is_forgotten_while_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        await built.keyring.set("far", Secret("sk-synthetic-0123456789-x7Qa"))
        changed = asyncio.Event()
        built.keyring.subscribe(changed.set)
        await KeyringStore(stamp=Stamp(paths.secrets_stamp())).delete("far")
        await asyncio.wait_for(changed.wait(), 30)
        assert await built.keyring.get("far") is None


async def test_an_embedded_proxy_lives_as_long_as_its_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRUBROOM_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    async with embedded(tmp_path / "none.toml") as url:
        assert b"You said: Hi" in await ask(url)
    with pytest.raises(OSError, match="refused"):
        await ask(url)


async def test_what_is_no_phi_here_passes_from_the_moment_that_it_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        await built.lifecycle.start()
        url = built.lifecycle.status().url
        assert b"1 SSN" in await ask(url, "SSN 536-22-8741")
        before = built.core.guard
        built.store.save_settings({"privacy.allow": ["536-22-8741"]})
        while built.core.guard is before:
            await asyncio.sleep(0)
        assert b"no PHI placeholders" in await ask(url, "SSN 536-22-8741")
