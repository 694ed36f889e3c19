"""The command line: the right command, quickly, and errors as one sentence with a hint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import main
from app.commands import COMMANDS
from proxy_core.version import VERSION


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main([command, "--help"])
    assert done.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"usage: scrubroom {command}")
    assert "--config" in said or "ACTION" in said


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(f"    {command.name} " in said for command in COMMANDS)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--version"])
    assert done.value.code == 0
    assert capsys.readouterr().out == f"scrubroom {VERSION}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence", "hint"),
    [
        (["bogus"], "invalid choice: 'bogus'", "Try 'scrubroom --help'."),
        (["keys"], "arguments are required: ACTION", "Try 'scrubroom keys --help'."),
        (["keys", "create"], "arguments are required: NAME", "Try 'scrubroom keys create --help'."),
        (["serve", "--port", "x"], "'x' is no port", "Try 'scrubroom serve --help'."),
        (["--config"], "expected one argument", "Try 'scrubroom --help'."),
    ],
)
def test_a_mistake_is_a_sentence_and_a_hint(
    arguments: list[str], sentence: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    first, second = said.err.splitlines()
    assert first.startswith("scrubroom: ")
    assert sentence in first
    assert second == hint
    assert said.out == ""


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (["--help"], ["aiohttp", "PySide6", "keyring", "tomlkit", "asyncio", "proxy_core"]),
        (["serve", "--help"], ["aiohttp", "PySide6", "keyring"]),
        (["keys", "list", "--config", "/nowhere/config.toml"], ["aiohttp", "PySide6"]),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], never: list[str]) -> None:
    code = (
        "import sys\nfrom app.__main__ import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    print()\n"
        f"print('loaded', sorted(set({never!r}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "loaded []"


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["keys", "--help"], ["config", "check"], ["config", "export"], ["doctor"]],
)
def test_a_reader_that_leaves_is_no_error(arguments: list[str], tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("version = 1\n")
    environ = {  # without PYTHONUNBUFFERED: what is written is then written at the end
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(tmp_path),
        "SCRUBROOM_CONFIG": str(config),
        "SCRUBROOM_STATE_DIR": str(tmp_path / "state"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            env=environ, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")
