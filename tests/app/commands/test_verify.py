"""`scrubroom verify`: the table, the exit codes, and that it touches nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.commands.verify import tell
from app.verify_report import Report, Row

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine

CONFIG = """
version = 1
[[providers]]
name = "far"
kind = "openai"
base_url = "https://far.invalid/v1"
auth = "keyring"
"""


def files(folder: Path) -> set[str]:
    return {str(path) for path in folder.rglob("*") if path.is_file()}


def test_a_clean_run_prints_the_table_and_touches_no_file(scrubroom: CommandLine) -> None:
    path = scrubroom.folder / "mine.toml"
    path.write_text(CONFIG)
    done = scrubroom("verify", "--config", str(path))
    head, *lines = done.stdout.splitlines()
    assert head.split() == ["Wire", "Check", "Planted", "Refused", "Restored", "Leaks", "Result"]
    assert any(line.startswith("openai (far)") and line.endswith("ok") for line in lines)
    assert any(line.startswith("anthropic ") for line in lines)
    assert lines[-1].startswith("No leak, and every answer had its originals again.")
    assert files(scrubroom.folder.parent) == {str(path)}


def test_a_leak_is_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    row = Row("anthropic", "messages", planted=1)
    row.leak("a citation", "SSN reached the provider")
    assert tell(Report((row,))) == 1
    assert "anthropic: messages: a citation: SSN reached the provider." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[privacy]\nmode = 'maybe'\n", "line 2: privacy.mode must be one of redact, block."),
        ("[privacy", "is not valid TOML"),
        (None, "There is no configuration file"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_exit_code_2(
    scrubroom: CommandLine, text: str | None, why: str
) -> None:
    path = scrubroom.folder / "mine.toml"
    if text is not None:
        path.write_text(text)
    done = scrubroom("verify", "--config", str(path), code=2)
    assert why in done.stderr.splitlines()[0]
    assert done.stdout == ""
