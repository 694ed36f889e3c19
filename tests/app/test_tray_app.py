"""The whole tray program, in a process of its own, without a screen."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.tray_app import AutostartSetting
from tests.app.running import running

TRAY = "import sys; from pathlib import Path; from app.startup import tray; sys.exit(tray(Path(sys.argv[1])))"


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return {
        **kept,
        "SCRUBROOM_STATE_DIR": str(folder / "state"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "QT_QPA_PLATFORM": "offscreen",
        **more,
    }


def command(folder: Path) -> list[str]:
    return [sys.executable, "-c", TRAY, str(folder / "config.toml")]


@contextmanager
def started(folder: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The program and the port on which its proxy answers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (folder / "config.toml").write_text(f"[server]\nport = {port}\n", encoding="utf-8")
    process = subprocess.Popen(
        command(folder),
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except ConnectionRefusedError:
                continue
        assert process.poll() is None, process.communicate()
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str]) -> str:
    """Asks it to end; what it wrote to stderr."""
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    return errors


def test_it_starts_with_the_proxy_on_and_ends_when_asked(tmp_path: Path) -> None:
    with started(tmp_path) as (process, _):
        assert "Traceback" not in ended(process)


def test_a_second_start_opens_the_first_window_and_leaves(tmp_path: Path) -> None:
    with started(tmp_path) as (process, _):
        second = subprocess.run(
            command(tmp_path),
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (second.returncode, second.stdout) == (0, ""), second.stderr
        assert process.poll() is None
        ended(process)


def test_without_a_display_it_says_so_and_serves(tmp_path: Path) -> None:
    with started(tmp_path, QT_QPA_PLATFORM="") as (process, port):
        assert process.stdout is not None
        assert process.stdout.readline() == f"listening on http://127.0.0.1:{port}\n"
        assert "no display" in ended(process)


class Entry:
    """A system's autostart entry."""

    def __init__(self, *, broken: bool = False) -> None:
        self.done: list[str] = []
        self._broken = broken

    def enabled(self) -> bool:
        return bool(self.done) and self.done[-1] == "enable"

    def enable(self) -> None:
        self.done.append("enable")
        if self._broken:
            raise PermissionError(13, "Permission denied")

    def disable(self) -> None:
        self.done.append("disable")


async def test_the_start_at_log_in_follows_the_setting_and_only_its_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Entry()
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        setting = AutostartSetting(built, entry)
        built.store.save_settings({"privacy.mode": "block"})
        assert entry.done == []
        built.store.save_settings({"app.autostart": True})
        built.store.save_settings({"app.autostart": False})
        setting.close()
        built.store.save_settings({"app.autostart": True})
    assert entry.done == ["enable", "disable"]


@pytest.mark.allow_logs("log-in could not be changed: Permission denied")
async def test_a_system_that_refuses_the_entry_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(tmp_path, monkeypatch, "version = 1\n") as built:
        AutostartSetting(built, Entry(broken=True))
        built.store.save_settings({"app.autostart": True})
