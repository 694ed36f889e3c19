"""`scrubroom connect`, `disconnect`: there and back to the byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.app.commands.conftest import CommandLine

SETTINGS = '{\n    "model": "opus"\n}'


def test_there_and_back_to_the_byte(scrubroom: CommandLine) -> None:
    settings = scrubroom.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(SETTINGS)
    scrubroom.config.write_text("[server]\nport = 7499\n")
    said = scrubroom("connect").stderr
    assert f"{settings} now names http://127.0.0.1:7499" in said
    assert "No Scrubroom of yours answers at http://127.0.0.1:7499 yet" in said
    env = json.loads(settings.read_text())["env"]
    assert env["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:7499"
    assert "is as it was" in scrubroom("disconnect").stderr
    assert settings.read_text() == SETTINGS
    assert "nothing was changed" in scrubroom("disconnect").stderr


def test_another_folder_of_claude_codes_is_honoured(scrubroom: CommandLine) -> None:
    scrubroom.env["CLAUDE_CONFIG_DIR"] = str(scrubroom.folder / "own")
    scrubroom("connect")
    assert (scrubroom.folder / "own" / "settings.json").exists()
    assert not (scrubroom.home / ".claude").exists()
    scrubroom("disconnect")
    assert not (scrubroom.folder / "own").exists()


def test_broken_settings_are_refused(scrubroom: CommandLine) -> None:
    settings = scrubroom.home / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"env": {},}')
    assert f"{settings} is not strict JSON" in scrubroom("connect", code=2).stderr
    assert settings.read_text() == '{"env": {},}'


def test_a_project_that_leads_past_the_proxy_is_told(scrubroom: CommandLine) -> None:
    project = scrubroom.folder / ".claude" / "settings.json"
    project.parent.mkdir()
    project.write_text('{"apiKeyHelper": "echo x"}')
    assert f"{project} leads past the proxy all the same: apiKeyHelper" in scrubroom("connect").stderr


def test_an_address_that_changes_cannot_be_connected(scrubroom: CommandLine) -> None:
    scrubroom.config.write_text("[server]\nport = 0\n")
    assert "the address changes with each start" in scrubroom("connect", code=2).stderr
    assert not (scrubroom.home / ".claude").exists()
