"""What is measured: processes that are started, asked for their address, watched and ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent.parent
SCRUBROOM = str(Path(sys.executable).with_name("scrubroom"))
MODELS = {"anthropic": "claude-bench-anthropic", "openai": "claude-bench-openai"}


@dataclass
class Process:
    """A server in a process of its own. url: where it listens; started: seconds from spawn to listening."""

    name: str
    url: str
    started: float
    _popen: subprocess.Popen[str]
    _files: list[IO[str]] = field(default_factory=list)

    def cpu_seconds(self) -> float | None:
        """CPU time of all its threads so far, to the nanosecond; None where there is no /proc."""
        tasks = Path(f"/proc/{self._popen.pid}/task")
        if not tasks.exists():
            return None
        # The first number of schedstat is the time on the CPU in nanoseconds (kernel: sched-stats.rst).
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9

    def memory_mb(self) -> float | None:
        """Resident memory now; None where there is no /proc."""
        status = Path(f"/proc/{self._popen.pid}/status")
        if not status.exists():
            return None
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmRSS"].split()[0]) / 1024

    def stop(self) -> None:
        self._popen.send_signal(signal.SIGTERM)
        try:
            self._popen.wait(15)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        for file in self._files:
            file.close()


def announced(name: str, command: list[str], env: dict[str, str] | None = None) -> Process:
    """Starts a server that prints `listening on URL`."""
    errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by Process.stop
    begin = time.perf_counter()
    popen = subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True
    )
    assert popen.stdout is not None
    for line in popen.stdout:
        if "listening on " in line:
            url = line.split("listening on ", 1)[1].split()[0]
            return Process(name, url, time.perf_counter() - begin, popen, [errors, popen.stdout])
    popen.wait(10)
    errors.seek(0)
    raise RuntimeError(f"{name} did not start: {errors.read()[-800:]}")


def config_file(folder: Path, upstream: str, port: int) -> Path:
    """A configuration with both kinds of wire, which lead to the stand-in provider."""
    lines = ["version = 1", "[server]", f"port = {port}"]
    for kind, path in (("anthropic", ""), ("openai", "/v1")):
        lines += [
            "[[providers]]",
            f'name = "{kind}"',
            f'kind = "{kind}"',
            f'base_url = "{upstream}{path}"',
            'auth = "none"',
        ]
    for kind, alias in MODELS.items():
        lines += [
            "[[models]]",
            f'alias = "{alias}"',
            f'routes = [{{ provider = "{kind}", model = "bench-1" }}]',
        ]
    file = folder / f"bench-{port}.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def own_home(folder: Path) -> dict[str, str]:
    """An environment in which a person's own settings and keys play no part."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SCRUBROOM_", "XDG_"))}
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return {**env, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "DBUS_SESSION_BUS_ADDRESS": "disabled:"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def tray(folder: Path, upstream: str) -> Process:
    """The tray app without a screen: it is up once its port answers."""
    port = free_port()
    command = [SCRUBROOM, "--config", str(config_file(folder, upstream, port))]
    errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by Process.stop
    begin = time.perf_counter()
    popen = subprocess.Popen(
        command,
        cwd=ROOT,
        env=own_home(folder),
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        text=True,
    )
    while time.perf_counter() - begin < 30 and popen.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.005)
        else:
            return Process("tray", f"http://127.0.0.1:{port}", time.perf_counter() - begin, popen, [errors])
    popen.kill()
    popen.wait()
    errors.seek(0)
    raise RuntimeError(f"the tray app did not start: {errors.read()[-800:]}")


def serve(folder: Path, upstream: str) -> Process:
    command = [SCRUBROOM, "serve", "--config", str(config_file(folder, upstream, 0)), "--port", "0"]
    return announced("serve", command, own_home(folder))


def module(name: str, *arguments: str) -> Process:
    """One of the modules beside this one."""
    return announced(name, [sys.executable, "-m", f"tests.bench.{name}", *arguments])
