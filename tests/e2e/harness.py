"""Runs the product and its clients as a person would: real commands, real processes, a fresh HOME.

`serving` starts `scrubroom serve`; `claude` runs the pinned Claude Code. Nothing here looks inside either.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fakes.upstream import Step, Upstream

SCRUBROOM = Path(sys.executable).with_name("scrubroom.exe" if os.name == "nt" else "scrubroom")
CLAUDE = Path(__file__).parent / "claude_code" / "node_modules" / ".bin" / "claude"
#: the key that providers of these tests expect; the client must never need to know it
PROVIDER_KEY = "sk-scripted-provider-key-0001"
KINDS = ("anthropic", "openai", "openai_responses")
#: how long a client or a server may take; far more than it does
PATIENCE = 90.0


def config(
    upstreams: Mapping[str, str], *, alias: str = "*", extra: str = "", routes: Sequence[str] = ()
) -> str:
    """A configuration with one provider for each `name: url`, whose name begins with its kind.

    All models that fit `alias` go to the providers in `routes`, by default to all of them in order.
    """
    parts = ["version = 1", extra]
    for name, url in upstreams.items():
        kind = name.partition("-")[0]
        base = url if kind == "anthropic" else f"{url}/v1"
        parts.append(
            f'[[providers]]\nname = "{name}"\nkind = "{kind}"\nbase_url = "{base}"\nauth = "env:SCRIPTED_KEY"'
        )
    listed = ", ".join(f'{{ provider = "{name}", model = "scripted-1" }}' for name in routes or upstreams)
    parts.append(f'[[models]]\nalias = "{alias}"\nroutes = [{listed}]')
    return "\n".join(parts) + "\n"


@dataclass
class Served:
    """A running `scrubroom serve`. home: its HOME; lines: what it printed, both streams, so far."""

    url: str
    home: Path
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def output(self) -> str:
        return "".join(self.lines)


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a fresh account has: nothing of this machine's settings for either program."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    # No test may ask for a person's own keyring.
    keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    return {**kept, **keyring, "HOME": str(home), "SCRIPTED_KEY": PROVIDER_KEY, **(extra or {})}


@contextmanager
def serving(
    folder: Path, text: str | None, *, env: Mapping[str, str] | None = None, stop: bool = True
) -> Iterator[Served]:
    """`scrubroom serve --port 0`, with the configuration `text` (None: with none at all).

    Leaving sends SIGTERM and asserts that it ends in good order with exit code 0.
    """
    home = folder / "server-home"
    home.mkdir(exist_ok=True)
    command = [str(SCRUBROOM), "serve", "--port", "0"]
    if text is not None:
        file = folder / "config.toml"
        file.write_text(text, encoding="utf-8")
        command += ["--config", str(file)]
    process = subprocess.Popen(
        command, cwd=folder, env=environment(home, env), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout is not None
    served = Served("", home, process)
    try:
        for line in process.stdout:
            served.lines.append(line)
            if "listening on " in line:
                served.url = line.split("listening on ", 1)[1].split()[0]
                break
        assert served.url, f"scrubroom serve did not start:\n{served.output}"
        # Read on, so that a server that logs much never waits for us.
        reader = threading.Thread(target=served.lines.extend, args=(process.stdout,), daemon=True)
        reader.start()
        yield served
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0, served.output
        reader.join(PATIENCE)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()


@dataclass(frozen=True)
class Run:
    """One run of Claude Code in print mode. events: its stream-json lines; raw: everything it wrote."""

    code: int
    events: list[dict[str, Any]]
    raw: str

    @property
    def result(self) -> dict[str, Any]:
        found = [event for event in self.events if event.get("type") == "result"]
        assert found, f"Claude Code gave no result:\n{self.raw[-3000:]}"
        return found[-1]

    @property
    def text(self) -> str:
        """What the person sees at the end."""
        return str(self.result.get("result", ""))

    def tool_results(self) -> list[str]:
        """What the tools of this run gave back, as text."""
        return [
            json.dumps(block.get("content"))
            for event in self.events
            if event.get("type") == "user"
            for block in event["message"]["content"]
            if isinstance(block, dict) and block.get("type") == "tool_result"
        ]


class Workplace:
    """A fresh HOME and an empty project in which Claude Code runs."""

    OUTPUT = "claude-output.txt"

    def __init__(self, folder: Path) -> None:
        self.home = folder / "client-home"
        self.project = folder / "project"
        self._output = folder / self.OUTPUT
        self.home.mkdir()
        self.project.mkdir()

    def start(
        self, url: str, prompt: str, *arguments: str, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Claude Code in print mode, pointed at `url`. It may use the tools that these tests need."""
        assert CLAUDE.exists(), "Claude Code is not installed: run the tests with 'make test'"
        settings = {
            "ANTHROPIC_BASE_URL": url,
            "ANTHROPIC_AUTH_TOKEN": "any",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL": "1",
            **(env or {}),
        }
        command = [str(CLAUDE), *self.print_mode(prompt), *arguments]
        # Into a file: on a pipe the client cuts long output short.
        with self._output.open("wb") as output:
            return subprocess.Popen(
                command, cwd=self.project, env=environment(self.home, settings),
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip

    @staticmethod
    def print_mode(prompt: str) -> list[str]:
        return [
            "-p", prompt, "--output-format", "stream-json", "--verbose",
            "--permission-mode", "acceptEdits", "--allowedTools", "Write,Read,Bash,WebSearch,WebFetch",
        ]  # fmt: skip

    def run(self, url: str, prompt: str, *arguments: str, env: Mapping[str, str] | None = None) -> Run:
        """The same, to its end."""
        process = self.start(url, prompt, *arguments, env=env)
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"Claude Code did not end:\n{self.output()[-3000:]}") from None
        return Run(code, stream_json(self.output()), self.output())

    def output(self) -> str:
        return self._output.read_text(encoding="utf-8", errors="replace")


def stream_json(text: str) -> list[dict[str, Any]]:
    """The JSON lines in a client's output; other lines are left out."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@contextmanager
def through(kind: str, folder: Path, *script: Step, alias: str = "*") -> Iterator[tuple[Upstream, Served]]:
    """A scripted provider of one kind and `scrubroom serve` in front of it."""
    try:
        with (
            Upstream(script) as upstream,
            serving(folder, config({kind: upstream.url}, alias=alias)) as served,
        ):
            yield upstream, served
    except AssertionError as error:
        said = folder / Workplace.OUTPUT
        if said.exists():
            error.add_note(f"Claude Code said: {said.read_text(encoding='utf-8', errors='replace')[-2000:]}")
        raise
