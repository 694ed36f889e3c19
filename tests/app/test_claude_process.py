"""The `claude` program: found, asked for its version, run as a child."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.claude_process import claude_version, find_claude, run_child


def program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o755)
    return path


def test_the_named_program_comes_first_then_the_path_then_the_project(tmp_path: Path) -> None:
    named = program(tmp_path / "named" / "my-claude", "")
    on_path = program(tmp_path / "bin" / "claude", "")
    local = program(tmp_path / "project" / "node_modules" / ".bin" / "claude", "")
    inside = tmp_path / "project" / "src"
    path = {"PATH": str(tmp_path / "bin")}
    assert find_claude({**path, "SCRUBROOM_CLAUDE": str(named)}, inside) == named
    assert find_claude({**path, "SCRUBROOM_CLAUDE": "no-such"}, inside) is None
    assert find_claude(path, inside) == on_path
    assert find_claude({"PATH": ""}, inside) == local
    assert find_claude({"PATH": ""}, tmp_path) is None


@pytest.mark.parametrize(
    ("body", "version"),
    [
        ("print('2.1.197 (Claude Code)')", (2, 1, 197)),
        ("print('hello')", None),
        ("import sys; sys.exit(1)", None),
    ],
)
def test_the_version_is_what_it_says(tmp_path: Path, body: str, version: tuple[int, int, int] | None) -> None:
    assert claude_version(program(tmp_path / "claude", body), os.environ) == version
    assert claude_version(tmp_path / "none", os.environ) is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("import sys; sys.exit(7)", 7),
        ("import os; os.kill(os.getpid(), 15)", 128 + 15),
        ("import os, sys; sys.exit(0 if os.environ['X'] == 'y' and sys.argv[1:] == ['-p', 'a b'] else 1)", 0),
    ],
)
async def test_a_child_gets_its_arguments_and_gives_its_code(tmp_path: Path, body: str, code: int) -> None:
    child = program(tmp_path / "claude", body)
    assert await run_child(child, ["-p", "a b"], {**os.environ, "X": "y"}) == code


async def test_what_cannot_be_started_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        await run_child(tmp_path / "none", [], os.environ)


PARENT = """
import asyncio, os, sys
from pathlib import Path
from app.claude_process import run_child
sys.exit(asyncio.run(run_child(Path(sys.argv[1]), [], os.environ)))
"""
CHILD = """
import os, signal, sys
def say(text):  # not print: a handler may come in the midst of one
    os.write(1, text.encode() + b"\\n")
def told(number, frame):
    say(signal.Signals(number).name)
    if number == signal.SIGTERM:
        os._exit(42)
signal.signal(signal.SIGTERM, told)
say("default" if signal.getsignal(signal.SIGINT) is signal.default_int_handler else "changed")
signal.signal(signal.SIGINT, told)
say("ready")
while True:
    signal.pause()
"""


def test_ctrl_c_belongs_to_the_child_and_a_termination_is_passed_on(tmp_path: Path) -> None:
    child = program(tmp_path / "claude", CHILD)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(child)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert parent.stdout is not None
    try:
        assert [parent.stdout.readline().strip() for _ in range(2)] == ["default", "ready"]
        os.killpg(parent.pid, signal.SIGINT)  # as the terminal does it, to both
        assert parent.stdout.readline() == "SIGINT\n"
        parent.send_signal(signal.SIGTERM)
        assert parent.stdout.readline() == "SIGTERM\n"
        assert parent.wait(60) == 42
    finally:
        if parent.poll() is None:
            os.killpg(parent.pid, signal.SIGKILL)
            parent.wait()
        parent.stdout.close()
